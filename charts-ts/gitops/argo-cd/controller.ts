import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Exception } from '../../kit/component.ts';
import { monitor, scrapes } from '../../kit/metrics.ts';
import { allow, siblings, toApiServer } from '../../kit/network.ts';
import { clusterRole, serviceAccount } from '../../kit/rbac.ts';
import { goMemoryLimit } from '../../kit/size.ts';
import { configMapEnv, emptyDir, httpProbe, mount, secretEnv, service, statefulSet } from '../../kit/workload.ts';
import { parameterEnv, restartsOn } from './parameters.ts';
import { type ArgoCd, cacheSecret, names, ports } from './settings.ts';

/** Why the controller may do everything: shown on its ClusterRole. */
export const controllerException: Exception = {
  object: `ClusterRole/${names.controller}`,
  rule: 'rbac-wildcard',
  reason:
    'it applies whatever stands in Git, roles and definitions among it, so it must hold every right that it gives; the AppProjects bound what each Application may touch',
};

/** Compares Git with the cluster and syncs. One cluster is one shard: its pod is a StatefulSet's, so that never two of one shard run. */
export function applicationController(scope: Construct, context: ArgoCd): void {
  const { cluster, namespace, config, images, needs, wants } = context;
  const { size, shards } = config.controller;
  const account = serviceAccount(scope, names.controller);
  clusterRole(scope, names.controller, {
    account,
    accountNamespace: namespace,
    rules: [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceUrls: ['*'], verbs: ['*'] },
    ],
  });
  statefulSet(scope, {
    name: names.controller,
    replicas: shards,
    serviceAccount: account,
    callsApi: true,
    priorityClass: needs.namespaces.priorityClass,
    podAnnotations: restartsOn(config, 'controller', config.reconciliation),
    initContainers: [
      {
        // Here and not beside Valkey: so the cache holds no token with which Secrets can be made.
        name: 'cache-password',
        image: images.argocd,
        command: ['argocd', 'admin', 'redis-initial-password'],
        size: { cpu: '10m', memory: '128Mi', cpuLimit: '500m' },
        mounts: [mount('tmp', '/tmp', { writable: true }), mount('home', '/home/argocd', { writable: true })],
      },
    ],
    containers: [
      {
        name: 'controller',
        image: images.argocd,
        args: ['/usr/local/bin/argocd-application-controller'],
        env: [
          ...parameterEnv(config, 'controller'),
          { name: 'ARGOCD_CONTROLLER_REPLICAS', value: String(shards) },
          reconciliationEnv(),
          cachePasswordEnv(),
          goMemoryLimit(size),
          { name: 'KUBECACHEDIR', value: '/tmp/kubecache' },
        ],
        ports: { metrics: 8082 },
        size,
        probes: {
          readiness: httpProbe('/healthz', 'metrics'),
          liveness: httpProbe('/healthz', 'metrics', { periodSeconds: 30, timeoutSeconds: 5 }),
          // The address answers only after all Applications were read.
          startup: httpProbe('/healthz', 'metrics', { failureThreshold: 60 }),
        },
        mounts: [mount('tmp', '/tmp', { writable: true }), mount('home', '/home/argocd', { writable: true })],
      },
    ],
    volumes: [emptyDir('tmp', '1Gi'), emptyDir('home', '256Mi')],
  });
  service(scope, names.controller, {}, { headless: true });
  service(scope, 'argocd-metrics', { metrics: { port: 8082, target: 'metrics' } }, { workload: names.controller });
  monitor(scope, wants.metrics, names.controller, 'metrics');
  allow(scope, names.controller, {
    from: scrapes(wants.metrics, 8082),
    to: [toApiServer(cluster), toRepoServer(), toCache()],
  });
}

/** How often Git is looked at, from the main settings. */
export function reconciliationEnv(): k8s.EnvVar {
  return configMapEnv('ARGOCD_RECONCILIATION_TIMEOUT', 'argocd-cm', 'timeout.reconciliation');
}

export function cachePasswordEnv(): k8s.EnvVar {
  return secretEnv('REDIS_PASSWORD', cacheSecret, 'auth');
}

export function toRepoServer() {
  return { peers: siblings(names.repoServer), ports: [ports.repoServer] };
}

export function toCache() {
  return { peers: siblings(names.valkey), ports: [ports.valkey] };
}
