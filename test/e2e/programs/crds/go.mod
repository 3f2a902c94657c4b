// Sources of custom resource definitions whose programs the tests do not build from this version: nothing here is compiled.
module polder.example/e2e/crds

go 1.27.3

require (
	github.com/traefik/traefik/v3 v3.7.13
	sigs.k8s.io/gateway-api v1.6.3
)
