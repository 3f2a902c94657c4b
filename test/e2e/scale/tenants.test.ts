import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manyTenantsCluster, manyTenantsName, writeManyTenants } from '../../../scripts/lib/many-tenants.ts';
import { table } from '../../../scripts/lib/terminal.ts';
import { type Application, applications } from '../support/applications.ts';
import { foundationOnly } from '../support/fleet.ts';
import { buildPrograms } from '../support/programs.ts';
import { scalePrograms } from '../support/recipes.ts';
import { waitFor } from '../support/wait.ts';
import { startWorld, type World } from '../support/world.ts';

const count = Number(process.env['POLDER_E2E_TENANTS'] ?? 500);
const names = Array.from({ length: count }, (_, index) => manyTenantsName(index));
/** As generate has it: `reconciliation` of argo-cd. */
const resyncSeconds = 180;

/** Real Argo CD at a real API server, from the commit that asks for all tenants to the last namespace. */
describe(`${count} tenants`, () => {
  let world: World;
  const figures: [string, string][] = [];
  const note = (what: string, began: number) => figures.push([what, `${Math.round((Date.now() - began) / 1000)} s`]);

  beforeAll(async () => {
    world = await startWorld(await buildPrograms(scalePrograms), manyTenantsCluster, {
      resyncSeconds,
      prepare: (fleet) => {
        rmSync(join(fleet.root, 'clusters/tenants'), { recursive: true });
        rmSync(join(fleet.root, `clusters/${manyTenantsCluster}/tenants`), { recursive: true });
        // With the nodes that all will need; the first tenant makes what tenants have in common.
        writeManyTenants(fleet.root, count);
        for (const name of names.slice(1)) rmSync(join(fleet.root, `clusters/${manyTenantsCluster}/tenants/${name}.yaml`));
        foundationOnly(fleet, manyTenantsCluster);
      },
    });
    expect(world.bootstrap.code, world.bootstrap.output).toBe(0);
  }, 1_500_000);

  afterAll(async () => {
    console.log(table(['what', 'took'], figures));
    await world?.stop();
  }, 120_000);

  /** What a Git server's webhook does: the Applications that read what changed are looked at. */
  async function pushed(message: string, ...looking: readonly string[]): Promise<void> {
    world.fleet.publish(message);
    await world.cluster.kubectl(['annotate', 'applications', ...looking, '--namespace', 'argocd', '--overwrite', 'argocd.argoproj.io/refresh=normal']);
  }

  const isDone = ({ status }: Application) => status?.sync?.status === 'Synced' && status.health?.status === 'Healthy';

  async function ofTenants(): Promise<readonly Application[]> {
    return (await applications(world)).filter(({ metadata }) => /^tenant-t\d+$/.test(metadata.name));
  }

  it('get their namespaces, with what bounds them, from one commit', async () => {
    writeManyTenants(world.fleet.root, count);
    const began = Date.now();
    world.fleet.generate(manyTenantsCluster);
    note('generate', began);
    const published = Date.now();
    await pushed(`${count} tenants`, 'root', 'tenants', 'applications-of-tenants');

    await waitFor('each tenant to be Synced and Healthy', async () => (await ofTenants()).filter(isDone).length === count, {
      seconds: 3000,
      everyMilliseconds: 5000,
      explain: async () =>
        (await ofTenants())
          .filter((one) => !isDone(one))
          .slice(0, 10)
          .map(({ metadata, status }) => `${metadata.name}: ${status?.sync?.status}, ${status?.health?.status} ${status?.operationState?.message ?? ''}`)
          .join('\n'),
    });
    note('all Synced and Healthy, after the push', published);

    const quotas = await world.cluster.kubectl(['get', 'resourcequotas', '--all-namespaces', '--output', 'jsonpath={.items[*].metadata.namespace}']);
    const bounded = new Set(quotas.split(' '));
    expect(names.filter((name) => !bounded.has(`${name}-acceptatie`) || !bounded.has(`${name}-productie`))).toEqual([]);
  });

  it('are left alone by a change of one of them, which arrives', async () => {
    const [changed = ''] = names;
    const before = new Map((await ofTenants()).map(({ metadata, status }) => [metadata.name, status?.operationState?.finishedAt]));
    world.fleet.edit(`clusters/${manyTenantsCluster}/tenants/${changed}.yaml`, (text) => text.replace('"4711"', '"4712"'));
    const began = Date.now();
    world.fleet.generate(manyTenantsCluster);
    note('generate, one tenant changed', began);
    const published = Date.now();
    await pushed('another cost centre', `tenant-${changed}`);

    const jsonpath = 'jsonpath={.metadata.labels}{.metadata.annotations}';
    await waitFor(
      'the change to arrive',
      async () => (await world.cluster.kubectl(['get', 'namespace', `${changed}-productie`, '--output', jsonpath])).includes('4712'),
      {
        seconds: 300,
        everyMilliseconds: 500,
      },
    );
    note('one change in its namespace, after the push', published);
    const again = (await ofTenants()).filter(({ metadata, status }) => before.get(metadata.name) !== status?.operationState?.finishedAt);
    expect(again.map(({ metadata }) => metadata.name).filter((name) => name !== `tenant-${changed}`)).toEqual([]);
  });
});
