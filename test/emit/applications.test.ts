import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { AnyComponent, CrdSource } from '../../charts-ts/kit/component.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { render } from '../../charts-ts/render.ts';
import { fake, fakeCapability, fakeCluster, makes } from '../support/fakes.ts';
import { exampleTenants } from '../support/tenants.ts';

const source: CrdSource = {
  repository: 'https://github.com/x/shop.git',
  tag: 'v1.2.0',
  commit: 'a'.repeat(40),
  path: 'config/crds',
  include: 'shop_*.yaml',
  kinds: { 'shop.example.nl/Shelf': 'Namespaced', 'shop.example.nl/Street': 'Cluster' },
};
const shelves = fakeCapability('shelves');
const settings = (name: string) => makes({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'kube-system' } });

const shop = fake('shop', { crds: [source], offers: () => [{ id: 'shelves', value: {} }], build: settings('shop') });
const app = fake('app', { needs: { shelves }, required: true, build: settings('app') });
const definitions = fake('definitions', { crds: [{ ...source, repository: 'https://github.com/x/only.git', kinds: {} }] });
const catalogue: readonly AnyComponent[] = [app, shop, definitions];

interface Application extends KubeObject {
  readonly spec: {
    readonly project: string;
    readonly source: { readonly repoURL: string; readonly targetRevision: string; readonly path: string; readonly directory: unknown };
    readonly destination: unknown;
    readonly syncPolicy: { readonly automated: { readonly prune: boolean; readonly selfHeal: boolean }; readonly syncOptions: readonly string[] };
  };
  readonly metadata: KubeObject['metadata'] & { readonly finalizers?: readonly string[] };
}

interface Project extends KubeObject {
  readonly spec: {
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly { readonly namespace: string }[];
    readonly clusterResourceWhitelist: readonly { readonly group: string; readonly kind: string }[];
    readonly namespaceResourceBlacklist?: readonly unknown[];
    readonly sourceIntegrity?: unknown;
  };
}

function files(options: Parameters<typeof fakeCluster>[1] = {}): ReadonlyMap<string, string> {
  const rendered = render(catalogue, fakeCluster(catalogue, options));
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
  return rendered.value.files;
}

function read<T>(path: string, options?: Parameters<typeof fakeCluster>[1]): T {
  const all = files(options);
  const text = all.get(`platform/site/example/${path}`);
  if (text === undefined) throw new Error(`no ${path}; there is ${[...all.keys()].join(', ')}`);
  return load(text) as T;
}

const application = (name: string, options?: Parameters<typeof fakeCluster>[1]) => read<Application>(`applications/application.argocd.${name}.yaml`, options);
const project = (name: string, options?: Parameters<typeof fakeCluster>[1]) => read<Project>(`applications/appproject.argocd.${name}.yaml`, options);
const wave = ({ metadata }: KubeObject) => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave']);

describe('the Applications', () => {
  it('are one for each component that makes objects, and one for each source of CRDs', () => {
    const names = [...files().keys()].flatMap((path) => /application\.argocd\.(.+)\.yaml$/.exec(path)?.[1] ?? []).sort();

    expect(names).toEqual(['app', 'definitions-crds', 'root', 'shop', 'shop-crds']);
  });

  it('come in waves: projects, definitions, and then what needs them', () => {
    expect(['platform', 'crds'].map((name) => wave(project(name)))).toEqual([-1, -1]);
    expect(['shop-crds', 'shop', 'app'].map((name) => wave(application(name)))).toEqual([0, 1, 2]);
  });

  it("read the cluster's own folder of the repository, at its revision", () => {
    const changes = { git: { repository: 'https://git.example.nl/fork.git', revision: 'v2' } };

    expect(application('app', { changes }).spec).toMatchObject({
      project: 'platform',
      source: { repoURL: 'https://git.example.nl/fork.git', targetRevision: 'v2', path: 'platform/site/example/app' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'app' },
    });
  });

  it('heal themselves, prune, apply on the server, and refuse to share an object', () => {
    expect(application('app').spec.syncPolicy).toMatchObject({ automated: { enabled: true, prune: true, selfHeal: true } });
    expect(application('app').spec.syncPolicy.syncOptions).toEqual(expect.arrayContaining(['ServerSideApply=true', 'FailOnSharedResource=true']));
  });

  it('go with what they made, but for what every cluster has', () => {
    expect(application('shop').metadata.finalizers).toEqual(['resources-finalizer.argocd.argoproj.io']);
    expect(application('app').metadata.finalizers).toBeUndefined();
  });

  it('never prune or remove a definition: all objects of its kind would go with it', () => {
    const { spec, metadata } = application('shop-crds');

    expect(spec.syncPolicy.automated).toMatchObject({ prune: false });
    expect(spec.syncPolicy.syncOptions).toContain('Prune=false');
    expect(metadata.finalizers).toBeUndefined();
  });

  it('are made by a root beside the folder that it syncs', () => {
    const root = read<Application>('root/application.argocd.root.yaml');

    expect(root.spec.source.path).toBe('platform/site/example/applications');
    expect(root.metadata.finalizers).toBeUndefined();
    expect(files().has('platform/site/example/applications/application.argocd.root.yaml')).toBe(false);
  });

  it('of definitions read upstream, at the commit, only the named files', () => {
    expect(application('shop-crds').spec).toMatchObject({
      project: 'crds',
      source: {
        repoURL: 'https://github.com/x/shop.git',
        targetRevision: 'a'.repeat(40),
        path: 'config/crds',
        directory: { include: 'shop_*.yaml' },
      },
    });
  });

  it("of definitions read the site's mirror, at the commit that the lock knows", () => {
    const options = {
      changes: { mirrors: { git: 'https://git.example.nl/mirror/' } },
      lock: { repositories: { 'https://github.com/x/shop.git@v1.2.0': 'b'.repeat(40) } },
    };

    expect(application('shop-crds', options).spec.source).toMatchObject({
      repoURL: 'https://git.example.nl/mirror/github.com/x/shop.git',
      targetRevision: 'b'.repeat(40),
    });
    expect(project('crds', options).spec.sourceRepos).toContain('https://git.example.nl/mirror/github.com/x/shop.git');
  });
});

