import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { applications, isOfPlatform, lookedAtGit } from '../support/applications.ts';
import { polder } from '../support/fleet.ts';
import { sandboxFolder } from '../support/sandbox.ts';
import { waitFor } from '../support/wait.ts';
import { query } from './database.ts';
import { previousVersion } from './previous.ts';
import { type Running, running } from './running.ts';

const previous = join(sandboxFolder(), 'previous');
const commit = previousVersion(previous);

/** Says so in its name where no history is at hand: a shallow clone. */
describe(commit === undefined ? 'a previous version (this clone has no history of it)' : `the version before (${commit.slice(0, 8)})`, () => {
  let world: Running;
  beforeAll(async () => {
    world = await running();
  });

  it.skipIf(commit === undefined)('is gone back to, and come back from: nothing is lost', async () => {
    const row = randomUUID();
    await query(world.cluster, `create table if not exists upgraded (value text); insert into upgraded values ('${row}')`);

    await arrived(await world.become(previous));
    expect(await query(world.cluster, 'select value from upgraded')).toBe(row);

    await arrived(await world.become(polder));
    expect(await query(world.cluster, 'select value from upgraded')).toBe(row);
    await query(world.cluster, 'drop table upgraded');
  });

  /** Every Application is Healthy and has synced that commit. What the other version has besides may wait for a person: it is never pruned by itself. */
  async function arrived(published: string): Promise<void> {
    await lookedAtGit(world);
    const late = async () =>
      (await applications(world)).flatMap(({ metadata, status }) => {
        const differing = (status?.resources ?? []).filter((one) => one.status !== 'Synced' && !one.requiresPruning);
        const problems = [
          ...(isOfPlatform(metadata.name) && status?.sync?.revision !== published ? [`is at ${status?.sync?.revision}`] : []),
          ...(status?.health?.status === 'Healthy' ? [] : [`is ${status?.health?.status}`]),
          ...differing.map(({ kind, name }) => `${kind} ${name} differs`),
        ];
        return problems.length === 0 ? [] : [`${metadata.name} ${problems.join(', ')} ${status?.operationState?.message ?? ''}`];
      });
    await waitFor(`every Application to be at ${published.slice(0, 8)}`, async () => (await late()).length === 0, {
      seconds: 600,
      everyMilliseconds: 3000,
      explain: async () => (await late()).join('\n'),
    });
  }
});
