import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readFacts } from '../../charts-ts/app/render.ts';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import { render } from '../../charts-ts/render.ts';
import { everythingForTenants } from '../support/for-tenants.ts';
import { exampleCluster } from '../support/render.ts';
import { exampleTenants } from '../support/tenants.ts';

type Fields = Readonly<Record<string, unknown>>;

const path = 'platform/site/example/for-tenants.yaml';

function files(tenants: Readonly<Record<string, Fields>>, changes: Fields = {}): ReadonlyMap<string, string> {
  const done = render(catalogue as readonly AnyComponent[], exampleCluster(changes, {}, exampleTenants(tenants)));
  if (!done.ok) throw new Error(done.problems.map(problemText).join('\n'));
  return done.value.files;
}

const text = (changes: Fields = {}, tenants: Readonly<Record<string, Fields>> = { winkel: {} }) => files(tenants, changes).get(path) ?? '';

describe('what a cluster tells its tenants', () => {
  it('is what polder-app reads', () => {
    const facts = readFacts('for-tenants.yaml', text({ provides: everythingForTenants, mirrors: { registry: 'registry.example.nl/mirror' } }));

    expect(facts).toMatchObject({
      ok: true,
      value: {
        cluster: 'site/example',
        domain: 'apps.example.nl',
        gateway: { kind: 'gateway', name: 'public', namespace: 'traefik', listener: 'https' },
        images: { mirror: 'registry.example.nl/mirror', digests: false },
        priorityClass: 'polder-tenant',
        probes: everythingForTenants.probes,
        autoscaling: true,
        login: { issuer: 'https://login.apps.example.nl/realms/platform', groupsClaim: 'groups' },
        objectStorage: { url: 'http://objects.objects.svc:80' },
      },
    });
  });

  it('leaves out what it has not', () => {
    expect(Object.keys(load(text()) as Fields)).toEqual(['cluster', 'domain', 'gateway', 'images', 'priorityClass', 'autoscaling', 'trust']);
  });

  it('tells which images may run, as the policies judge them', () => {
    const changes = { components: { 'admission-policies': { registries: ['registry.example.nl/teams'], requireDigests: true } } };

    expect((load(text(changes)) as Fields)['images']).toEqual({ registries: ['registry.example.nl/teams'], digests: true });
  });

  it('is the same whoever the tenants are', () => {
    expect(text({}, { bakker: {}, winkel: { namespaces: { test: { size: 'small', hostnames: ['winkel'] } } } })).toBe(text({}, { slager: {} }));
  });

  it('is not there without tenants, and never where an Application would take it for an object', () => {
    expect(files({}).has(path)).toBe(false);
    const sources = [...files({ winkel: {} })]
      .filter(([name]) => /\/application\./.test(name))
      .map(([, object]) => (load(object) as { spec: { source: { path: string; directory?: { recurse?: boolean } } } }).spec.source);

    expect(sources.filter(({ path: folder, directory }) => folder === 'platform/site/example' || directory?.recurse)).toEqual([]);
  });
});
