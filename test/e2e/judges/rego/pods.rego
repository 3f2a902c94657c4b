# Pods: not as root, not privileged, sized, from a pinned image. MijnBureau asks its charts the same.
package main

import rego.v1

import data.lib

deny contains {"rule": "non-root", "msg": sprintf("container %s may run as root", [container.name])} if {
	some container in lib.containers(input)
	not never_root(container)
	not lib.states(input, "root-user")
}

never_root(container) if lib.setting(lib.template(input), container, "runAsNonRoot") == true

deny contains {"rule": "no-privileged", "msg": sprintf("container %s is privileged, or may become so", [container.name])} if {
	some container in lib.containers(input)
	not unprivileged(container)
	not lib.states(input, "privileged")
	not lib.states(input, "privilege-escalation")
}

unprivileged(container) if {
	object.get(container.securityContext, "privileged", false) == false
	container.securityContext.allowPrivilegeEscalation == false
}

deny contains {"rule": "capabilities", "msg": sprintf("container %s keeps capabilities", [container.name])} if {
	some container in lib.containers(input)
	not drops_all(container)
	not lib.states(input, "capabilities")
}

drops_all(container) if "ALL" in container.securityContext.capabilities.drop

deny contains {"rule": "read-only-root", "msg": sprintf("container %s writes to its image", [container.name])} if {
	some container in lib.containers(input)
	not read_only(container)
	not lib.states(input, "writable-root")
}

read_only(container) if container.securityContext.readOnlyRootFilesystem == true

deny contains {"rule": "seccomp", "msg": sprintf("container %s has no seccomp profile", [container.name])} if {
	some container in lib.containers(input)
	not confined(container)
	not lib.states(input, "seccomp")
}

confined(container) if lib.setting(lib.template(input), container, "seccompProfile").type in {"RuntimeDefault", "Localhost"}

deny contains {"rule": "requests-and-limits", "msg": sprintf("container %s has no %s of %s", [container.name, kind, amount])} if {
	some container in lib.containers(input)
	some kind in ["requests", "limits"]
	some amount in ["cpu", "memory"]
	not container.resources[kind][amount]
}

deny contains {"rule": "no-latest", "msg": sprintf("container %s runs %s, which is no version", [container.name, container.image])} if {
	some container in lib.containers(input)
	not regex.match(`(:v?[0-9]+[^:/@]*|:[^:/@]*[0-9]+\.[0-9]+[^:/@]*)(@sha256:[0-9a-f]{64})?$`, container.image)
}

deny contains {"rule": "own-account", "msg": "its pods run with the namespace's default account"} if {
	object.get(lib.template(input).spec, "serviceAccountName", "default") == "default"
}

deny contains {"rule": "host", "msg": sprintf("its pods use the host: %s", [field])} if {
	some field, rule in {"hostNetwork": "host-network", "hostPID": "host-pid", "hostIPC": "host-ipc"}
	lib.template(input).spec[field] == true
	not lib.states(input, rule)
}
