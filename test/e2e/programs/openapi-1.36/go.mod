// The OpenAPI document of Kubernetes 1.36: nothing here is compiled.
module polder.example/e2e/openapi

go 1.27.3

require k8s.io/kubernetes v1.36.3
