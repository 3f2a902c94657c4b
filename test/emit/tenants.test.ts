import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import { tenantFiles } from '../../charts-ts/emit/tenants.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { render } from '../../charts-ts/render.ts';
import { exampleCluster } from '../support/render.ts';
import { exampleTenants } from '../support/tenants.ts';

const repositories = {
  app: { url: 'https://git.example.nl/winkel/app.git', path: 'deploy', revision: 'v1', namespace: 'productie' },
  beheer: { url: 'https://git.example.nl/winkel/beheer.git', namespace: 'productie' },
};
const access = { 'winkel-beheer': 'admin', 'winkel-inzage': 'viewer' };
const two = exampleTenants({
  bakker: { namespaces: { productie: { size: 'small', hostnames: ['bakker'] } } },
  winkel: { repositories, access },
});

function files(tenants = two, changes: Readonly<Record<string, unknown>> = {}): ReadonlyMap<string, string> {
  const done = render(catalogue as readonly AnyComponent[], exampleCluster(changes, {}, tenants));
  if (!done.ok) throw new Error(done.problems.map(problemText).join('\n'));
  return done.value.files;
}

interface Project extends KubeObject {
  readonly spec: {
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly { readonly namespace: string }[];
    readonly clusterResourceWhitelist?: readonly unknown[];
    readonly namespaceResourceWhitelist?: readonly { readonly group: string; readonly kind: string }[];
    readonly roles?: readonly { readonly name: string; readonly groups: readonly string[]; readonly policies: readonly string[] }[];
  };
}

function read<T = KubeObject>(path: string): T {
  const all = files();
  const text = all.get(`platform/site/example/${path}`);
  if (text === undefined) throw new Error(`no ${path}; there is ${[...all.keys()].filter((one) => one.includes('tenant')).join(', ')}`);
  return load(text) as T;
}

const own = (name: string) => read<Project>(`applications-of-tenants/${name}.yaml`);
const namespaces = ({ spec }: Project) => spec.destinations.map(({ namespace }) => namespace);