describe('the projects', () => {
  it('bound the platform to its repository, the namespaces of components and the kinds that they write', () => {
    const { spec } = project('platform');

    expect(spec.sourceRepos).toEqual(['https://git.example.nl/polder/polder.git']);
    expect(spec.destinations.map(({ namespace }) => namespace)).toEqual(['app', 'argocd', 'definitions', 'kube-system', 'shop']);
    expect(spec.clusterResourceWhitelist).toContainEqual({ group: 'shop.example.nl', kind: 'Street' });
    expect(spec.clusterResourceWhitelist).not.toContainEqual({ group: 'shop.example.nl', kind: 'Shelf' });
  });

  it('give nobody a wildcard', () => {
    const allowed = [project('platform'), project('crds')].map(({ spec: { namespaceResourceBlacklist: _, ...rest } }) => rest);

    expect(JSON.stringify(allowed)).not.toContain('"*"');
  });

  it('let third parties bring definitions only, nothing that runs', () => {
    const { spec } = project('crds');

    expect(spec.clusterResourceWhitelist.map(({ kind }) => kind)).toEqual([
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'CustomResourceDefinition',
    ]);
    expect(spec.namespaceResourceBlacklist).toEqual([{ group: '*', kind: '*' }]);
    expect(spec.sourceRepos).toEqual(['https://github.com/x/only.git', 'https://github.com/x/shop.git']);
  });

  it('still permit a component that is left out, so that it can be pruned', () => {
    const without = project('platform', { without: ['shop'], provides: { shelves: {} } });

    expect(without.spec.destinations.map(({ namespace }) => namespace)).toContain('shop');
  });

  it('still permit what the Gateway may do for a tenant that has no hostnames any more, so that it can be pruned', () => {
    const rendered = render(catalogue, { ...fakeCluster(catalogue), tenants: exampleTenants({ bakker: {} }) });
    const text = rendered.ok ? rendered.value.files.get('platform/site/example/applications/appproject.argocd.platform.yaml') : undefined;

    expect((load(text ?? '') as Project).spec.destinations.map(({ namespace }) => namespace)).toContain('bakker-*');
  });

  it('ask for signatures where Argo CD has keys', () => {
    const provides = { gitops: { namespace: 'argocd', signatureKeys: ['4AEE18F83AFDEB23'] } };

    expect(project('platform', { provides }).spec.sourceIntegrity).toEqual({
      git: { policies: [{ repos: [{ url: 'https://git.example.nl/polder/polder.git' }], gpg: { mode: 'head', keys: ['4AEE18F83AFDEB23'] } }] },
    });
    expect(project('platform').spec.sourceIntegrity).toBeUndefined();
  });

  it('stand in the namespace of the Argo CD that the cluster provides', () => {
    const provides = { gitops: { namespace: 'openshift-gitops', signatureKeys: [] } };

    expect([...files({ provides }).keys()].filter((path) => path.includes('appproject'))).toEqual([
      'platform/site/example/applications/appproject.openshift-gitops.platform.yaml',
      'platform/site/example/applications/appproject.openshift-gitops.crds.yaml',
    ]);
  });
});
