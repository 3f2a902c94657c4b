import { describe, expect, it } from 'vitest';
import type { App, AppInput } from '../../charts-ts/app/declaration.ts';
import { App as Declaration } from '../../charts-ts/app/declaration.ts';
import { appObjects } from '../../charts-ts/app/render.ts';
import type { Built } from '../../charts-ts/built.ts';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { type Check, checks } from '../../charts-ts/checks/checks.ts';
import { customResourcesAreDefined } from '../../charts-ts/checks/custom-resources-are-defined.ts';
import { imagesComeFromTheRegistry } from '../../charts-ts/checks/images-come-from-the-registry.ts';
import { landscapeOf } from '../../charts-ts/checks/reach/landscape.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import { groupOf, type KubeObject } from '../../charts-ts/kit/object.ts';
import { tenantKinds } from '../../charts-ts/kit/tenant-kinds.ts';
import { render } from '../../charts-ts/render.ts';
import { endsOf } from '../network/lib/connections.ts';
import { everythingForTenants, forTenants } from '../support/for-tenants.ts';
import { exampleCluster } from '../support/render.ts';
import { exampleTenants } from '../support/tenants.ts';

const namespace = 'winkel-productie';
const callback = { namespace: 'productie', hostname: 'winkel' };
const tenants = exampleTenants({
  winkel: {
    namespaces: { productie: { size: 'medium', hostnames: ['winkel'] } },
    databases: { winkel: { namespace: 'productie' } },
    buckets: { bonnen: { namespace: 'productie' } },
    logins: { winkel: callback },
  },
  bakker: {},
});
const provides = {
  ...everythingForTenants,
  'block-storage': { storageClass: 'fast' },
  postgres: { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' }, imageCatalog: 'platform', backups: false },
};
const cluster = exampleCluster({ provides }, {}, tenants);
const facts = forTenants(cluster);

const api: AppInput = { name: 'api', image: 'registry.example.nl/teams/api:1.4.2', needs: { database: 'winkel', bucket: 'bonnen' }, metrics: { port: 9090 } };
const web: AppInput = {
  name: 'web',
  image: 'registry.example.nl/teams/web:1.4.2',
  hostnames: ['winkel'],
  health: '/gezond',
  replicas: { from: 2, to: 4 },
  files: { '/etc/web/settings.yaml': 'a: 1\n' },
  needs: { login: 'winkel' },
  calls: { api: 8080 },
  metrics: {},
  jobs: { opruimen: { schedule: '30 1 * * *' } },
};

/** The platform of the cluster, with applications in the tenant's namespace as Argo CD puts them there. */
function withApps(...declared: readonly AppInput[]): Built[] {
  const done = render(catalogue as readonly AnyComponent[], cluster);
  if (!done.ok) throw new Error(done.problems.map(problemText).join('\n'));
  const objects = declared.flatMap((one) => placed(Declaration.parse(one)));
  return done.value.built.map((one): Built => (one.component.name === 'tenants' ? { ...one, objects: [...one.objects, ...objects] } : one));
}

function placed(declared: App): KubeObject[] {
  return appObjects(facts, declared).map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
}

describe('what a declaration makes', () => {
  const built = withApps(web, api);

  // What a component must declare, a team need not: the API server judges its images, and the catalogue brings the definitions.
  const ofComponents: readonly Check[] = [imagesComeFromTheRegistry, customResourcesAreDefined];

  it.each(checks.filter((check) => !ofComponents.includes(check)).map((check) => [check.name, check] as const))(
    'holds the check %s of the platform, in the namespace of its tenant',
    (_, check) => {
      // Of a bucket's claim, and trust-manager's copy in each namespace, no object in Git tells.
      const known = /names (ConfigMap|Secret) winkel-productie\/(bonnen|platform-trust), which nothing makes/;

      expect(check(built, cluster).filter(({ message }) => !known.test(message))).toEqual([]);
    },
  );

  it('is of kinds that a tenant’s repository may hold', () => {
    const kinds = [web, api].flatMap((one) => appObjects(facts, Declaration.parse(one))).map((object) => `${groupOf(object)}/${object.kind}`);

    expect([...new Set(kinds)].filter((kind) => !tenantKinds.some((one) => `${one.group}/${one.kind}` === kind))).toEqual([]);
    expect(kinds).toContain('monitoring.coreos.com/Probe');
  });

  it('reaches what it declared, and is not reached back', () => {
    const landscape = landscapeOf(built, cluster);
    const ends = new Map(endsOf(landscape));
    const reaches = (from: string, to: string) => {
      const [source, target] = [ends.get(from), ends.get(to)];
      if (source === undefined || target === undefined) throw new Error(`no ${source === undefined ? from : to}; there is ${[...ends.keys()].join(', ')}`);
      return landscape.judge(source, target).possible.length > 0;
    };
    const own = (name: string) => `${namespace}/${name}`;

    expect(reaches(own('web'), own('api'))).toBe(true);
    expect(reaches(own('web-opruimen'), own('api'))).toBe(true);
    expect(reaches(own('api'), own('web'))).toBe(false);
    expect(reaches(own('api'), own('web-opruimen'))).toBe(false);
    expect(reaches('traefik/traefik', own('web'))).toBe(true);
    expect(reaches(own('api'), own('winkel'))).toBe(true);
  });
});
