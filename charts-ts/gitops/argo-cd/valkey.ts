import type { Construct } from 'constructs';
import { allow, siblings } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { inMemoryArgs } from '../../kit/valkey.ts';
import { deployment, emptyDir, mount, secretEnv, service, tcpProbe } from '../../kit/workload.ts';
import { type ArgoCd, cacheSecret, names, ports } from './settings.ts';

/**
 * The cache, in Redis' place: one pod without a disk, for what is lost is made again (docs/decisions/0004-valkey.md).
 * It talks to nobody, and has no token of the API server: the controller makes its password.
 */
export function valkey(scope: Construct, { config, images, needs }: ArgoCd): void {
  const { size } = config.valkey;
  deployment(scope, {
    name: names.valkey,
    replicas: 1,
    serviceAccount: serviceAccount(scope, names.valkey),
    callsApi: false,
    priorityClass: needs.namespaces.priorityClass,
    leavesLostNodeAfter: 30,
    // The image's user `valkey`: https://github.com/valkey-io/valkey-container
    runAsUser: 999,
    containers: [
      {
        name: 'valkey',
        image: images.valkey,
        command: ['valkey-server'],
        args: [
          ...inMemoryArgs(size),
          // One argument: a password that begins with dashes is no option then.
          '--requirepass $(VALKEY_PASSWORD)',
        ],
        env: [secretEnv('VALKEY_PASSWORD', cacheSecret, 'auth')],
        ports: { valkey: ports.valkey },
        size,
        probes: { readiness: tcpProbe('valkey'), liveness: tcpProbe('valkey', { periodSeconds: 20 }) },
        mounts: [mount('tmp', '/tmp', { writable: true })],
      },
    ],
    volumes: [emptyDir('tmp', '16Mi')],
  });
  service(scope, names.valkey, { valkey: { port: ports.valkey, target: 'valkey' } });
  allow(scope, names.valkey, {
    from: [names.controller, names.repoServer, names.server].map((name) => ({ peers: siblings(name), ports: [ports.valkey] })),
    to: [],
  });
}