describe('what the platform makes for a tenant', () => {
  it('stands in a folder of its own, and comes from its file', () => {
    const text = files().get('platform/site/example/tenants/winkel/namespace.winkel-productie.yaml');

    expect(text).toMatch(/^# Made by Polder from clusters\/tenants\/winkel\.yaml by charts-ts\/tenancy\/tenants\./);
  });

  it('is synced by an Application of its own, in a project that reaches its namespaces only', () => {
    expect(read('tenants/application.argocd.tenant-winkel.yaml')).toMatchObject({
      spec: {
        project: 'tenant-winkel',
        source: { repoURL: 'https://git.example.nl/polder/polder.git', path: 'platform/site/example/tenants/winkel' },
        syncPolicy: { automated: { enabled: true, prune: true, selfHeal: true } },
      },
    });
    const { spec } = read<Project>('tenants/appproject.argocd.tenant-winkel.yaml');
    expect(spec).toMatchObject({
      sourceRepos: ['https://git.example.nl/polder/polder.git'],
      destinations: [{ namespace: 'winkel-*' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'winkel-*' }],
    });
  });

  it('must be signed as the platform is', () => {
    const cluster = exampleCluster({}, {}, two);
    const signed = new Map(tenantFiles([], { namespace: 'argocd', signatureKeys: ['4AEE18F83AFDEB23'] }, cluster));

    expect(signed.get('platform/site/example/applications-of-tenants/appproject.argocd.tenant-winkel.yaml')).toContain('4AEE18F83AFDEB23');
  });

  it('stays when its file goes: nothing cascades', () => {
    const applications = [...files()].filter(([path]) => /\/(tenants|applications-of-tenants)\/application\./.test(path));

    expect(applications.length).toBe(4);
    expect(applications.filter(([, text]) => text.includes('finalizers'))).toEqual([]);
  });

  it('grows no list of the platform but that of namespaces where the Gateway may have rights', () => {
    const platform = read<Project>('applications/appproject.argocd.platform.yaml');

    expect(namespaces(platform).filter((name) => /winkel|bakker/.test(name))).toEqual(['bakker-*', 'winkel-*']);
    expect([...files().keys()].filter((path) => /\/applications\/application\..*tenants/.test(path))).toEqual([
      'platform/site/example/applications/application.argocd.tenants.yaml',
      'platform/site/example/applications/application.argocd.applications-of-tenants.yaml',
    ]);
  });

  it('makes no wave of the platform wait for a tenant', () => {
    const applications = [...files()].filter(([path]) => /\/(tenants|applications-of-tenants)\/application\./.test(path));

    expect(applications.filter(([, text]) => !text.includes("argocd.argoproj.io/ignore-healthcheck: 'true'"))).toEqual([]);
  });
});

describe('what a tenant runs', () => {
  it('comes from its repositories, each by an Application of its own project', () => {
    expect(own('application.argocd.winkel.app')).toMatchObject({
      spec: {
        project: 'winkel',
        source: { repoURL: 'https://git.example.nl/winkel/app.git', path: 'deploy', targetRevision: 'v1' },
        destination: { server: 'https://kubernetes.default.svc', namespace: 'winkel-productie' },
        syncPolicy: { automated: { enabled: true, prune: true, selfHeal: true } },
      },
    });
  });

  it('is applied on the server, and makes no namespace', () => {
    const options = (own('application.argocd.winkel.app') as unknown as { spec: { syncPolicy: { syncOptions: string[] } } }).spec.syncPolicy.syncOptions;

    expect(options).toContain('ServerSideApply=true');
    expect(options.join()).not.toMatch(/CreateNamespace|RespectIgnoreDifferences/);
  });

  it('comes after the whole platform', () => {
    const waves = [...files()]
      .filter(([path]) => /\/applications\/application\./.test(path))
      .map(([path, text]) => ({ path, wave: Number(/sync-wave: '(-?\d+)'/.exec(text)?.[1]) }))
      .sort((a, b) => b.wave - a.wave);

    expect(waves[0]?.path).toContain('applications-of-tenants');
    expect(waves[1]?.wave).toBeLessThan(waves[0]?.wave ?? 0);
  });

  it('is bound to its repositories, its namespaces and kinds that bound nothing', () => {
    const { spec } = own('appproject.argocd.winkel');
    const kinds = spec.namespaceResourceWhitelist?.map(({ kind }) => kind) ?? [];

    expect(spec.sourceRepos).toEqual(['https://git.example.nl/winkel/app.git', 'https://git.example.nl/winkel/beheer.git']);
    expect(namespaces(own('appproject.argocd.winkel'))).toEqual(['winkel-productie']);
    expect(spec.clusterResourceWhitelist).toBeUndefined();
    expect(kinds).toEqual(expect.arrayContaining(['Deployment', 'HTTPRoute', 'NetworkPolicy']));
    expect(kinds.filter((kind) => /Role|Quota|LimitRange|^Secret|Store|Push|Namespace|^Pod$|DaemonSet|Application|AppProject|\*/.test(kind))).toEqual([]);
  });

  it('may be scaled by events where the cluster has KEDA, with kinds that have a namespace only', () => {
    const ofKeda = (enabled: boolean) => {
      const project =
        files(two, { components: { keda: { enabled } } }).get('platform/site/example/applications-of-tenants/appproject.argocd.winkel.yaml') ?? '';
      return (load(project) as Project).spec.namespaceResourceWhitelist?.filter(({ group }) => group.endsWith('keda.sh')).map(({ kind }) => kind);
    };

    expect(ofKeda(true)).toEqual(['ScaledJob', 'ScaledObject', 'TriggerAuthentication']);
    expect(ofKeda(false)).toEqual([]);
  });

  it('is seen and synced by its groups only, in its own project only', () => {
    const roles = own('appproject.argocd.winkel').spec.roles ?? [];

    expect(roles.map(({ name, groups }) => `${name}: ${groups}`)).toEqual(['viewer: winkel-inzage', 'admin: winkel-beheer']);
    for (const { name, policies } of roles)
      for (const policy of policies) expect(policy).toMatch(new RegExp(`^p, proj:winkel:${name}, (applications|logs), [\\w/*]+, winkel/\\*, allow$`));
    expect(roles[0]?.policies.filter((policy) => !/, get, /.test(policy))).toEqual([]);
    expect(roles.flatMap(({ policies }) => policies).filter((policy) => /, (create|update|delete|override|\*), /.test(policy))).toEqual([]);
  });

  it('without repositories may read none', () => {
    expect(own('appproject.argocd.bakker').spec.sourceRepos).toEqual([]);
  });
});

describe('names', () => {
  it('of tenants’ Applications are those of no component and of no other tenant, whatever they are called', () => {
    const awkward = exampleTenants({
      cert: { repositories: { manager: { ...repositories.app } } },
      'a-b': { repositories: { c: { ...repositories.app } } },
      a: { repositories: { 'b-c': { ...repositories.app } } },
      applications: { repositories: { tenants: { ...repositories.app } } },
    });
    const names = [...files(awkward).keys()].flatMap((path) => /\/application\.[^.]+\.(.+)\.yaml$/.exec(path)?.[1] ?? []);

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe('a cluster without tenants', () => {
  it('has nothing of them in Argo CD', () => {
    expect([...files([]).keys()].filter((path) => path.includes('tenants'))).toEqual([]);
  });
});
