import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { appFiles, appObjects, type ReadApp, readApp } from '../../charts-ts/app/render.ts';
import type { Built } from '../../charts-ts/built.ts';
import { containersAreSized } from '../../charts-ts/checks/containers-are-sized.ts';
import { podsOf, within } from '../../charts-ts/checks/pods.ts';
import { podsAreHardened } from '../../charts-ts/checks/pods-are-hardened.ts';
import { secretsAreEmpty } from '../../charts-ts/checks/secrets-are-empty.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import { groupOf, type KubeObject } from '../../charts-ts/kit/object.ts';
import { tenantKinds } from '../../charts-ts/kit/tenant-kinds.ts';
import { everythingForTenants, forTenants } from '../support/for-tenants.ts';
import { exampleCluster } from '../support/render.ts';

const facts = forTenants(exampleCluster({ provides: everythingForTenants }));
const draws = { seed: Number(process.env['POLDER_SEED'] ?? 20261128), numRuns: 150 };

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const path = fc.stringMatching(/^\/[a-z]{1,6}$/);
const variable = fc.stringMatching(/^OWN_[A-Z]{1,8}$/);
const port = fc.integer({ min: 1024, max: 65535 });
const size = fc.constantFrom('small', 'medium', 'large', { cpu: '10m', memory: '64Mi', cpuLimit: 1 });

/** Declarations as teams write them, with most keys there or not. */
const declaration = fc.record(
  {
    name: word,
    image: fc.constantFrom('ghcr.io/team/web:1.2', `ghcr.io/team/web:1.2@sha256:${'a'.repeat(64)}`, 'registry.example.nl:5000/web:2026-11-28'),
    command: fc.array(word, { minLength: 1, maxLength: 2 }),
    args: fc.array(word, { maxLength: 2 }),
    port: fc.constant(8080),
    hostnames: fc.uniqueArray(word, { maxLength: 3 }),
    health: fc.oneof(path, fc.record({ ready: path, live: path })),
    startSeconds: fc.integer({ min: 5, max: 1800 }),
    size,
    replicas: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.record({ from: fc.integer({ min: 1, max: 3 }), to: fc.integer({ min: 4, max: 9 }) })),
    user: fc.integer({ min: 1, max: 70_000 }),
    writable: fc.constantFrom([], ['/tmp'], ['/tmp', '/var/cache']),
    env: fc.dictionary(variable, fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxKeys: 3 }),
    files: fc.dictionary(
      path.map((one) => `/etc/app${one}`),
      fc.string(),
      { maxKeys: 2 },
    ),
    needs: fc.record({ database: word, bucket: word, login: word }, { requiredKeys: [] }),
    secrets: fc.dictionary(word, fc.record({ path: fc.constant('a-b/c'), env: fc.record({ SECRET_A: fc.constant('a') }) }), { maxKeys: 1 }),
    calls: fc.dictionary(
      word.map((one) => `to-${one}`),
      port,
      { maxKeys: 2 },
    ),
    metrics: fc.record({ path, port: fc.integer({ min: 9000, max: 9100 }) }, { requiredKeys: [] }),
    jobs: fc.dictionary(word, fc.record({ schedule: fc.constantFrom('30 1 * * *', '*/5 * * * *'), size }, { requiredKeys: ['schedule'] }), { maxKeys: 2 }),
  },
  { requiredKeys: ['name', 'image'] },
);

function read(declared: unknown): ReadApp {
  const loaded = readApp('app.yaml', dump(declared, { noRefs: true }), facts);
  if (!loaded.ok) throw new Error(loaded.problems.map(problemText).join('\n'));
  return loaded.value;
}

/** A component that is all that a check looks at. */
function alone(objects: readonly KubeObject[]): readonly Built[] {
  const component = { name: 'app', area: 'tenancy', exceptions: [], namespace: { name: 'team' } };
  return [{ component, objects, config: {}, wave: 1, closure: new Set(), providedGroups: new Set(), needs: {}, wants: {}, knows: {} } as unknown as Built];
}

const kinds = new Set(tenantKinds.map(({ group, kind }) => `${group}/${kind}`));

describe('any valid declaration', () => {
  it('is of kinds that a tenant may hold, hardened, sized, without secrets, and the same twice', () => {
    fc.assert(
      fc.property(declaration, (declared) => {
        const one = read(declared);
        const objects = appObjects(facts, one.declared);
        const built = alone(objects);

        expect(objects.filter((object) => !kinds.has(`${groupOf(object)}/${object.kind}`))).toEqual([]);
        for (const check of [podsAreHardened, containersAreSized, secretsAreEmpty]) expect(check(built, exampleCluster())).toEqual([]);
        expect(appFiles(facts, [one])).toEqual(appFiles(facts, [read(declared)]));
      }),
      draws,
    );
  });

  it('passes what the API server asks of tenants: own peers, given names, the class of tenants, Services inside', () => {
    fc.assert(
      fc.property(declaration, (declared) => {
        const objects = appObjects(facts, read(declared).declared);
        const of = (kind: string) => objects.filter((object) => object.kind === kind);

        // no-foreign-peers: a rule names peers, and each is pods of the namespace itself.
        for (const policy of of('NetworkPolicy')) {
          const rules = [...((within(policy, 'spec', 'ingress') ?? []) as Rule[]), ...((within(policy, 'spec', 'egress') ?? []) as Rule[])];
          const peers = rules.flatMap((rule) => rule.from ?? rule.to ?? []);
          expect(rules.every((rule) => (rule.from ?? rule.to ?? []).length > 0)).toBe(true);
          expect(peers.every((peer) => Object.keys(peer).join() === 'podSelector')).toBe(true);
        }
        // unique-hostnames-per-tenant refuses a route without a hostname; no-platform-priority another class; no-external-services other types.
        for (const route of of('HTTPRoute')) expect(within(route, 'spec', 'hostnames')).not.toEqual([]);
        for (const pods of objects.flatMap((object) => podsOf(object, 1) ?? [])) expect(within(pods.spec, 'priorityClassName')).toBe('polder-tenant');
        for (const service of of('Service')) expect(within(service, 'spec', 'type')).toBeUndefined();
        for (const probe of of('Probe')) expect(within(probe, 'spec', 'prober', 'url')).toBe(everythingForTenants.probes.address);
        expect(objects.filter(({ metadata }) => metadata.name.startsWith('polder-') || metadata.namespace !== undefined)).toEqual([]);
      }),
      draws,
    );
  });
});

interface Rule {
  readonly from?: readonly object[];
  readonly to?: readonly object[];
}
