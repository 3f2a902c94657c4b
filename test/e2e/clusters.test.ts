import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allReady, applications, isOfTenant, settled, unready } from './support/applications.ts';
import { polder } from './support/fleet.ts';
import { hasTraefik } from './support/own-programs.ts';
import { type Binaries, buildPrograms } from './support/programs.ts';
import { ask, handshake } from './support/tls.ts';
import { waitFor } from './support/wait.ts';
import { clusterOf, startWorld, type World } from './support/world.ts';

/** All, or those that CI has time for. */
const ids = process.env['POLDER_E2E_CLUSTERS']?.split(',') ?? ['lab/laptop', 'odc-west/prod-1', 'odc-noord/prod-1', 'odc-oost/prod-1'];

/** Each cluster of the reference fleet, from nothing, by the commands that an ODC team uses, on a real control plane with real Argo CD. */
describe.each(ids)('%s', (id) => {
  let world: World;
  const kubectl = (...args: readonly string[]) => world.cluster.kubectl(args);

  beforeAll(async () => {
    const binaries: Binaries = await buildPrograms();
    // As generate has it: to look at so many Applications every other second keeps a processor busy.
    world = await startWorld(binaries, id, { resyncSeconds: 180 });
  }, 1_500_000);

  afterAll(() => world?.stop(), 120_000);

  it('is bootstrapped until every Application is Synced and Healthy', async () => {
    expect(world.bootstrap.output).toContain('is Synced and Healthy. What to do next:');
    expect(world.bootstrap.code).toBe(0);
    expect(await unready(world, (name) => !isOfTenant(name))).toEqual([]);
    // Bootstrap is of the platform: it does not wait for what tenants have in repositories of their own.
    await allReady(world);
  });

  it('syncs the very files that are committed, but for the facts of the place', () => {
    const committed = (path: string) => readFileSync(join(polder, path), 'utf8');
    const differing = world.fleet
      .files(`platform/${id}`)
      .filter((path) => readFileSync(join(world.fleet.root, path), 'utf8') !== committed(path))
      .map((path) => path.slice(`platform/${id}/`.length));

    // The commits that the test's mirror serves, and the CA of the test's servers.
    const allowed =
      /^(applications\/application\.argocd\..+-crds(-\d)?\.yaml|argo-cd\/(configmap\.argocd\.argocd-tls-certs-cm|deployment\.argocd\..+|statefulset\.argocd\..+)\.yaml|trust-manager\/bundle\.platform-trust\.yaml|velero\/backupstoragelocation\.velero\.default\.yaml)$/;
    expect(differing.filter((path) => !allowed.test(path))).toEqual([]);
  });

  it('makes no Application before all of the waves below it are healthy', async () => {
    // Tenants' Applications are made by one of these, and have no waves.
    const ofRoot = world.fleet.files(`platform/${id}/applications`);
    const waved = (await applications(world)).filter(({ metadata }) => ofRoot.some((file) => file.endsWith(`.${metadata.name}.yaml`)));
    const wave = (one: (typeof waved)[number]) => Number(one.metadata.annotations?.['argocd.argoproj.io/sync-wave']);
    const early = waved.flatMap((later) =>
      waved
        .filter((earlier) => wave(earlier) < wave(later))
        .filter((earlier) => Date.parse(earlier.status?.history?.[0]?.deployedAt ?? '') > Date.parse(later.metadata.creationTimestamp))
        .map((earlier) => `${later.metadata.name} (${wave(later)}) came before ${earlier.metadata.name} (${wave(earlier)}) was synced`),
    );

    expect(new Set(waved.map(wave)).size).toBeGreaterThan(2);
    expect(early).toEqual([]);
  });

  it('has its definitions before Argo CD runs, which then has none of them to apply', async () => {
    const ofDefinitions = (await applications(world)).filter(({ metadata }) => /-crds(-\d+)?$/.test(metadata.name));
    const applied = ofDefinitions.flatMap(({ status }) => status?.operationState?.syncResult?.resources ?? []);

    expect(ofDefinitions.length).toBeGreaterThan(3);
    expect(applied.filter(({ kind }) => kind === 'CustomResourceDefinition')).toEqual([]);
  });

  it('has no object that a strict API server would not take as it is', async () => {
    const folders = world.fleet.folders(`platform/${id}`).filter((folder) => !['applications', 'root'].includes(folder));

    for (const folder of folders)
      await kubectl(
        'apply',
        '--server-side',
        '--dry-run=server',
        '--validate=strict',
        '--force-conflicts',
        '--field-manager=argocd-controller',
        '--recursive',
        '-f',
        join(world.fleet.root, `platform/${id}/${folder}`),
      );
    expect(folders.length).toBeGreaterThan(4);
  });

  it('changes nothing by a second generate, nor by a second sync', async () => {
    expect(world.fleet.generate('--check')).toContain('platform/ is current');
    const before = await versions();

    for (const { metadata } of await applications(world)) {
      const operation = { initiatedBy: { username: 'e2e' }, sync: { syncOptions: ['ServerSideApply=true'], prune: true } };
      await kubectl('patch', 'applications.argoproj.io', metadata.name, '--namespace', 'argocd', '--type=merge', '--patch', JSON.stringify({ operation }));
    }
    await waitFor('the second sync to end', async () => (await applications(world)).every(({ status }) => status?.operationState?.phase === 'Succeeded'), {
      seconds: 300,
    });

    await allReady(world);
    expect(await versions()).toEqual(before);
  });

  // OpenShift's own router is no part of the platform.
  it.runIf(hasTraefik(clusterOf(polder, id)))('serves its hostnames as the TLS guidelines of NCSC and internet.nl ask', async () => {
    const host = `argocd.${world.config.ingress.domain}`;

    // "Good" and "sufficient": https://www.ncsc.nl/documenten/publicaties/2025/juni/01/ict-beveiligingsrichtlijnen-voor-transport-layer-security-2025-05
    expect(await handshake(host, { minVersion: 'TLSv1.3' })).toMatchObject({ protocol: 'TLSv1.3' });
    expect(await handshake(host, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' })).toMatchObject({ protocol: 'TLSv1.2' });
    for (const ciphers of ['ECDHE-ECDSA-AES256-SHA384', 'ECDHE-ECDSA-AES128-SHA', 'AES256-GCM-SHA384']) {
      expect(await handshake(host, { maxVersion: 'TLSv1.2', ciphers }), ciphers).toHaveProperty('error');
    }
    expect(await handshake(host, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })).toHaveProperty('error');

    const plain = await fetch(`http://${host}/some/page`, { redirect: 'manual' });
    expect([plain.status, plain.headers.get('location')]).toEqual([301, `https://${host}/some/page`]);
    const page = await ask(`https://${host}/`, world.cluster.authority.certificateFile);
    expect(Number(/max-age=(\d+)/.exec(String(page.headers['strict-transport-security']))?.[1])).toBeGreaterThanOrEqual(31_536_000);
    expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
  });

  it('heals what a hand changes or deletes', async () => {
    await kubectl('delete', 'service', 'argocd-server', '--namespace', 'argocd');
    await kubectl('scale', 'deployment', 'trust-manager', '--namespace', 'cert-manager', '--replicas=0');
    await kubectl(
      'patch',
      'configmap',
      'argocd-rbac-cm',
      '--namespace',
      'argocd',
      '--type=merge',
      '--patch',
      '{"data":{"policy.csv":"g, everyone, role:admin"}}',
    );

    await waitFor('the Service to come back', () => kubectl('get', 'service', 'argocd-server', '--namespace', 'argocd'), { seconds: 180 });
    await waitFor(
      'the pods to come back',
      async () => (await kubectl('get', 'deployment', 'trust-manager', '--namespace', 'cert-manager', '--output', 'jsonpath={.spec.replicas}')) !== '0',
      { seconds: 180 },
    );
    await waitFor(
      'the rights to be as Git says',
      async () => !(await kubectl('get', 'configmap', 'argocd-rbac-cm', '--namespace', 'argocd', '--output', 'yaml')).includes('everyone'),
      { seconds: 180 },
    );
    await settled(world, world.fleet.head(), 360);
  });

  it('is bootstrapped again without any change', async () => {
    const before = await versions();

    const again = await world.bootstrapAgain();

    expect(again.code, again.output).toBe(0);
    expect(await versions()).toEqual(before);
  });

  /** What tells a change of each object that Git holds: its generation, or its content where it has no generation. */
  async function versions(): Promise<Readonly<Record<string, string>>> {
    const found: Record<string, string> = {};
    for (const folder of world.fleet.folders(`platform/${id}`).filter((name) => name !== 'applications' && name !== 'root')) {
      const list = JSON.parse(await kubectl('get', '-f', join(world.fleet.root, `platform/${id}/${folder}`), '--output', 'json')) as {
        readonly items?: readonly Live[];
      } & Live;
      for (const object of list.items ?? [list]) {
        const { kind, metadata } = object;
        // Programs fill these at run time.
        if (kind === 'Secret' || metadata.name === 'argocd-gpg-keys-cm') continue;
        found[`${kind}/${metadata.namespace ?? ''}/${metadata.name}`] = versionOf(object);
      }
    }
    return found;
  }
});

interface Live {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly generation?: number;
    readonly resourceVersion: string;
    readonly managedFields?: unknown;
  };
  readonly spec?: unknown;
  readonly status?: unknown;
}

function versionOf(object: Live): string {
  // Argo CD raises the generation of an Application (a tenant's) whenever it writes its status.
  if (object.kind === 'Application') return JSON.stringify(object.spec);
  return object.metadata.generation === undefined ? content(object) : `generation ${object.metadata.generation}`;
}

/** An object as Git knows it: what controllers write into it (a quota's use, say) is no change. */
function content({ metadata: { resourceVersion: _version, managedFields: _fields, ...metadata }, status: _status, ...rest }: Live): string {
  return JSON.stringify({ ...rest, metadata });
}
