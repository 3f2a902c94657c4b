# Every object says where it is and what it belongs to, and holds no secret.
package main

import rego.v1

import data.lib

deny contains {"rule": "namespace", "msg": "has no metadata.namespace: where it goes would depend on who applies it"} if {
	not cluster_scoped
	not input.metadata.namespace
}

deny contains {"rule": "namespace", "msg": "is of a cluster-wide kind, and names a namespace"} if {
	cluster_scoped
	input.metadata.namespace
}

# By kind and group; conftest.test.ts hands them over.
cluster_scoped if sprintf("%s/%s", [group, input.kind]) in data.clusterKinds

group := split(input.apiVersion, "/")[0] if contains(input.apiVersion, "/")

group := "" if not contains(input.apiVersion, "/")

labels := object.get(input.metadata, "labels", {})

deny contains {"rule": "labels", "msg": "has no label app.kubernetes.io/part-of"} if not labels["app.kubernetes.io/part-of"]

deny contains {"rule": "labels", "msg": "has no label app.kubernetes.io/name"} if {
	input.kind in {"Deployment", "StatefulSet", "DaemonSet", "Service"}
	not labels["app.kubernetes.io/name"]
}

deny contains {"rule": "labels", "msg": "its pods have no label app.kubernetes.io/name"} if {
	pod_labels := object.get(lib.template(input), ["metadata", "labels"], {})
	not pod_labels["app.kubernetes.io/name"]
}

deny contains {"rule": "no-secret-data", "msg": "is a Secret with data: it would stand in Git"} if {
	input.kind == "Secret"
	some field in ["data", "stringData"]
	count(object.get(input, field, {})) > 0
}

deny contains {"rule": "no-external-ips", "msg": "takes addresses that are not the cluster's"} if {
	input.kind == "Service"
	count(object.get(input.spec, "externalIPs", [])) > 0
}
