import type { KubeObject } from '../kit/object.ts';

/** One thing that RBAC lets somebody do. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  /** A resource, with its subresource; or a path such as /metrics. */
  readonly resource: string;
  /** The only object that it holds for; undefined: every one. */
  readonly name: string | undefined;
}

/** A right that somebody has, and where: undefined is everywhere. */
export interface Held extends Right {
  readonly subject: string;
  readonly namespace: string | undefined;
}

interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs?: readonly string[];
}

interface RoleRef {
  readonly kind: string;
  readonly name: string;
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

const group = 'rbac.authorization.k8s.io';

export function isRbac({ apiVersion }: KubeObject): boolean {
  return apiVersion.startsWith(`${group}/`);
}

/**
 * Everything that these roles and bindings let their subjects do. Roles that are not among them count by their name: what they allow is
 * not known here. https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function heldRights(objects: readonly KubeObject[], elsewhereBound: ReadonlySet<string>): readonly Held[] {
  const roles = new Map(objects.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole').map((role) => [roleKey(role), role]));
  const bindings = objects.filter(({ kind }) => kind === 'RoleBinding' || kind === 'ClusterRoleBinding');
  const bound = bindings.flatMap((binding): Held[] => {
    const ref = binding['roleRef'] as RoleRef;
    const namespace = binding.kind === 'ClusterRoleBinding' ? undefined : binding.metadata.namespace;
    const role = roles.get(keyOf(ref, namespace));
    const rights = role === undefined ? [opaque(ref)] : rightsOf(role);
    return subjectsOf(binding).flatMap((subject) => rights.map((right) => ({ ...right, subject, namespace })));
  });
  // Whom a role without a binding of these is for, others decide: it is told of the role itself.
  const unbound = [...roles].filter(([key]) => !elsewhereBound.has(key));
  return [
    ...bound,
    ...unbound.flatMap(([, role]) =>
      rightsOf(role).map((right) => ({ ...right, subject: `whoever is given ${role.kind} ${role.metadata.name}`, namespace: role.metadata.namespace })),
    ),
  ];
}

/** The roles that these bindings give to somebody. */
export function boundRoles(objects: readonly KubeObject[]): readonly string[] {
  return objects
    .filter(({ kind }) => kind === 'RoleBinding' || kind === 'ClusterRoleBinding')
    .map((binding) => keyOf(binding['roleRef'] as RoleRef, binding.metadata.namespace));
}

function roleKey({ kind, metadata }: KubeObject): string {
  return keyOf({ kind, name: metadata.name }, metadata.namespace);
}

function keyOf({ kind, name }: RoleRef, namespace: string | undefined): string {
  return kind === 'Role' ? `Role/${namespace ?? ''}/${name}` : `ClusterRole/${name}`;
}

function opaque({ kind, name }: RoleRef): Right {
  return { verb: 'all', group: '', resource: `that ${kind} ${name} allows`, name: undefined };
}

function subjectsOf(binding: KubeObject): string[] {
  return ((binding['subjects'] ?? []) as readonly Subject[]).map(
    ({ kind, name, namespace }) => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
  );
}

function rightsOf(role: KubeObject): Right[] {
  return ((role['rules'] ?? []) as readonly PolicyRule[]).flatMap(({ apiGroups = [], resources = [], resourceNames, nonResourceURLs = [], verbs = [] }) => {
    const names = resourceNames === undefined || resourceNames.length === 0 ? [undefined] : resourceNames;
    return verbs.flatMap((verb): Right[] => [
      ...apiGroups.flatMap((one) => resources.flatMap((resource) => names.map((name) => ({ verb, group: one, resource, name })))),
      ...nonResourceURLs.map((resource) => ({ verb, group: '', resource, name: undefined })),
    ]);
  });
}

/**
 * Whether one right holds all of another, as the API server judges who may hand out rights:
 * https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go
 */
export function covers(wide: Held, narrow: Held): boolean {
  return (
    wide.subject === narrow.subject &&
    (wide.namespace === undefined || wide.namespace === narrow.namespace) &&
    (wide.verb === '*' || wide.verb === narrow.verb) &&
    (wide.name === undefined || wide.name === narrow.name) &&
    (narrow.resource.startsWith('/')
      ? pathCovers(wide.resource, narrow.resource)
      : (wide.group === '*' || wide.group === narrow.group) && resourceCovers(wide.resource, narrow.resource))
  );
}

function pathCovers(wide: string, narrow: string): boolean {
  return wide === narrow || (wide.startsWith('/') && wide.endsWith('*') && narrow.startsWith(wide.slice(0, -1)));
}

function resourceCovers(wide: string, narrow: string): boolean {
  return wide === narrow || wide === '*' || (narrow.includes('/') && wide === `*/${narrow.slice(narrow.indexOf('/') + 1)}`);
}
