import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { primary, query } from './database.ts';
import { podsOf } from './pods.ts';
import { type Running, running } from './running.ts';

describe('PostgreSQL of CloudNativePG', () => {
  let world: Running;

  beforeAll(async () => {
    world = await running();
  });

  it('keeps a row through a killed pod', async () => {
    const value = randomUUID();
    await query(world.cluster, `create table if not exists kept (value text); insert into kept values ('${value}')`);
    const [before] = await podsOf(world.cluster, 'keycloak', primary);

    await world.cluster.kubectl(['delete', 'pod', before?.metadata.name ?? '', '--namespace', 'keycloak', '--grace-period=0', '--force']);

    expect(
      await waitFor('the row to come back', async () => query(world.cluster, `select value from kept where value = '${value}'`), {
        seconds: 240,
        everyMilliseconds: 2000,
      }),
    ).toBe(value);
    await query(world.cluster, 'drop table kept');
  });
});
