import type { Construct } from 'constructs';
import { clusterRole, type Rule, role } from '../../kit/rbac.ts';

const read = ['get', 'list', 'watch'];
const group = 'external-secrets.io';
const generators = 'generators.external-secrets.io';

/** What the controllers that args turns on call, read from their code. They do not start before they have listed these in all namespaces. */
function rules(): readonly Rule[] {
  return [
    { apiGroups: [group], resources: ['externalsecrets'], verbs: [...read, 'patch'] },
    { apiGroups: [group], resources: ['externalsecrets/status'], verbs: ['update'] },
    // A SecretStore of a namespace's own is looked up, and refused since nobody calls it ready.
    { apiGroups: [group], resources: ['secretstores'], verbs: read },
    { apiGroups: [group], resources: ['clustersecretstores'], verbs: read },
    { apiGroups: [group], resources: ['clustersecretstores/status'], verbs: ['get', 'patch'] },
    // May this namespace use the store? Its labels say so.
    { apiGroups: [''], resources: ['namespaces'], verbs: read },
    // The state's controller has no switch; without state there is nothing for it to do.
    { apiGroups: [generators], resources: ['passwords', 'generatorstates'], verbs: read },
    // It keeps the names of all Secrets in memory, and the content of those that it made.
    { apiGroups: [''], resources: ['secrets'], verbs: read },
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
  ];
}

/** Writing Secrets: only where a component of the platform has one made. */
const makes: readonly Rule[] = [{ apiGroups: [''], resources: ['secrets'], verbs: ['create', 'update', 'patch', 'delete'] }];

export function externalSecretsRights(
  scope: Construct,
  name: string,
  options: { readonly namespace: string; readonly users: readonly string[]; readonly readerAccount: string | undefined },
): void {
  const { namespace, users, readerAccount } = options;
  clusterRole(scope, name, { account: name, accountNamespace: namespace, rules: rules() });
  for (const user of users)
    role(scope, name === user ? `${name}-secrets` : name, { namespace: user, account: name, accountNamespace: namespace, rules: makes });
  role(scope, `${name}-own`, {
    namespace,
    account: name,
    rules: [
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: [name], verbs: ['get', 'update', 'patch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      ...(readerAccount === undefined ? [] : [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [readerAccount], verbs: ['create'] }]),
    ],
  });
}
