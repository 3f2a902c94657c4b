import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { clusterRole, type Rule, role } from '../../kit/rbac.ts';
import { step } from '../../kit/resource.ts';
import { addToTenantRole } from '../../kit/tenant-roles.ts';
import { admission, background, certificates, cleanup, configMaps, name, namespace, reports, webhookOwner, webhooks } from './names.ts';

const read = ['get', 'list', 'watch'];
const write = ['create', 'update', 'patch', 'delete'];
const policies = 'policies.kyverno.io';
const registration = 'admissionregistration.k8s.io';
const policyReports = 'wgpolicyk8s.io';

/** Kinds with and without a namespace. */
function both(...kinds: readonly string[]): string[] {
  return kinds.flatMap((kind) => [kind, `namespaced${kind}`]);
}

function status(resources: readonly string[]): string[] {
  return resources.map((resource) => `${resource}/status`);
}

/** What each program does not start without, though the platform writes none of it: the deprecated kinds too. */
const common: readonly Rule[] = [
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['get'] },
  { apiGroups: [''], resources: ['namespaces'], verbs: read },
  { apiGroups: ['kyverno.io'], resources: ['globalcontextentries', 'policyexceptions'], verbs: read },
  { apiGroups: [policies], resources: ['policyexceptions'], verbs: read },
  { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'update', 'patch'] },
];

const deprecated: Rule = { apiGroups: ['kyverno.io'], resources: ['policies', 'clusterpolicies'], verbs: read };
const ephemeralReports = ['ephemeralreports', 'clusterephemeralreports'];

