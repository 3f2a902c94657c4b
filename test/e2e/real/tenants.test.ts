import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { applications } from '../support/applications.ts';
import { sandboxFolder } from '../support/sandbox.ts';
import { waitFor } from '../support/wait.ts';
import { podsOf, readyPod } from './pods.ts';
import { type Running, running } from './running.ts';
import { platformRoot } from './secrets.ts';
import { ingressAddress } from './world.ts';

/** clusters/lab/e2e/tenants: the shop may order at the warehouse; nothing else is agreed. */
describe('two tenants, each with a repository of its own', () => {
  let world: Running;
  const ca = join(sandboxFolder(), 'platform-root-tenants.crt');

  beforeAll(async () => {
    world = await running();
    writeFileSync(ca, await platformRoot(world.cluster));
    await waitFor(
      'their Applications',
      async () => (await ofTenants()).every(({ status }) => status?.sync?.status === 'Synced' && status.health?.status === 'Healthy'),
      {
        seconds: 240,
        everyMilliseconds: 2000,
        explain: async () =>
          JSON.stringify((await ofTenants()).map(({ metadata, status }) => [metadata.name, status?.sync, status?.health, status?.conditions])),
      },
    );
  });

  const ofTenants = async () => {
    const found = (await applications(world)).filter(({ metadata }) => metadata.name.includes('.'));
    if (found.length < 2) throw new Error('no Applications of tenants yet');
    return found;
  };
  const pod = (tenant: string) => readyPod(world.cluster, `${tenant}-productie`, `app.kubernetes.io/name=${tenant}`);

  it('are served to the world at their hostnames, over HTTPS with a certificate of the platform', async () => {
    for (const tenant of ['winkel', 'magazijn']) {
      const { metadata } = await pod(tenant);
      const answer = await waitFor(
        `${tenant} to be served`,
        () =>
          world.outside.run(
            'curl',
            '--silent',
            '--fail',
            '--max-time',
            '10',
            '--cacert',
            ca,
            '--resolve',
            `*:443:${ingressAddress}`,
            `https://${tenant}.${world.config.ingress.domain}/`,
          ),
        { seconds: 60, everyMilliseconds: 1000 },
      );
      expect(answer).toContain(metadata.name);
    }
  });

  const dial = async (from: string, address: string) => {
    const { metadata } = await pod(from);
    return world.cluster.kubectl(['exec', '--namespace', metadata.namespace, metadata.name, '--', '/probe', 'dial', address, '--timeout', '2s']);
  };

  it('reach each other as both have agreed, and not the other way', async () => {
    const program = async (tenant: string) => `${(await pod(tenant)).status.podIP}:8080`;

    expect(await dial('winkel', await program('magazijn'))).toContain('"reached":"yes"');
    await expect(dial('magazijn', await program('winkel'))).rejects.toThrow();
  });

  it('have databases of their own: what its declaration needs reaches the shop, and nobody else does', async () => {
    const [database] = await podsOf(world.cluster, 'winkel-productie', 'cnpg.io/cluster=bestellingen,cnpg.io/instanceRole=primary');
    const address = `${database?.status.podIP}:5432`;
    const environment = (await pod('winkel')).spec.containers.flatMap(({ env = [] }) => env.map(({ name }) => name));

    expect(environment).toEqual(expect.arrayContaining(['DATABASE_HOST', 'DATABASE_USER', 'DATABASE_PASSWORD']));
    expect(await dial('winkel', address)).toContain('"reached":"yes"');
    await expect(dial('magazijn', address)).rejects.toThrow();
  });
});
