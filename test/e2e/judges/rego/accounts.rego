# A whole cluster at once (conftest --combine): who may do what.
package cluster

import rego.v1

import data.lib

objects := [file.contents | some file in input]

# Accounts that a binding gives rights, as namespace/name.
bound contains sprintf("%s/%s", [subject.namespace, subject.name]) if {
	some binding in objects
	binding.kind in {"RoleBinding", "ClusterRoleBinding"}
	some subject in binding.subjects
	subject.kind == "ServiceAccount"
}

deny contains {"rule": "token-without-rights", "file": file.path, "msg": sprintf("mounts a token of %s, which no binding gives rights", [account])} if {
	some file in input
	spec := lib.template(file.contents).spec
	object.get(spec, "automountServiceAccountToken", true) == true
	account := sprintf("%s/%s", [file.contents.metadata.namespace, spec.serviceAccountName])
	not account in bound
}

deny contains {"rule": "rights-without-pods", "file": file.path, "msg": sprintf("gives rights to %s/%s, which is no account of the platform", [subject.namespace, subject.name])} if {
	some file in input
	file.contents.kind in {"RoleBinding", "ClusterRoleBinding"}
	some subject in file.contents.subjects
	subject.kind == "ServiceAccount"
	not exists("ServiceAccount", subject.namespace, subject.name)
}

exists(kind, namespace, name) if {
	some one in objects
	one.kind == kind
	one.metadata.namespace == namespace
	one.metadata.name == name
}

deny contains {"rule": "default-deny", "file": file.path, "msg": "is a namespace that no policy closes in both directions"} if {
	some file in input
	file.contents.kind == "Namespace"
	not closed(file.contents.metadata.name)
}

closed(namespace) if {
	some policy in objects
	policy.kind == "NetworkPolicy"
	policy.metadata.namespace == namespace
	policy.spec.podSelector == {}
	{"Ingress", "Egress"} == {type | some type in policy.spec.policyTypes}
	not policy.spec.ingress
	not policy.spec.egress
}
