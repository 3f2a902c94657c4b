import type { Exception } from '../lib/findings.ts';
import { has, pullsOnce, spreadsOverNodes } from '../lib/where.ts';

/** https://github.com/zegl/kube-score/blob/master/README_CHECKS.md */
export const exceptions: readonly Exception[] = [
  {
    rule: 'container-ephemeral-storage-request-and-limit',
    reason:
      'nothing writes to a root file system, each emptyDir has a size limit (rego/volumes.rego), and the kubelet rotates logs: there is nothing left to limit',
  },
  {
    rule: 'container-image-pull-policy',
    where: pullsOnce,
    reason: 'a version is never published twice, and the lock names digests; nodes must be able to start their pods while the registry is away',
  },
  {
    rule: 'container-security-context-user-group-id',
    reason: 'numbers are those of the images, whose files belong to them; runAsNonRoot holds everywhere, but for the exceptions that objects state themselves',
  },
  {
    rule: 'pod-probes-identical',
    reason: 'the program answers at one address for both; liveness waits for more failures than readiness does',
  },
  { rule: 'deployment-has-host-podantiaffinity', where: spreadsOverNodes, reason: 'topologySpreadConstraints spread it over nodes and zones' },
  { rule: 'statefulset-has-host-podantiaffinity', where: spreadsOverNodes, reason: 'topologySpreadConstraints spread it over nodes and zones' },
  { rule: 'deployment-strategy', where: has('Recreate', 'strategy', 'type'), reason: 'two of it at once would work against each other' },
  {
    rule: 'statefulset-has-servicename',
    where: has(1, 'replicas'),
    reason: 'one pod, which everybody finds at the address of its Service: nobody asks for the pod by a name of its own',
  },
  {
    rule: 'deployment-replicas',
    objects: [
      'argo-cd Deployment/argocd/argocd-valkey',
      'blackbox-exporter Deployment/monitoring/blackbox-exporter',
      'cloudnative-pg Deployment/cnpg-system/barman-cloud',
      'descheduler Deployment/descheduler/descheduler',
      'external-dns Deployment/external-dns/external-dns',
      'grafana Deployment/grafana/grafana',
      'headlamp Deployment/headlamp/headlamp',
      'kube-state-metrics Deployment/monitoring/kube-state-metrics',
      'metallb Deployment/metallb-system/metallb-controller',
      'opencost Deployment/opencost/opencost',
      'prometheus-operator Deployment/monitoring/prometheus-operator',
      'rook-ceph Deployment/rook-ceph/ceph-csi-operator',
      'rook-ceph Deployment/rook-ceph/rook-ceph-operator',
      'traefik Deployment/traefik/security-txt',
      'trivy-operator Deployment/trivy-system/*',
    ],
    reason: 'a second one would do nothing, or the same twice: it leads alone, caches, measures or shows, and what it looks after runs on without it',
  },
  {
    rule: 'deployment-replicas',
    objects: ['oauth2-proxy Deployment/oauth2-proxy/login-dashboards'],
    reason: 'sessions with tokens are in the memory of the one pod; when it goes, the identity provider is asked again, unseen',
  },
  {
    rule: 'networkpolicy-targets-pod',
    objects: [
      'base NetworkPolicy/dashboards-of-tenants/*',
      'base NetworkPolicy/databases/*',
      'base NetworkPolicy/oauth2-proxy/*',
      'databases NetworkPolicy/databases/*',
      'forgejo NetworkPolicy/forgejo/forgejo-db',
      'keycloak NetworkPolicy/keycloak/keycloak-db',
      'prometheus NetworkPolicy/monitoring/prometheus',
      'rook-ceph NetworkPolicy/rook-ceph/ceph*',
      'traefik NetworkPolicy/traefik/acme-solver',
      'trivy-operator NetworkPolicy/trivy-system/trivy-scan',
      'velero NetworkPolicy/velero/velero-*',
    ],
    reason:
      'an operator makes the pods (databases, Prometheus, Ceph, ACME solvers, movers of data, scans), or there are none before a page needs a login or a tenant comes',
  },
  {
    rule: 'networkpolicy-targets-pod',
    objects: [
      'base NetworkPolicy/traefik/*',
      'buckets-of-tenants NetworkPolicy/*',
      'databases-of-tenants NetworkPolicy/*',
      'logins-of-tenants NetworkPolicy/*',
      'tenants NetworkPolicy/*',
    ],
    reason: "the pods are tenants' own and come from their repositories, or their certificates stand where the Gateway is not the platform's",
  },
  { rule: 'service-targets-pod', objects: ['prometheus Service/monitoring/prometheus'], reason: 'the Prometheus operator makes the pods' },
  { rule: 'service-type', objects: ['traefik Service/traefik/traefik'], reason: 'a cluster without load balancers, such as the lab, is reached at its nodes' },
];
