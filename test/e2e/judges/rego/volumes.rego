# Volumes: no folders of the node, and no room without an end.
package main

import rego.v1

import data.lib

deny contains {"rule": "no-host-path", "msg": sprintf("volume %s is a folder of the node", [volume.name])} if {
	some volume in lib.template(input).spec.volumes
	volume.hostPath
	not lib.states(input, "host-path")
}

deny contains {"rule": "bounded-empty-dir", "msg": sprintf("volume %s has no size limit", [volume.name])} if {
	some volume in lib.template(input).spec.volumes
	volume.emptyDir
	not volume.emptyDir.sizeLimit
}
