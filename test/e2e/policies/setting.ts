import { polder } from '../../../charts-ts/kit/labels.ts';
import type { KubeObject } from '../../../charts-ts/kit/object.ts';
import { container, definition, deployment, namespace, networkPolicy, pod, role, roleBinding, tenantNamespace } from './objects.ts';

/** Namespaces of the cases. */
export const team = 'cases-team';
export const bare = 'cases-bare';
export const other = 'cases-other';
export const exempt = 'cases-exempt';
export const system = 'cases-system';
export const drivers = 'cases-drivers';
export const provider = 'cases-provider-monitoring';

export const digest = `@sha256:${'0123456789abcdef'.repeat(4)}`;
export const mirror = 'registry.example.nl/mirror';

/** What is different from the example cluster of test/support/render.ts. */
export const settings = {
  mirrors: { registry: mirror },
  provides: {
    probes: { address: 'blackbox-exporter.monitoring.svc:9115', module: 'https' },
    postgres: {
      namespace: 'cnpg-system',
      podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' },
      account: 'cloudnative-pg',
      imageCatalog: 'platform',
      backups: false,
    },
  },
  components: {
    'admission-policies': {
      systemNamespaces: ['kube-system', drivers],
      systemNamespacePrefixes: ['cases-provider-'],
      registries: ['registry.example.nl/tenants'],
      exemptions: [{ policy: 'no-host-access', namespace: exempt, owner: 'Team Opslag', until: '2027-03-01', reason: 'moves to CSI' }],
    },
  },
};

export const oldDeployment = deployment(other, 'old', { containers: [{ name: 'web', image: 'web' }] });
export const oldPod = pod(other, 'old', { containers: [container({ image: 'web' })] });
export const oldBinding = roleBinding(team, 'old', 'cluster-admin');
export const freed = namespace('cases-freed', { [polder.protected]: 'true' }, { [polder.allowDeletion]: 'cases-freed' });
export const misnamed = namespace('cases-misnamed', { [polder.protected]: 'true' }, { [polder.allowDeletion]: 'true' });
export const protectedNamespace = namespace('cases-protected', { [polder.protected]: 'true' });
export const protectedClaim = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'precious', namespace: other, labels: { [polder.protected]: 'true' } },
} satisfies KubeObject;
/** In a namespace of which all may go. */
export const freedClaim = { ...protectedClaim, metadata: { ...protectedClaim.metadata, namespace: 'cases-freed-all' } } satisfies KubeObject;
export const misnamedClaim = { ...protectedClaim, metadata: { ...protectedClaim.metadata, namespace: 'cases-misnamed' } } satisfies KubeObject;
export const plainClaim = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'plain', namespace: other } } satisfies KubeObject;
export const someDefinition = definition('cases.polder.internal', 'Thing');
export const freedDefinition = definition('cases.polder.internal', 'Toy', { [polder.allowDeletion]: 'toys.cases.polder.internal' });
/** A stand-in where the Gateway API itself is not there. */
const routeDefinition = definition('gateway.networking.k8s.io', 'HTTPRoute', { 'api-approved.kubernetes.io': 'unapproved, a stand-in' });

const secretDefinitions = ['ExternalSecret', 'PushSecret', 'SecretStore'].map((kind) => definition('external-secrets.io', kind));

/** Of the tenant: whoever may write network policies and ExternalSecrets in its namespace, and nowhere else. */
export const tenantAdmin = 'someone@voorbeeld.example.nl';
const writesPolicies = role(team, 'network-policies', [
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create', 'update', 'patch', 'delete', 'get'] },
  { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: ['create', 'update', 'patch', 'delete', 'get'] },
]);
const mayWritePolicies = {
  ...roleBinding(team, 'network-policies', 'view'),
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'network-policies' },
};
/** Who makes databases, with the rights that its component gives it. */
export const databaseOperator = 'system:serviceaccount:cnpg-system:cloudnative-pg';
const makesDatabases = role(team, 'databases', [
  { apiGroups: [''], resources: ['pods'], verbs: ['create'] },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create'] },
]);
const mayMakeDatabases = {
  ...roleBinding(team, 'databases', 'view'),
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'databases' },
  subjects: [{ kind: 'ServiceAccount', name: 'cloudnative-pg', namespace: 'cnpg-system' }],
};
export const closed = networkPolicy(team, 'polder-default-deny', { policyTypes: ['Ingress', 'Egress'] });
export const ownPolicy = networkPolicy(team, 'own', { policyTypes: ['Ingress'] });
export const ownPod = pod(team, 'own');
export const oldOpenPolicy = networkPolicy(team, 'old-open', { ingress: [{}] });

export const important = {
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: 'cases-important' },
  value: 1000,
} as const satisfies KubeObject & { readonly value: number };

/** What exists before the policies do. */
export const before: readonly KubeObject[] = [
  tenantNamespace(team, 'voorbeeld', { [polder.hostnames]: 'voorbeeld.example.nl, *.team.example.nl' }),
  tenantNamespace(bare, 'kaal'),
  namespace(other),
  namespace(exempt),
  namespace(system, { [polder.layer]: 'system' }),
  namespace(drivers),
  namespace(provider),
  freed,
  misnamed,
  protectedNamespace,
  protectedClaim,
  namespace('cases-freed-all', { [polder.protected]: 'true' }, { [polder.allowDeletion]: 'cases-freed-all' }),
  freedClaim,
  misnamedClaim,
  plainClaim,
  someDefinition,
  freedDefinition,
  routeDefinition,
  ...secretDefinitions,
  ...['PodMonitor', 'Probe', 'PrometheusRule', 'ServiceMonitor'].map((kind) => definition('monitoring.coreos.com', kind)),
  oldDeployment,
  oldPod,
  oldBinding,
  writesPolicies,
  mayWritePolicies,
  makesDatabases,
  mayMakeDatabases,
  closed,
  ownPolicy,
  oldOpenPolicy,
  ownPod,
  important,
];
