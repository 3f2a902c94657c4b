import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { podsOf, readyPod } from './pods.ts';
import { type Running, running } from './running.ts';

describe('PostgreSQL of CloudNativePG', () => {
  let world: Running;
  const selector = 'cnpg.io/cluster=keycloak-db,cnpg.io/instanceRole=primary';

  beforeAll(async () => {
    world = await running();
  });

  const query = async (sql: string) => {
    const { metadata } = await readyPod(world.cluster, 'keycloak', selector, 240);
    const psql = ['psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--command', sql, 'keycloak'];
    return (await world.cluster.kubectl(['exec', '--namespace', 'keycloak', metadata.name, '--container', 'postgres', '--', ...psql])).trim();
  };

  it('keeps a row through a killed pod', async () => {
    const value = randomUUID();
    await query(`create table if not exists kept (value text); insert into kept values ('${value}')`);
    const [before] = await podsOf(world.cluster, 'keycloak', selector);

    await world.cluster.kubectl(['delete', 'pod', before?.metadata.name ?? '', '--namespace', 'keycloak', '--grace-period=0', '--force']);

    expect(
      await waitFor('the row to come back', async () => query(`select value from kept where value = '${value}'`), { seconds: 240, everyMilliseconds: 2000 }),
    ).toBe(value);
    await query('drop table kept');
  });
});
