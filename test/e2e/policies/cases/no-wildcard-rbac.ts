import type { Case } from '../case.ts';
import { role, roleBinding } from '../objects.ts';
import { oldBinding, other, team } from '../setting.ts';

export const noWildcardRbac: readonly Case[] = [
  {
    policy: 'no-wildcard-rbac',
    it: 'lets a Role pass that names what it grants',
    request: { create: role(team, 'reader', [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }]) },
  },
  { policy: 'no-wildcard-rbac', it: 'lets a Role pass that grants nothing', request: { create: role(team, 'nothing', []) } },
  { policy: 'no-wildcard-rbac', it: 'lets a RoleBinding to edit pass', request: { create: roleBinding(team, 'editors', 'edit') } },
  {
    policy: 'no-wildcard-rbac',
    it: 'asks nothing outside tenants',
    request: { create: role(other, 'all', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]) },
  },
  ...(['verbs', 'resources', 'apiGroups'] as const).map(
    (field): Case => ({
      policy: 'no-wildcard-rbac',
      it: `refuses * in ${field}`,
      request: { create: role(team, 'all', [{ apiGroups: [''], resources: ['pods'], verbs: ['get'], [field]: ['*'] }]) },
      refused: 'Role "all" grants "*"; name the verbs, resources and API groups that it needs',
    }),
  ),
  {
    policy: 'no-wildcard-rbac',
    it: 'refuses a RoleBinding to cluster-admin',
    request: { create: roleBinding(team, 'admins', 'cluster-admin') },
    refused: 'RoleBinding "admins" binds cluster-admin; bind admin, edit or view, or a Role of this namespace',
  },
  { policy: 'no-wildcard-rbac', it: 'lets a RoleBinding of before be labelled', request: { update: oldBinding, to: { metadata: { labels: { a: 'b' } } } } },
  {
    policy: 'no-wildcard-rbac',
    it: 'refuses one more person in a RoleBinding of before',
    request: { update: oldBinding, to: { subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'ander@voorbeeld.example.nl' }] } },
    refused: 'RoleBinding "old" binds cluster-admin; bind admin, edit or view, or a Role of this namespace',
  },
];
