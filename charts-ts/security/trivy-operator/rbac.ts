import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { clusterRole, type Rule, role, serviceAccount } from '../../kit/rbac.ts';
import { addToTenantRole } from '../../kit/tenant-roles.ts';
import { operator, scan } from './names.ts';

const read = ['get', 'list', 'watch'];
const group = 'aquasecurity.github.io';

/** Kinds of reports that are written here; those of nodes and of compliance are off. */
const reports = [
  'clusterconfigauditreports',
  'clusterrbacassessmentreports',
  'clustersbomreports',
  'clustervulnerabilityreports',
  'configauditreports',
  'exposedsecretreports',
  'rbacassessmentreports',
  'sbomreports',
  'vulnerabilityreports',
];

/** Off, but metrics are counted over them all the same: without the right to read them the operator's metrics never answer. */
const readOnly = ['clustercompliancereports', 'clusterinfraassessmentreports', 'infraassessmentreports'];

/** Less than upstream's: no Secrets and ServiceAccounts of others, no nodes/proxy, logs and Jobs in its own namespace alone. */
const clusterRules: readonly Rule[] = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'limitranges',
      'nodes',
      'persistentvolumeclaims',
      'persistentvolumes',
      'pods',
      'replicationcontrollers',
      'resourcequotas',
      'services',
    ],
    verbs: read,
  },
  { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: read },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], verbs: read },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: read },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: read },
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'], verbs: read },
  { apiGroups: [group], resources: readOnly, verbs: read },
  { apiGroups: [group], resources: reports, verbs: [...read, 'create', 'update', 'patch', 'delete'] },
];

const ownRules: readonly Rule[] = [
  { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'get'] },
  // Accounts for a scan, copied from registryCredentials for as long as its Job is there.
  { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'get', 'update', 'delete'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get', 'list'] },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'delete'] },
];

/** Returns the operator's account. Scans have one without any right, and get no token. */
export function rights(scope: Construct, namespace: string, hasTenants: boolean): string {
  const account = serviceAccount(scope, operator);
  serviceAccount(scope, scan);
  clusterRole(scope, operator, { account, accountNamespace: namespace, rules: clusterRules });
  role(scope, operator, { namespace, account, rules: ownRules });
  readers(scope);
  if (hasTenants) tenantReaders(scope);
  return account;
}

/** What whoever may see a namespace sees of the reports on it. */
const shown = ['configauditreports', 'rbacassessmentreports', 'sbomreports', 'vulnerabilityreports'];
/** Where a secret was found in an image: for whoever may change the namespace. */
const leaks = ['exposedsecretreports'];

function readers(scope: Construct): void {
  aggregated(scope, 'trivy-reports-view', ['view', 'edit', 'admin'], shown);
  aggregated(scope, 'trivy-reports-edit', ['edit', 'admin'], leaks);
}

/** Leaks are the developer's: who enters a pod sees the files of its image anyway, and who builds it takes the secret out. A viewer only looks. */
function tenantReaders(scope: Construct): void {
  addToTenantRole(scope, operator, 'viewer', [{ apiGroups: [group], resources: shown, verbs: read }]);
  addToTenantRole(scope, operator, 'developer', [{ apiGroups: [group], resources: leaks, verbs: read }]);
}

function aggregated(scope: Construct, name: string, to: readonly string[], resources: readonly string[]): void {
  new k8s.KubeClusterRole(scope, `ClusterRole-${name}`, {
    metadata: { name, labels: Object.fromEntries(to.map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, 'true'])) },
    rules: [{ apiGroups: [group], resources: [...resources], verbs: [...read] }],
  });
}