const admissionRules: readonly Rule[] = [
  ...common,
  deprecated,
  { apiGroups: [policies], resources: both('validatingpolicies', 'imagevalidatingpolicies', 'generatingpolicies', 'mutatingpolicies'), verbs: read },
  {
    apiGroups: [policies],
    resources: status(both('validatingpolicies', 'imagevalidatingpolicies', 'generatingpolicies', 'mutatingpolicies')),
    verbs: ['update', 'patch'],
  },
  // What is to be made: the background controller does it.
  { apiGroups: ['kyverno.io'], resources: ['updaterequests'], verbs: [...read, 'create'] },
  { apiGroups: ['kyverno.io'], resources: ['updaterequests/status'], verbs: ['update', 'patch'] },
  { apiGroups: ['reports.kyverno.io'], resources: ephemeralReports, verbs: [...read, 'create', 'update', 'patch'] },
  // Could the other programs do what a policy asks of them?
  { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
  // It finds the owner of its webhooks among them, and which roles somebody has who asks for something.
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles', 'clusterrolebindings', 'rolebindings'], verbs: read },
  // Looked at, never written: the flags say so.
  {
    apiGroups: [registration],
    resources: ['validatingadmissionpolicies', 'validatingadmissionpolicybindings', 'mutatingadmissionpolicies', 'mutatingadmissionpolicybindings'],
    verbs: read,
  },
];

const backgroundRules: readonly Rule[] = [
  ...common,
  deprecated,
  { apiGroups: [policies], resources: both('generatingpolicies', 'mutatingpolicies'), verbs: read },
  { apiGroups: ['kyverno.io'], resources: ['updaterequests'], verbs: [...read, ...write, 'deletecollection'] },
  { apiGroups: ['kyverno.io'], resources: ['updaterequests/status'], verbs: ['get', 'update', 'patch'] },
  { apiGroups: ['reports.kyverno.io'], resources: ephemeralReports, verbs: [...read, 'create', 'update', 'patch'] },
];

const cleanupRules: readonly Rule[] = [
  ...common,
  { apiGroups: ['kyverno.io'], resources: ['cleanuppolicies', 'clustercleanuppolicies'], verbs: ['list', 'watch'] },
  { apiGroups: [policies], resources: both('deletingpolicies'), verbs: read },
  { apiGroups: [policies], resources: status(both('deletingpolicies')), verbs: ['update'] },
  // May it delete this kind? It asks before it watches labels with a time to live.
  { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
];

const reportsRules: readonly Rule[] = [
  ...common,
  deprecated,
  { apiGroups: [policies], resources: both('validatingpolicies', 'imagevalidatingpolicies', 'generatingpolicies', 'mutatingpolicies'), verbs: read },
  { apiGroups: ['reports.kyverno.io'], resources: ephemeralReports, verbs: [...read, ...write, 'deletecollection'] },
  { apiGroups: [policyReports], resources: ['policyreports', 'clusterpolicyreports'], verbs: [...read, ...write, 'deletecollection'] },
];

/** What each program calls, read from its code. What policies make, delete and report is granted by the component that brings them. */
export function rights(scope: Construct, hasTenants: boolean): void {
  const rules = { [admission]: admissionRules, [background]: backgroundRules, [cleanup]: cleanupRules, [reports]: reportsRules };
  for (const [account, of] of Object.entries(rules)) clusterRole(scope, account, { account, accountNamespace: namespace, rules: of });
  webhookRole(scope);
  clusterRole(scope, `${cleanup}-webhooks`, {
    account: cleanup,
    accountNamespace: namespace,
    rules: webhookRules('validatingwebhookconfigurations', webhooks.cleanup),
  });
  for (const account of accounts) role(scope, account, { namespace, account, rules: ownNamespace(account) });
  // What policies say of its own workloads; where openreports.io is not turned on, which is alpha, all reports are of this group.
  if (hasTenants) addToTenantRole(scope, name, 'viewer', [{ apiGroups: [policyReports], resources: ['policyreports'], verbs: read }]);
}

function webhookRules(resource: string, names: readonly string[]): Rule[] {
  return [
    { apiGroups: [registration], resources: [resource], verbs: ['list', 'watch', 'create'] },
    { apiGroups: [registration], resources: [resource], resourceNames: names, verbs: ['get', 'update', 'patch', 'delete'] },
  ];
}

/**
 * Owns the webhooks that are made at run time, so that they go with it: else a cluster that gives up Kyverno would refuse each pod that
 * nobody judges any more. It is the last to be pruned, when nothing makes them again.
 */
function webhookRole(scope: Construct): void {
  const metadata = { name: webhookOwner, annotations: step(-1) };
  const rules = [...webhookRules('mutatingwebhookconfigurations', webhooks.mutating), ...webhookRules('validatingwebhookconfigurations', webhooks.validating)];
  new k8s.KubeClusterRole(scope, 'ClusterRole-webhook', {
    metadata,
    rules: rules.map(({ apiGroups = [], resources = [], resourceNames, verbs }) => ({
      apiGroups: [...apiGroups],
      resources: [...resources],
      ...(resourceNames === undefined ? {} : { resourceNames: [...resourceNames] }),
      verbs: [...verbs],
    })),
  });
  new k8s.KubeClusterRoleBinding(scope, 'ClusterRoleBinding-webhook', {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: webhookOwner },
    subjects: [{ kind: 'ServiceAccount', name: admission, namespace }],
  });
}

const accounts = [admission, background, cleanup, reports] as const;
type Account = (typeof accounts)[number];

/** Leases by which one pod of a program leads, and that tell it its webhooks answer: named in the code of the release. */
const leases: Readonly<Record<Account, readonly string[]>> = {
  [admission]: ['kyverno', 'kyverno-health', 'kyvernopre', 'kyvernopre-lock'],
  [background]: ['kyverno-background-controller'],
  [cleanup]: ['kyverno-cleanup-controller'],
  [reports]: ['kyverno-reports-controller'],
};

function ownNamespace(account: Account): Rule[] {
  const pair = account === admission || account === cleanup ? Object.values(certificates[account]) : [];
  return [
    { apiGroups: [''], resources: ['configmaps'], resourceNames: Object.values(configMaps), verbs: read },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['list', 'watch', 'create'] },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: leases[account], verbs: ['get', 'update', 'patch', 'delete'] },
    // Pull secrets of registries, and its own certificates: all are in this namespace.
    { apiGroups: [''], resources: ['secrets'], verbs: read },
    ...(pair.length === 0
      ? []
      : [
          { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
          { apiGroups: [''], resources: ['secrets'], resourceNames: pair, verbs: ['update', 'patch', 'delete'] },
          // While its own pods are replaced, it leaves its webhooks as they are.
          { apiGroups: ['apps'], resources: ['deployments'], verbs: read },
        ]),
  ];
}
