import { dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { problemText } from '../../charts-ts/config/problem.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { exampleFleet, problemsOf, renderedFiles } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';
import { leastTenant } from '../support/tenants.ts';

const cluster = dump({
  ingress: { domain: 'apps.example.nl' },
  backups: { endpoint: 'https://s3.elsewhere.example.nl', bucket: 'backups' },
  provides: { metrics: { namespace: 'monitoring', podLabels: { app: 'prometheus' } }, 'block-storage': { storageClass: 'fast' } },
  components: {
    velero: { enabled: true },
    alertmanager: { enabled: true, receivers: { team: { mail: { to: ['beheer@example.nl'], from: 'a@example.nl', smarthost: 'smtp.example.nl:587' } } } },
  },
});
const winkel = {
  ...leastTenant,
  access: { 'winkel-beheer': 'admin', 'winkel-bouw': 'developer' },
  namespaces: { productie: { size: 'small', hostnames: ['winkel'], connections: { internet: [{ ports: [443] }], platform: ['hostnames'] } } },
  repositories: { app: { url: 'https://git.example.nl/winkel.git', namespace: 'productie' } },
  retention: { archive: '90d' },
};
const archived = 'clusters/odc/prod-1/tenants/archived/winkel.yaml';

function tree(changes: Readonly<Record<string, unknown>> = {}, more: Readonly<Record<string, string>> = {}): string {
  return folder({ ...exampleFleet, 'clusters/odc/prod-1/cluster.yaml': cluster, [archived]: dump({ ...winkel, ...changes }), ...more });
}

function object(root: string, path: string): KubeObject {
  const text = renderedFiles(root).get(`platform/odc/prod-1/${path}`);
  if (text === undefined) throw new Error(`no ${path}`);
  return load(text) as KubeObject;
}

describe('a tenant that has left', () => {
  it('keeps its namespaces, closed and bounded; nothing new starts, and nothing is opened', () => {
    const names = [...renderedFiles(tree()).keys()].flatMap((path) => /\/tenants\/winkel\/(.*)\.yaml$/.exec(path)?.[1] ?? []);

    expect(names.sort()).toEqual([
      'limitrange.winkel-productie.polder-limits',
      'namespace.winkel-productie',
      'networkpolicy.winkel-productie.polder-default-deny',
      'resourcequota.winkel-productie.polder-quota',
      'rolebinding.winkel-productie.polder-tenant-viewer',
    ]);
    expect(object(tree(), 'tenants/winkel/resourcequota.winkel-productie.polder-quota.yaml')).toMatchObject({ spec: { hard: { pods: 0 } } });
  });

  it('has no hostnames any more, and its namespaces may not be deleted', () => {
    const { metadata } = object(tree(), 'tenants/winkel/namespace.winkel-productie.yaml');

    expect(metadata.labels).toMatchObject({ 'polder.internal/tenant': 'winkel', 'polder.internal/protected': 'true' });
    expect(JSON.stringify(metadata)).not.toMatch(/routes|hostnames|allow-deletion/);
  });

  it('lets all of its people look, and nobody change anything', () => {
    const { subjects } = object(tree(), 'tenants/winkel/rolebinding.winkel-productie.polder-tenant-viewer.yaml') as unknown as { subjects: { name: string }[] };

    expect(subjects.map(({ name }) => name)).toEqual(['oidc:winkel-beheer', 'oidc:winkel-bouw']);
  });

  it('syncs from no repository: its Applications go, and take nothing along', () => {
    const made = [...renderedFiles(tree()).keys()].filter((path) => path.includes('/applications-of-tenants/'));

    expect(made).toEqual(['platform/odc/prod-1/applications-of-tenants/appproject.argocd.winkel.yaml']);
    expect(object(tree(), 'applications-of-tenants/appproject.argocd.winkel.yaml')).toMatchObject({ spec: { sourceRepos: [] } });
    expect(object(tree(), 'tenants/application.argocd.tenant-winkel.yaml').metadata).not.toHaveProperty('finalizers');
  });

  it('is backed up each week, and its backups are kept as long as its file says', () => {
    expect(object(tree(), 'velero/schedule.velero.archive-winkel.yaml')).toMatchObject({
      spec: { schedule: expect.stringMatching(/^\d+ \d+ \* \* [0-6]$/), template: { includedNamespaces: ['winkel-productie'], ttl: '2160h0m0s' } },
    });
    expect(renderedFiles(tree()).has('platform/odc/prod-1/velero/schedule.velero.tenant-winkel.yaml')).toBe(false);
  });

  it('is told of nothing: what stops there stops on purpose', () => {
    const { data } = object(tree(), 'alertmanager/configmap.monitoring.alertmanager.yaml') as unknown as { data: Record<string, string> };
    const { route, receivers } = load(data['alertmanager.yaml'] ?? '') as { route: { routes: object[] }; receivers: { name: string }[] };

    expect(route.routes).toContainEqual({ matchers: ['namespace="winkel-productie"'], receiver: 'nobody' });
    expect(receivers.map(({ name }) => name)).not.toContain('tenant-winkel');
  });

  it('asks nothing of the nodes', () => {
    const large = { namespaces: { productie: { size: 'large' }, test: { size: 'large' }, acceptatie: { size: 'large' } } };

    expect(problemsOf(tree(large))).toEqual([]);
  });
});

describe('a confirmation', () => {
  it('by the name of the tenant lets people delete its namespaces, of which no more backups are made', () => {
    const root = tree({ confirm: 'winkel' });

    expect(object(root, 'tenants/winkel/namespace.winkel-productie.yaml').metadata.annotations).toMatchObject({
      'polder.internal/allow-deletion': 'winkel-productie',
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
    expect(object(root, 'velero/schedule.velero.archive-winkel.yaml')).toMatchObject({ spec: { paused: true } });
  });

  it.each([
    [
      'of another name',
      { [archived]: dump({ ...winkel, confirm: 'winkl' }) },
      `${archived}:13:1 confirm: "winkl" is not the name of this tenant; write winkel, or remove this key as long as nothing may be deleted`,
    ],
    [
      'of a tenant that is still there',
      { [archived]: dump(winkel), 'clusters/odc/prod-1/tenants/bakker.yaml': dump({ ...leastTenant, confirm: 'bakker' }) },
      'clusters/odc/prod-1/tenants/bakker.yaml:13:1 confirm: is for a tenant that has left; remove this key, or let it leave: move the file to clusters/odc/prod-1/tenants/archived/',
    ],
  ])('%s is refused', (_, more, told) => {
    const found = problemsOf(tree({}, more)).map((problem) => problemText(problem).replace(/:\d+:1 confirm/, ':13:1 confirm'));

    expect(found).toEqual([told]);
  });
});

describe('others', () => {
  it('that call a tenant that has left are named', () => {
    const bakker = {
      ...leastTenant,
      namespaces: { productie: { size: 'small', connections: { to: [{ tenant: 'winkel', namespace: 'productie', ports: [80] }] } } },
    };
    const found = problemsOf(tree({}, { 'clusters/odc/prod-1/tenants/bakker.yaml': dump(bakker) }));

    expect(found.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      `namespaces.productie.connections.to[0]: winkel has left odc/prod-1 (${archived}), and nothing in it answers; remove this`,
    ]);
  });

  it('of the same name on the same cluster are refused', () => {
    expect(problemsOf(tree({}, { 'clusters/odc/prod-1/tenants/winkel.yaml': dump(leastTenant) })).map(({ message }) => message)).toEqual([
      expect.stringContaining('is on odc/prod-1 already by '),
    ]);
  });
});
