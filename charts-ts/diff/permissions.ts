import { compare } from '../config/problem.ts';
import type { KubeObject } from '../kit/object.ts';
import { boundRoles, covers, type Held, heldRights } from './rights.ts';

/** Objects as they were and as they are, the unchanged ones included. */
export interface Scene {
  readonly before: readonly KubeObject[];
  readonly after: readonly KubeObject[];
}

/** What somebody may do that was not allowed before, or may no longer do. */
export interface Permission {
  readonly change: 'granted' | 'withdrawn';
  /** Such as `ServiceAccount velero/velero`, or `whoever is given ClusterRole x` where no binding of the component gives it. */
  readonly subject: string;
  /** Left out: in the whole cluster. */
  readonly namespace?: string;
  readonly verbs: readonly string[];
  /** The API group, empty for the core. */
  readonly group: string;
  readonly resources: readonly string[];
  /** The only objects that it holds for. */
  readonly names?: readonly string[];
  /** Whoever has it can get more than it says: see `risky`. */
  readonly risky: boolean;
}

/** How the rights of subjects differ, by what all roles and bindings of a component say together: a rule that only moved is none. */
export function permissionChanges({ before, after }: Scene): readonly Permission[] {
  const bound = new Set([...boundRoles(before), ...boundRoles(after)]);
  const [old, young] = [heldRights(before, bound), heldRights(after, bound)];
  return [...told('granted', uncovered(young, old)), ...told('withdrawn', uncovered(old, young))];
}

function uncovered(some: readonly Held[], others: readonly Held[]): readonly Held[] {
  const bySubject = new Map<string, Held[]>();
  for (const held of others) bySubject.set(held.subject, [...(bySubject.get(held.subject) ?? []), held]);
  return some.filter((held) => !(bySubject.get(held.subject) ?? []).some((other) => covers(other, held)));
}

/** Rights of a subject together where all but one part of them is the same: verbs first, then names, then resources. */
function told(change: Permission['change'], rights: readonly Held[]): readonly Permission[] {
  const single = rights.map(({ subject, namespace, verb, group, resource, name }) => ({
    subject,
    namespace,
    group,
    verbs: [verb],
    resources: [resource],
    names: name === undefined ? [] : [name],
  }));
  const rows = joined(joined(joined(single, 'verbs'), 'names'), 'resources').map(({ namespace, names, ...rest }) => ({
    change,
    ...rest,
    ...(namespace === undefined ? {} : { namespace }),
    ...(names.length === 0 ? {} : { names }),
    risky: rest.resources.some((resource) => rest.verbs.some((verb) => risky(verb, rest.group, resource))),
  }));
  return [...rows.filter((row) => row.risky), ...rows.filter((row) => !row.risky)];
}

/** Of each resource the verbs that make their owner more than they say; `*` stands for any of them. */
const escalating: Readonly<Record<string, readonly string[]>> = {
  secrets: ['get', 'list', 'watch'],
  pods: ['create'],
  'pods/exec': ['create', 'get'],
  'pods/attach': ['create', 'get'],
  'pods/ephemeralcontainers': ['update', 'patch'],
  deployments: ['create'],
  statefulsets: ['create'],
  daemonsets: ['create'],
  jobs: ['create'],
  cronjobs: ['create'],
  persistentvolumes: ['create'],
  'nodes/proxy': ['create', 'get'],
  'serviceaccounts/token': ['create'],
  roles: ['escalate', 'bind'],
  clusterroles: ['escalate', 'bind'],
  'certificatesigningrequests/approval': ['update'],
  validatingwebhookconfigurations: ['create', 'update', 'patch'],
  mutatingwebhookconfigurations: ['create', 'update', 'patch'],
};

/** https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks, and whatever has a wildcard or a whole role that is not known here. */
function risky(verb: string, group: string, resource: string): boolean {
  if ([verb, group, resource].includes('*') || verb === 'impersonate') return true;
  if (/^that ClusterRole (?:cluster-admin|admin|edit) allows$/.test(resource)) return true;
  return escalating[resource]?.includes(verb) ?? false;
}

interface Row {
  readonly subject: string;
  readonly namespace: string | undefined;
  readonly group: string;
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
  readonly names: readonly string[];
}

/** Rows that differ in one field only become one. For every object, and for some by name, never mix. */
function joined(rows: readonly Row[], field: 'verbs' | 'names' | 'resources'): readonly Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify([
      row.subject,
      row.namespace ?? null,
      row.group,
      ...(['verbs', 'names', 'resources'] as const).map((one) => (one === field ? row[one].length > 0 : row[one])),
    ]);
    const before = found.get(key);
    found.set(key, { ...row, [field]: [...new Set([...(before?.[field] ?? []), ...row[field]])].sort(compare) });
  }
  return [...found].sort(([a], [b]) => compare(a, b)).map(([, row]) => row);
}
