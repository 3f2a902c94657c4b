import type { Construct } from 'constructs';
import { clusterRole, type Rule, role } from '../../kit/rbac.ts';
import type { Choice } from './choice.ts';
import type { Injected } from './injected.ts';
import { cainjector, controller, webhook, webhookAuthority } from './names.ts';

const read = ['get', 'list', 'watch'];
const group = 'cert-manager.io';
const acmeGroup = 'acme.cert-manager.io';

/** What the controllers of args.ts call, read from their code; `…/finalizers` is for clusters that guard owner references. */
const controllerRules: readonly Rule[] = [
  { apiGroups: [group], resources: ['certificates', 'certificaterequests', 'issuers', 'clusterissuers'], verbs: read },
  { apiGroups: [group], resources: ['certificaterequests'], verbs: ['create', 'update', 'delete'] },
  {
    apiGroups: [group],
    resources: ['certificates/status', 'certificaterequests/status', 'issuers/status', 'clusterissuers/status'],
    verbs: ['update', 'patch'],
  },
  { apiGroups: [group], resources: ['certificates/finalizers', 'certificaterequests/finalizers'], verbs: ['update'] },
  // The webhook asks for this when the approver signs off a request.
  { apiGroups: [group], resources: ['signers'], resourceNames: ['issuers.cert-manager.io/*', 'clusterissuers.cert-manager.io/*'], verbs: ['approve'] },
  // The metrics count challenges, ACME or not.
  { apiGroups: [acmeGroup], resources: ['challenges'], verbs: read },
  // A certificate's Secret may stand in any namespace.
  { apiGroups: [''], resources: ['secrets'], verbs: [...read, 'create', 'patch', 'delete'] },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
];

const acmeRules: readonly Rule[] = [
  { apiGroups: [acmeGroup], resources: ['orders'], verbs: [...read, 'create', 'delete'] },
  { apiGroups: [acmeGroup], resources: ['challenges'], verbs: ['create', 'patch', 'delete'] },
  { apiGroups: [acmeGroup], resources: ['orders/status', 'challenges/status'], verbs: ['update', 'patch'] },
  { apiGroups: [acmeGroup], resources: ['orders/finalizers', 'challenges/finalizers'], verbs: ['update'] },
  // The challenges controller does not start before it has listed these, whatever the solver.
  { apiGroups: [''], resources: ['pods', 'services'], verbs: read },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: read },
];

const http01Rules: readonly Rule[] = [
  { apiGroups: [''], resources: ['pods', 'services'], verbs: ['create', 'delete'] },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes'], verbs: [...read, 'create', 'update', 'delete'] },
];

/** Election of the one that works, in the namespace itself. */
function lease(name: string): Rule[] {
  return [
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: [name], verbs: ['get', 'update', 'patch'] },
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
  ];
}

export function controllerRights(scope: Construct, namespace: string, choice: Choice): void {
  const acme = choice.by === 'acme';
  clusterRole(scope, controller, {
    account: controller,
    accountNamespace: namespace,
    rules: [...controllerRules, ...(acme ? acmeRules : []), ...(acme && choice.solver.by === 'http01' ? http01Rules : [])],
  });
  role(scope, controller, { namespace, account: controller, rules: lease('cert-manager-controller') });
}

export function webhookRights(scope: Construct, namespace: string): void {
  clusterRole(scope, webhook, {
    account: webhook,
    accountNamespace: namespace,
    rules: [{ apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] }],
  });
  role(scope, webhook, {
    namespace,
    account: webhook,
    rules: [
      { apiGroups: [''], resources: ['secrets'], resourceNames: [webhookAuthority], verbs: [...read, 'update'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
    ],
  });
}

/** It may change those by name alone: whoever may change a webhook configuration can see every request. */
export function cainjectorRights(scope: Construct, namespace: string, { webhooks, apiServices }: Injected): void {
  const admission = { apiGroups: ['admissionregistration.k8s.io'], resources: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'] };
  const aggregation = { apiGroups: ['apiregistration.k8s.io'], resources: ['apiservices'] };
  clusterRole(scope, cainjector, {
    account: cainjector,
    accountNamespace: namespace,
    rules: [
      { ...admission, verbs: read },
      { ...admission, resourceNames: webhooks, verbs: ['patch'] },
      ...(apiServices.length === 0
        ? []
        : [
            { ...aggregation, verbs: read },
            { ...aggregation, resourceNames: apiServices, verbs: ['patch'] },
          ]),
      // It waits for this definition at its start.
      { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], resourceNames: ['certificates.cert-manager.io'], verbs: ['get'] },
    ],
  });
  role(scope, cainjector, {
    namespace,
    account: cainjector,
    rules: [
      { apiGroups: [group], resources: ['certificates'], verbs: read },
      { apiGroups: [''], resources: ['secrets'], verbs: read },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      ...lease('cert-manager-cainjector-leader-election'),
    ],
  });
}
