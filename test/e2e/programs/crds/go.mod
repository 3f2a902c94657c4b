// Sources of custom resource definitions whose programs the tests do not build from this version: nothing here is compiled.
module polder.example/e2e/crds

go 1.27.3

require (
	github.com/aquasecurity/trivy-operator v0.29.0
	github.com/ceph/ceph-csi-operator v1.0.4
	github.com/cloudnative-pg/cloudnative-pg v1.30.0
	github.com/cloudnative-pg/plugin-barman-cloud v0.15.0
	github.com/external-secrets/external-secrets v1.3.2
	github.com/kedacore/keda/v2 v2.21.0
	github.com/kubernetes-csi/external-snapshotter/client/v8 v8.7.0
	github.com/kyverno/kyverno v1.19.1
	github.com/openshift/api v0.0.0-20251015095338-264e80a2b6e7
	github.com/prometheus-operator/prometheus-operator v0.94.1
	github.com/rook/rook v1.20.6
	github.com/traefik/traefik/v3 v3.7.13
	github.com/vmware-tanzu/velero v1.18.3
	go.universe.tf/metallb v0.16.2
	sigs.k8s.io/gateway-api v1.6.3
)
