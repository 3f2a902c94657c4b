import type { Construct } from 'constructs';
import { monitor, scrapes } from '../../kit/metrics.ts';
import { allow, outside, siblings } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { goMemoryLimit } from '../../kit/size.ts';
import { configMapVolume, deployment, emptyDir, httpProbe, mount, service } from '../../kit/workload.ts';
import { cachePasswordEnv, reconciliationEnv, toCache } from './controller.ts';
import { gitPorts } from './git.ts';
import { parameterEnv, restartsOn } from './parameters.ts';
import { type ArgoCd, names, ports } from './settings.ts';

/** Reads Git and checks its signatures. It has no rights in the cluster, and is the only one that reaches outside. */
export function repoServer(scope: Construct, context: ArgoCd): void {
  const { cluster, config, images, needs, wants } = context;
  const { replicas, gitCache, size } = config.repoServer;
  deployment(scope, {
    name: names.repoServer,
    replicas,
    serviceAccount: serviceAccount(scope, names.repoServer),
    callsApi: false,
    priorityClass: needs.namespaces.priorityClass,
    podAnnotations: restartsOn(config, 'repoServer', config.reconciliation),
    containers: [
      {
        name: 'repo-server',
        image: images.argocd,
        args: ['/usr/local/bin/argocd-repo-server'],
        env: [
          ...parameterEnv(config, 'repoServer'),
          reconciliationEnv(),
          cachePasswordEnv(),
          goMemoryLimit(size),
          // A Git server that answers late must not fail a sync.
          { name: 'ARGOCD_GIT_ATTEMPTS_COUNT', value: '3' },
          ...['HELM_CACHE_HOME', 'HELM_CONFIG_HOME', 'HELM_DATA_HOME'].map((name) => ({ name, value: '/tmp/helm' })),
        ],
        ports: { server: ports.repoServer, metrics: 8084 },
        size,
        probes: {
          readiness: httpProbe('/healthz', 'metrics'),
          // `full` asks over the same TLS as the others do.
          liveness: httpProbe('/healthz?full=true', 'metrics', { periodSeconds: 30, timeoutSeconds: 5 }),
          // At its start it makes a key for its keyring, which takes long on a slow node.
          startup: httpProbe('/healthz', 'metrics', { failureThreshold: 30 }),
        },
        mounts: [
          mount('tmp', '/tmp', { writable: true }),
          mount('plugins', '/home/argocd/cmp-server/plugins'),
          mount('ssh-known-hosts', '/app/config/ssh'),
          mount('tls-certs', '/app/config/tls'),
          mount('gpg-keys', '/app/config/gpg/source'),
          mount('gpg-keyring', '/app/config/gpg/keys', { writable: true }),
        ],
      },
    ],
    volumes: [
      emptyDir('tmp', gitCache),
      // There are no plugins, but the folder is listed.
      emptyDir('plugins', '1Mi'),
      emptyDir('gpg-keyring', '16Mi'),
      configMapVolume('ssh-known-hosts', 'argocd-ssh-known-hosts-cm'),
      configMapVolume('tls-certs', 'argocd-tls-certs-cm'),
      configMapVolume('gpg-keys', 'argocd-gpg-keys-cm'),
    ],
  });
  service(scope, names.repoServer, { server: { port: ports.repoServer, target: 'server' }, metrics: { port: 8084, target: 'metrics' } });
  monitor(scope, wants.metrics, names.repoServer, 'metrics');
  allow(scope, names.repoServer, { from: [...askers(context), ...scrapes(wants.metrics, 8084)], to: [toCache(), ...toGit(context)] });

  function toGit(from: ArgoCd) {
    const numbers = gitPorts(from);
    return numbers.length === 0 ? [] : [{ peers: outside(cluster), ports: numbers }];
  }
}

function askers({ config }: ArgoCd) {
  const programs = [names.controller, names.server, names.applicationSet, ...(config.notifications ? [names.notifications] : [])];
  return programs.map((name) => ({ peers: siblings(name), ports: [ports.repoServer] }));
}
