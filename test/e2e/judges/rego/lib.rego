# What the rules share. Run by conftest over the generated objects: test/e2e/judges/conftest.test.ts.
package lib

import rego.v1

# The pod template of an object, where it has one.
template(one) := one.spec.template if one.kind in {"Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicaSet"}

template(one) := one.spec.jobTemplate.spec.template if one.kind == "CronJob"

template(one) := one if one.kind == "Pod"

containers(one) := array.concat(
	object.get(template(one).spec, "containers", []),
	object.get(template(one).spec, "initContainers", []),
)

# Whether the object states a deviation from a rule, with its reason.
states(one, rule) if {
	some part in split(one.metadata.annotations["polder.internal/exception"], "; ")
	startswith(part, sprintf("%s: ", [rule]))
}

# A container's own setting, or else its pod's.
setting(_, container, key) := container.securityContext[key]

setting(pod, container, key) := pod.spec.securityContext[key] if not key in object.keys(object.get(container, "securityContext", {}))
