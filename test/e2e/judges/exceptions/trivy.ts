import type { Exception } from '../lib/findings.ts';
import { states } from '../lib/where.ts';

/** https://avd.aquasec.com/misconfig/kubernetes/ */
export const exceptions: readonly Exception[] = [
  {
    rule: 'KSV-0040',
    reason: 'it asks every object for a ResourceQuota in the same file; what pods use is bounded by their own limits, and tenants by their quota',
  },
  { rule: 'KSV-0039', reason: 'it asks every object for a LimitRange in the same file; namespaces of tenants have one' },
  { rule: 'KSV-0125', reason: 'its registries are those of clouds; ours are an allow list of the site, which the policy allowed-registries guards' },
  { rule: 'KSV-0020', reason: 'the user is the one of the image, whose files belong to it: below 10000 in most; none is root, but for stated exceptions' },
  { rule: 'KSV-0021', reason: 'the group is the one of the image, whose files belong to it' },

  // What an object states itself, with its reason: charts-ts/checks/pods-are-hardened.ts demands exactly the ones that are used.
  { rule: 'KSV-0009', where: states('host-network'), reason: 'stated on the object' },
  { rule: 'KSV-0012', where: states('root-user'), reason: 'stated on the object' },
  { rule: 'KSV-0022', where: states('capabilities'), reason: 'stated on the object' },
  { rule: 'KSV-0023', where: states('host-path'), reason: 'stated on the object' },
  { rule: 'KSV-0105', where: states('root-user'), reason: 'stated on the object' },
  { rule: 'KSV-0106', where: states('capabilities'), reason: 'stated on the object' },
  { rule: 'KSV-0119', where: states('capabilities'), reason: 'stated on the object' },
  { rule: 'KSV-0121', where: states('host-path'), reason: 'stated on the object' },
  {
    rule: 'KSV-0025',
    where: states('privileged', 'host-path'),
    reason: 'the type spc_t lets it look at its node where SELinux is on; what it looks at is stated on the object',
  },
  { rule: 'KSV-0002', objects: ['falco DaemonSet/falco/falco'], reason: 'the usual profile keeps it from /proc of other processes, which it watches' },
  { rule: 'KSV-0044', where: states('rbac-wildcard'), reason: 'stated on the object' },
  { rule: 'KSV-0046', where: states('rbac-wildcard'), reason: 'stated on the object' },

  // Words that look like secrets.
  {
    rule: 'KSV-01010',
    objects: [
      'argo-cd ConfigMap/argocd/argocd-cmd-params-cm',
      '* ConfigMap/*/dashboard-keycloak',
      'forgejo ConfigMap/forgejo/forgejo',
      'keycloak ConfigMap/keycloak/keycloak-realm',
      'otel-collector ConfigMap/otel-collector/*',
      'rook-ceph ConfigMap/rook-ceph/rook-ceph-operator-config',
      'traefik ConfigMap/traefik/security-txt',
    ],
    reason: 'no secret: addresses and user names, patterns that cut keys from logs, a log level, names of metrics and settings of one-time passwords',
  },
  {
    rule: 'KSV-0109',
    objects: [
      '* ConfigMap/*/dashboard-external-secrets',
      'forgejo ConfigMap/forgejo/forgejo',
      'keycloak ConfigMap/keycloak/keycloak-realm',
      'local-path ConfigMap/local-path/local-path',
      'trivy-operator ConfigMap/trivy-system/trivy-operator-config',
    ],
    reason: 'no secret: names of metrics, fields and settings with the word secret or token',
  },

  // Rights that a program is for. Roles of one namespace where upstream lets them be.
  {
    rule: 'KSV-0041',
    objects: [
      'cert-manager ClusterRole/cert-manager',
      'cloudnative-pg ClusterRole/cloudnative-pg',
      'cloudnative-pg ClusterRole/cloudnative-pg-barman-cloud',
      'external-secrets ClusterRole/external-secrets',
      'rook-ceph ClusterRole/rook-ceph-buckets',
    ],
    reason: 'it keeps certificates, database logins, secrets of the vault or bucket keys in Secrets of the namespaces that ask for them',
  },
  // Bound in a tenant's own namespaces only: what Kubernetes' own roles edit and admin give, and less.
  { rule: 'KSV-0041', objects: ['tenants ClusterRole/polder-tenant-admin-*'], reason: 'the people that a team names as its administrators keep its Secrets' },
  {
    rule: 'KSV-0048',
    objects: ['tenants ClusterRole/polder-tenant-developer-*'],
    reason: 'a team runs its own workloads; policies of the API server hold these to the rules',
  },
  { rule: 'KSV-0049', objects: ['tenants ClusterRole/polder-tenant-developer-*'], reason: 'a team writes the configuration of its own programs' },
  { rule: 'KSV-0053', objects: ['tenants ClusterRole/polder-tenant-developer-*'], reason: 'a team looks into its own pods' },
  {
    rule: 'KSV-0056',
    objects: ['tenants ClusterRole/polder-tenant-admin-*', 'tenants ClusterRole/polder-tenant-developer-*'],
    reason: 'a team makes Services and routes of its own, which the policies keep from others and from hostnames of others',
  },
  {
    rule: 'KSV-0113',
    objects: [
      'argo-cd Role/argocd/*',
      'cert-manager Role/cert-manager/*',
      'external-secrets Role/*/external-secrets*',
      'secrets-of-tenants Role/*/polder-external-secrets',
      'logins-of-tenants Role/*/*',
      'keda Role/keda/keda-operator',
      'keycloak Role/*/keycloak-*',
      'kyverno Role/kyverno/kyverno-*',
      'metallb Role/metallb-system/*',
      'prometheus-operator Role/monitoring/prometheus-operator',
      'rook-ceph Role/rook-ceph/*',
      'traefik Role/*/traefik',
      'trivy-operator Role/trivy-system/trivy-operator',
      'trust-manager Role/cert-manager/trust-manager',
      'velero Role/velero/node-agent',
    ],
    reason: 'it keeps or reads Secrets of the namespaces where it, or what it serves, lives; no other namespace',
  },
  {
    rule: 'KSV-0048',
    objects: [
      'access ClusterRole/platform-operator',
      'argo-cd ClusterRole/argocd-server',
      'cert-manager ClusterRole/cert-manager',
      'cloudnative-pg ClusterRole/cloudnative-pg',
      'keda ClusterRole/keda-operator',
      'kyverno-policies ClusterRole/kyverno-policies-delete',
      'local-path Role/local-path/local-path',
      'prometheus-operator Role/monitoring/prometheus-operator',
      'rook-ceph Role/rook-ceph/*',
      'trivy-operator Role/trivy-system/trivy-operator',
      'velero Role/velero/node-agent',
    ],
    reason:
      'it starts, scales or ends pods: people on duty, ACME solvers, databases, volume helpers, Prometheus, Ceph, scans, data movers, what is out of date',
  },
  {
    rule: 'KSV-0049',
    objects: [
      'cloudnative-pg ClusterRole/cloudnative-pg',
      'prometheus-operator Role/monitoring/prometheus-operator',
      'rook-ceph ClusterRole/rook-ceph-buckets',
      'rook-ceph Role/rook-ceph/*',
      'trivy-operator Role/trivy-system/trivy-operator',
      'trust-manager ClusterRole/trust-manager',
    ],
    reason: 'its settings or results are ConfigMaps: of the pods that it makes, of buckets, of trusted CAs',
  },
  {
    rule: 'KSV-0050',
    objects: ['cloudnative-pg ClusterRole/cloudnative-pg', 'cloudnative-pg ClusterRole/cloudnative-pg-barman-cloud'],
    reason: 'each database has an account of its own with a Role of its own, never wider than what the operator has',
  },
  {
    rule: 'KSV-0053',
    objects: ['cloudnative-pg ClusterRole/cloudnative-pg'],
    reason: 'the operator asks PostgreSQL in its pod to promote and to fence where its address does not answer',
  },
  {
    rule: 'KSV-0056',
    objects: [
      'cert-manager ClusterRole/cert-manager',
      'cloudnative-pg ClusterRole/cloudnative-pg',
      'kyverno-policies ClusterRole/kyverno-policies-make',
      'prometheus-operator Role/monitoring/prometheus-operator',
      'rook-ceph Role/rook-ceph/*',
    ],
    reason: 'it makes Services for the pods that it starts, routes for ACME challenges, or the policy that closes a new namespace',
  },
  {
    rule: 'KSV-0056',
    objects: ['kyverno-policies ClusterRole/kyverno-policies-delete'],
    reason: 'it deletes routes for a hostname that has gone to another tenant, and makes and changes none',
  },
  {
    rule: 'KSV-0114',
    objects: ['cert-manager ClusterRole/cert-manager-cainjector', 'cloudnative-pg ClusterRole/cloudnative-pg', 'kyverno ClusterRole/kyverno*'],
    reason: 'it writes webhook configurations: the injector the CA into those that ask for it, CloudNativePG and Kyverno their own',
  },
  {
    rule: 'KSV-0111',
    objects: ['access ClusterRoleBinding/platform-administrator'],
    reason: 'the group of administrators that the cluster file names; nobody else is bound to cluster-admin',
  },
];
