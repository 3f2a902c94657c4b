import { describe, expect, it } from 'vitest';
import { permissionChanges } from '../../charts-ts/diff/permissions.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { object } from './objects.ts';

const api = 'rbac.authorization.k8s.io/v1';
type Rule = Readonly<Record<'apiGroups' | 'resources' | 'verbs' | 'resourceNames' | 'nonResourceURLs', readonly string[]>>;
const role = (rules: readonly Partial<Rule>[], name = 'reader'): KubeObject => object(api, 'Role', name, { rules });
const clusterRole = (rules: readonly Partial<Rule>[], name = 'reader'): KubeObject => object(api, 'ClusterRole', name, { rules }, null);
const subjects = [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }];
const binding = (kind: 'Role' | 'ClusterRole' = 'Role', name = 'reader'): KubeObject => object(api, 'RoleBinding', name, { roleRef: { kind, name }, subjects });
const everywhere = (name = 'reader'): KubeObject => object(api, 'ClusterRoleBinding', name, { roleRef: { kind: 'ClusterRole', name }, subjects }, null);
const core = (resources: readonly string[], verbs: readonly string[], resourceNames?: readonly string[]) => ({
  apiGroups: [''],
  resources,
  verbs,
  ...(resourceNames === undefined ? {} : { resourceNames }),
});

/** Each change as one line. */
function told(before: readonly KubeObject[], after: readonly KubeObject[]): string[] {
  return permissionChanges({ before, after }).map(({ change, subject, verbs, resources, names, namespace, risky }) =>
    [
      change,
      subject,
      verbs.join(),
      resources.join(),
      ...(names === undefined ? [] : [`named ${names.join()}`]),
      namespace ?? 'everywhere',
      ...(risky ? ['risky'] : []),
    ].join(' '),
  );
}

const web = 'ServiceAccount shop/web';

const cases: readonly (readonly [rule: string, before: readonly KubeObject[], after: readonly KubeObject[], told: readonly string[]])[] = [
  [
    'a verb that a role gains is told of who has it',
    [role([core(['pods'], ['get'])]), binding()],
    [role([core(['pods'], ['get', 'list'])]), binding()],
    [`granted ${web} list pods shop`],
  ],
  [
    'a verb that it loses is withdrawn',
    [role([core(['pods'], ['get', 'list'])]), binding()],
    [role([core(['pods'], ['get'])]), binding()],
    [`withdrawn ${web} list pods shop`],
  ],
  [
    'rules that say the same otherwise are no change',
    [role([core(['pods', 'services'], ['get'])]), binding()],
    [role([core(['services'], ['get']), core(['pods'], ['get'])]), binding()],
    [],
  ],
  [
    'a role with another name and the same rights is none',
    [role([core(['pods'], ['get'])], 'a'), binding('Role', 'a')],
    [role([core(['pods'], ['get'])], 'b'), binding('Role', 'b')],
    [],
  ],
  ['what a wildcard allowed before is not new', [role([core(['*'], ['*'])]), binding()], [role([core(['*'], ['*']), core(['pods'], ['get'])]), binding()], []],
  [
    'a wildcard is new, and leads to more',
    [role([core(['pods'], ['get'])]), binding()],
    [role([core(['pods'], ['*'])]), binding()],
    [`granted ${web} * pods shop risky`],
  ],
  [
    'one object is less than all',
    [role([core(['configmaps'], ['get'], ['a'])]), binding()],
    [role([core(['configmaps'], ['get'])]), binding()],
    [`granted ${web} get configmaps shop`],
  ],
  [
    'another object is new',
    [role([core(['configmaps'], ['get'], ['a'])]), binding()],
    [role([core(['configmaps'], ['get'], ['a', 'b'])]), binding()],
    [`granted ${web} get configmaps named b shop`],
  ],
  [
    'the whole cluster is more than a namespace',
    [clusterRole([core(['pods'], ['get'])]), binding('ClusterRole')],
    [clusterRole([core(['pods'], ['get'])]), everywhere()],
    [`granted ${web} get pods everywhere`],
  ],
  [
    'a namespace is less than the whole cluster',
    [clusterRole([core(['pods'], ['get'])]), everywhere()],
    [clusterRole([core(['pods'], ['get'])]), binding('ClusterRole')],
    [`withdrawn ${web} get pods everywhere`],
  ],
  ['reading Secrets leads to more', [role([])], [role([core(['secrets'], ['get'])]), binding()], [`granted ${web} get secrets shop risky`]],
  [
    'every role of the cluster is told by name',
    [],
    [everywhere('cluster-admin')],
    [`granted ${web} all that ClusterRole cluster-admin allows everywhere risky`],
  ],
  [
    'a role that nothing here binds is told of itself',
    [clusterRole([core(['pods'], ['get'])])],
    [clusterRole([core(['pods'], ['get', 'list'])])],
    ['granted whoever is given ClusterRole reader list pods everywhere'],
  ],
  [
    'a path covers those below it',
    [clusterRole([{ nonResourceURLs: ['/metrics/*'], verbs: ['get'] }]), everywhere()],
    [clusterRole([{ nonResourceURLs: ['/metrics/*', '/metrics/a'], verbs: ['get'] }]), everywhere()],
    [],
  ],
  [
    'a subresource is covered by one of every resource',
    [role([core(['*/scale'], ['get'])]), binding()],
    [role([core(['*/scale', 'deployments/scale'], ['get'])]), binding()],
    [],
  ],
  [
    'verbs of different resources do not mix',
    [binding()],
    [role([core(['pods'], ['get']), core(['services'], ['list'])]), binding()],
    [`granted ${web} list services shop`, `granted ${web} get pods shop`, `withdrawn ${web} all that Role reader allows shop`],
  ],
];

describe('permissions', () => {
  it.each(cases)('%s', (_, before, after, expected) => {
    expect([...told(before, after)].sort()).toEqual([...expected].sort());
  });

  it.each(cases)('the way back exchanges granted and withdrawn: %s', (_, before, after) => {
    const swapped = permissionChanges({ before: after, after: before }).map((one) => ({ ...one, change: one.change === 'granted' ? 'withdrawn' : 'granted' }));

    expect(new Set(swapped.map((one) => JSON.stringify(one)))).toEqual(new Set(permissionChanges({ before, after }).map((one) => JSON.stringify(one))));
  });
});
