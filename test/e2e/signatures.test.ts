import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applications, refresh, settled } from './support/applications.ts';
import { foundationOnly, type Signer } from './support/fleet.ts';
import { buildPrograms } from './support/programs.ts';
import { sandboxFolder } from './support/sandbox.ts';
import { waitFor } from './support/wait.ts';
import { startWorld, type World } from './support/world.ts';

const id = 'lab/laptop';

/** A cluster that syncs only what a known key has signed. */
describe('signed commits', () => {
  let world: World;
  let signer: Signer;

  beforeAll(async () => {
    signer = makeSigner('Ondertekenaar');
    const publicKey = gpg(signer.home, '--armor', '--export', signer.id);
    const components = dump({ components: { base: { pods: 60 }, 'argo-cd': { signatureKeys: [{ id: signer.id, publicKey }] } } });
    world = await startWorld(await buildPrograms(), id, {
      signer,
      prepare: (fleet) => {
        foundationOnly(fleet, id);
        fleet.edit(`clusters/${id}/cluster.yaml`, (text) => text + components);
      },
    });
  }, 1_500_000);

  afterAll(() => world?.stop(), 120_000);

  it('are synced when the key is known', () => {
    expect(world.bootstrap.code, world.bootstrap.output).toBe(0);
  });

  it.each([
    ['nobody', 71],
    ['somebody else', 72],
  ])('are asked for: what %s has signed is not synced, until somebody known signs it', async (who, pods) => {
    world.fleet.edit(`clusters/${id}/cluster.yaml`, (text) => text.replace(/pods: \d+$/m, `pods: ${pods}`));
    world.fleet.generate();
    world.fleet.publish('more room', who === 'nobody' ? undefined : makeSigner('Iemand anders'));
    await refresh(world);

    await waitFor('Argo CD to refuse it', async () => /sign|integrity/i.test(JSON.stringify((await state('base'))?.conditions ?? [])), { seconds: 90 });
    expect(await quota()).not.toBe(String(pods));

    await settled(world, world.fleet.publish('the same, signed', signer));
    expect(await quota()).toBe(String(pods));
  });

  function quota(): Promise<string> {
    return world.cluster.kubectl(['get', 'resourcequota', 'platform', '--namespace', 'argocd', '--output', 'jsonpath={.spec.hard.pods}']);
  }

  async function state(name: string) {
    return (await applications(world)).find(({ metadata }) => metadata.name === name)?.status;
  }
});

function makeSigner(name: string): Signer {
  // A short path: the agent's socket stands in it.
  const home = mkdtempSync(join(sandboxFolder(), 'gpg-'));
  gpg(home, '--passphrase', '', '--quick-generate-key', `${name} <${name.replaceAll(' ', '-').toLowerCase()}@example.nl>`, 'ed25519', 'sign', 'never');
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(gpg(home, '--with-colons', '--list-keys'))?.[1] ?? '';
  return { home, id: fingerprint.slice(-16) };
}

function gpg(home: string, ...args: readonly string[]): string {
  return execFileSync('gpg', ['--batch', '--quiet', '--homedir', home, ...args], { encoding: 'utf8' });
}
