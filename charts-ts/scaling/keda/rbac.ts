import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { clusterRole, type Rule, role } from '../../kit/rbac.ts';
import { addToTenantRole } from '../../kit/tenant-roles.ts';
import type { KedaConfig } from './config.ts';
import { metricsApi, namespace, operator, webhooks } from './names.ts';

const read = ['get', 'list', 'watch'];
const write = [...read, 'patch', 'update'];
const all = [...write, 'create', 'delete'];

const kinds = {
  'keda.sh': ['scaledjobs', 'scaledobjects', 'triggerauthentications'],
  'eventing.keda.sh': ['cloudeventsources'],
} as const;

/**
 * Upstream's operator may read everything and scale everything, in all API groups. Here it scales Deployments, StatefulSets and what
 * `scaleTargets` names, and reads the Secrets that `logins` allows. One account for each program, not one for all three.
 */
export function kedaRights(scope: Construct, { logins, scaleTargets }: KedaConfig, hasTenants: boolean): void {
  clusterRole(scope, operator, {
    account: operator,
    accountNamespace: namespace,
    rules: [
      ...ownKinds(),
      { apiGroups: [''], resources: ['configmaps', 'limitranges', 'pods', 'serviceaccounts', 'services'], verbs: read },
      { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
      { apiGroups: ['apps'], resources: ['deployments', 'replicasets', 'statefulsets'], verbs: read },
      { apiGroups: ['apps'], resources: ['deployments/scale', 'statefulsets/scale'], verbs: ['get', 'patch', 'update'] },
      { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: all },
      { apiGroups: ['batch'], resources: ['jobs'], verbs: all },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
      ...scaleTargets.flatMap(({ group, resource }) => [
        { apiGroups: [group], resources: [resource], verbs: read },
        { apiGroups: [group], resources: [`${resource}/scale`], verbs: ['get', 'patch', 'update'] },
      ]),
      ...(logins === 'everywhere' ? [{ apiGroups: [''], resources: ['secrets'], verbs: read }] : []),
    ],
  });
  role(scope, operator, {
    namespace,
    account: operator,
    rules: [
      { apiGroups: [''], resources: ['secrets'], verbs: read },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: ['operator.keda.sh'], verbs: ['get', 'patch', 'update'] },
    ],
  });
  clusterRole(scope, webhooks, {
    account: webhooks,
    accountNamespace: namespace,
    rules: [
      { apiGroups: ['keda.sh'], resources: ['clustertriggerauthentications', ...kinds['keda.sh']], verbs: read },
      { apiGroups: [''], resources: ['limitranges'], verbs: read },
      { apiGroups: ['apps'], resources: ['deployments', 'statefulsets'], verbs: read },
      { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: read },
    ],
  });
  delegated(scope);
  staffRights(scope);
  if (hasTenants) tenantRights(scope);
}

function ownKinds(): Rule[] {
  return [
    {
      apiGroups: ['keda.sh'],
      resources: ['clustertriggerauthentications', ...kinds['keda.sh']].flatMap((kind) => [kind, `${kind}/status`]),
      verbs: write,
    },
    { apiGroups: ['keda.sh'], resources: ['scaledjobs/finalizers', 'scaledobjects/finalizers'], verbs: ['update'] },
    {
      apiGroups: ['eventing.keda.sh'],
      resources: ['cloudeventsources', 'clustercloudeventsources'].flatMap((kind) => [kind, `${kind}/status`]),
      verbs: write,
    },
  ];
}

/** The metrics API asks the API server who its callers are, and what they may: https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/ */
function delegated(scope: Construct): void {
  const subjects = [{ kind: 'ServiceAccount', name: metricsApi, namespace }];
  new k8s.KubeClusterRoleBinding(scope, 'delegator', {
    metadata: { name: `${metricsApi}-delegator` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' },
    subjects,
  });
  new k8s.KubeRoleBinding(scope, 'authentication', {
    metadata: { name: `${metricsApi}-authentication`, namespace: 'kube-system' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'extension-apiserver-authentication-reader' },
    subjects,
  });
}

/** Who may edit or view a namespace may do so with KEDA's kinds in it; Kubernetes adds these to its own roles, which no tenant has. */
function staffRights(scope: Construct): void {
  const aggregate = (...to: readonly string[]) => Object.fromEntries(to.map((name) => [`rbac.authorization.k8s.io/aggregate-to-${name}`, 'true']));
  const rules = (verbs: string[]) => Object.entries(kinds).map(([group, resources]) => ({ apiGroups: [group], resources: [...resources], verbs }));
  new k8s.KubeClusterRole(scope, 'view', { metadata: { name: 'keda-view', labels: aggregate('view', 'edit', 'admin') }, rules: rules(read) });
  new k8s.KubeClusterRole(scope, 'edit', {
    metadata: { name: 'keda-edit', labels: aggregate('edit', 'admin') },
    rules: rules(['create', 'delete', 'deletecollection', 'patch', 'update']),
  });
}

/**
 * What scales its own workloads, and how KEDA logs in for that, which may hold a token of Vault itself: no viewer reads it. No
 * CloudEventSource, which has KEDA send events to any address and scales nothing.
 */
function tenantRights(scope: Construct): void {
  const group = ['keda.sh'];
  const scaled = ['scaledjobs', 'scaledobjects'];
  addToTenantRole(scope, 'keda', 'viewer', [{ apiGroups: group, resources: scaled, verbs: read }]);
  addToTenantRole(scope, 'keda', 'developer', [
    { apiGroups: group, resources: ['triggerauthentications'], verbs: read },
    { apiGroups: group, resources: [...scaled, 'triggerauthentications'], verbs: ['create', 'update', 'patch', 'delete'] },
  ]);
}
