import { all, cel, isNew, say, untyped, when } from '../cel.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

const name = cel(`${untyped}.metadata.name`);

/** `*` grants what nobody thought of, also what a later version brings. */
export const noWildcardRbac: Policy<'no-wildcard-rbac'> = {
  name: 'no-wildcard-rbac',
  rule: 'Roles of a tenant name what they grant, and RoleBindings do not bind cluster-admin; name the verbs, resources and API groups',
  requests: [{ apiGroups: ['rbac.authorization.k8s.io'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['roles', 'rolebindings'] }],
  where: inTenants,
  onlyWhen: { 'grants-are-new': isNew((of) => `[${of}.?rules, ${of}.?roleRef, ${of}.?subjects]`) },
  variables: {
    // A Role without rules has `rules: null`.
    rules: `${untyped}.kind == 'Role' && ${untyped}.rules != null ? ${untyped}.rules : []`,
    wild: ['verbs', 'resources', 'apiGroups'].map((field) => `variables.rules.exists(rule, '*' in rule.?${field}.orValue([]))`).join(' || '),
    admin: `${untyped}.kind == 'RoleBinding' && ${untyped}.roleRef.kind == 'ClusterRole' && ${untyped}.roleRef.name == 'cluster-admin'`,
  },
  complaints: all([
    when('variables.wild', say`Role "${name}" grants "*"; name the verbs, resources and API groups that it needs`),
    when('variables.admin', say`RoleBinding "${name}" binds cluster-admin; bind admin, edit or view, or a Role of this namespace`),
  ]),
};
