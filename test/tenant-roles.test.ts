import { describe, expect, it } from 'vitest';
import { catalogue } from '../charts-ts/catalogue.ts';
import { problemText } from '../charts-ts/config/problem.ts';
import type { AnyComponent } from '../charts-ts/kit/component.ts';
import { polder } from '../charts-ts/kit/labels.ts';
import type { KubeObject } from '../charts-ts/kit/object.ts';
import { plural } from '../charts-ts/kit/plural.ts';
import { render } from '../charts-ts/render.ts';
import { variants } from './support/profiles.ts';
import { exampleCluster } from './support/render.ts';
import { exampleTenants } from './support/tenants.ts';

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
}

/** What has no namespace: a role that is bound in one gives nothing of it. */
const withoutNamespace: ReadonlySet<string> = new Set([
  'metrics.k8s.io/nodes',
  ...(catalogue as readonly AnyComponent[]).flatMap(({ crds }) =>
    crds.flatMap(({ kinds }) =>
      Object.entries(kinds).flatMap(([kind, scope]) => {
        const [group = '', name = ''] = kind.split('/');
        return scope === 'Cluster' ? [`${group}/${plural(name)}`] : [];
      }),
    ),
  ),
]);

/** What people of the platform may have by Kubernetes' own roles, and a role of tenants not: each with the reason. */
const notForTenants: readonly { readonly role: string; readonly what: string; readonly because: string }[] = [
  ...['viewer', 'developer', 'admin'].map((role) => ({
    role,
    what: 'eventing.keda.sh/cloudeventsources',
    because: 'it has KEDA send events to any address, and scales nothing',
  })),
  { role: 'viewer', what: 'keda.sh/triggerauthentications', because: 'one may hold a token of Vault itself' },
];

/** `verb group/resource` of all ClusterRoles with a label, as the API server gathers them, of kinds with a namespace. */
function gathered(objects: readonly KubeObject[], label: string): string[] {
  const rules = objects
    .filter(({ kind, metadata }) => kind === 'ClusterRole' && metadata.labels?.[label] === 'true')
    .flatMap((role) => role['rules'] as readonly Rule[]);
  return rules.flatMap(({ apiGroups = [], resources = [], verbs }) =>
    apiGroups
      .flatMap((group) => resources.map((resource) => `${group}/${resource}`))
      .filter((what) => !withoutNamespace.has(what))
      // Who deletes one by one deletes a collection too.
      .flatMap((what) => verbs.filter((verb) => verb !== 'deletecollection').map((verb) => `${verb} ${what}`)),
  );
}

function objectsOf(changes: Readonly<Record<string, unknown>>): readonly KubeObject[] {
  const done = render(catalogue as readonly AnyComponent[], exampleCluster(changes, {}, exampleTenants({ winkel: {} })));
  if (!done.ok) throw new Error(done.problems.map(problemText).join('\n'));
  return done.value.built.flatMap(({ objects }) => objects);
}

const everything = Object.entries(variants)
  .filter(([variant]) => /everything|openshift/.test(variant))
  .map(([variant, changes]) => ({ variant, objects: objectsOf(changes) }));

/** The platform binds nobody of a tenant to Kubernetes' own roles: what only these have, tenants lack. */
describe.each(everything)("tenants' roles on a cluster that is $variant", ({ objects }) => {
  it.each([
    ['view', 'viewer'],
    ['edit', 'developer'],
    ['admin', 'admin'],
  ])('have what components add to %s: the %s has it', (own, role) => {
    const has = gathered(objects, `${polder.aggregateTo}-${role}`);
    const lacks = gathered(objects, `rbac.authorization.k8s.io/aggregate-to-${own}`).filter((grant) => !has.includes(grant));

    expect(lacks.filter((grant) => !notForTenants.some((one) => one.role === role && grant.endsWith(` ${one.what}`)))).toEqual([]);
  });

  it.each(notForTenants)('give a $role nothing of $what: $because', ({ role, what }) => {
    const of = (label: string) => gathered(objects, label).filter((grant) => grant.endsWith(` ${what}`));

    expect(of(`${polder.aggregateTo}-${role}`)).toEqual([]);
    expect(of('rbac.authorization.k8s.io/aggregate-to-admin')).not.toEqual([]);
  });

  it('show what the scans and the policies say of their own programs, and to viewers not where a secret lies', () => {
    const reports = (role: string) => gathered(objects, `${polder.aggregateTo}-${role}`).filter((grant) => /^get .*reports$/.test(grant));

    expect(reports('viewer')).toEqual(expect.arrayContaining(['get aquasecurity.github.io/vulnerabilityreports', 'get wgpolicyk8s.io/policyreports']));
    expect(reports('viewer')).not.toContain('get aquasecurity.github.io/exposedsecretreports');
    expect(reports('developer')).toContain('get aquasecurity.github.io/exposedsecretreports');
  });
});
