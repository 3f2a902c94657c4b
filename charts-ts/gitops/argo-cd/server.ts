import type { Construct } from 'constructs';
import { monitor, scrapes } from '../../kit/metrics.ts';
import { allow, pods, portOfUrl, toApiServer, toHostnames } from '../../kit/network.ts';
import { bindClusterRole, clusterRole, role, serviceAccount } from '../../kit/rbac.ts';
import { route } from '../../kit/route.ts';
import { configMapVolume, deployment, emptyDir, httpProbe, mount, service } from '../../kit/workload.ts';
import { cachePasswordEnv, toCache, toRepoServer } from './controller.ts';
import { hostname, trustFolder } from './login.ts';
import { parameterEnv, restartsOn } from './parameters.ts';
import { type ArgoCd, names } from './settings.ts';

/** The user interface, and what the command line talks to. TLS ends at the Gateway, whose pods alone get in. */
export function server(scope: Construct, context: ArgoCd): void {
  const { cluster, config, images, needs, wants, knows } = context;
  const trust = knows.identityProvider === undefined ? undefined : knows.trustBundle?.configMap;
  const { replicas, size } = config.server;
  deployment(scope, {
    name: names.server,
    replicas,
    serviceAccount: rights(scope, context),
    callsApi: true,
    priorityClass: needs.namespaces.priorityClass,
    podAnnotations: restartsOn(config, 'server'),
    containers: [
      {
        name: 'server',
        image: images.argocd,
        args: ['/usr/local/bin/argocd-server'],
        // Each replica lets through its part of the tries to log in.
        env: [
          ...parameterEnv(config, 'server'),
          { name: 'ARGOCD_API_SERVER_REPLICAS', value: String(replicas) },
          cachePasswordEnv(),
          ...(trust === undefined ? [] : [{ name: 'SSL_CERT_DIR', value: `/etc/ssl/certs:${trustFolder}` }]),
        ],
        ports: { http: 8080, metrics: 8083 },
        size,
        probes: {
          readiness: httpProbe('/healthz', 'http'),
          liveness: httpProbe('/healthz?full=true', 'http', { periodSeconds: 30, timeoutSeconds: 5 }),
          startup: httpProbe('/healthz', 'http', { failureThreshold: 30 }),
        },
        mounts: [
          mount('tmp', '/tmp', { writable: true }),
          mount('home', '/home/argocd', { writable: true }),
          mount('tls-certs', '/app/config/tls'),
          ...(trust === undefined ? [] : [mount('trust', trustFolder)]),
        ],
      },
    ],
    volumes: [
      emptyDir('tmp', '256Mi'),
      emptyDir('home', '64Mi'),
      configMapVolume('tls-certs', 'argocd-tls-certs-cm'),
      // It comes after Argo CD, which reads it when the first person logs in.
      ...(trust === undefined ? [] : [configMapVolume('trust', trust, { optional: true })]),
    ],
  });
  service(scope, names.server, { http: { port: 80, target: 'http' } });
  service(scope, 'argocd-server-metrics', { metrics: { port: 8083, target: 'metrics' } }, { workload: names.server });
  monitor(scope, wants.metrics, names.server, 'metrics');
  const { gateway } = wants;
  if (gateway !== undefined) route(scope, { name: names.server, hostname: hostname(cluster), gateway, service: names.server, port: 80 });
  allow(scope, names.server, {
    from: [...(gateway === undefined ? [] : [{ peers: pods(gateway.namespace, gateway.podLabels), ports: [8080] }]), ...scrapes(wants.metrics, 8083)],
    to: [
      toApiServer(cluster),
      toRepoServer(),
      toCache(),
      ...(knows.identityProvider === undefined ? [] : toHostnames(cluster, gateway, [portOfUrl(knows.identityProvider.issuer)])),
    ],
  });
}

/**
 * Upstream lets it read, patch and delete everything in the cluster. Here it shows what Kubernetes' own `view` shows
 * (never a Secret), and does what people do from the user interface: restart a workload, delete a pod. The rest is done
 * in Git; what it lacks shows as "forbidden" in the user interface and breaks nothing.
 */
function rights(scope: Construct, { namespace }: ArgoCd): string {
  const account = serviceAccount(scope, names.server);
  bindClusterRole(scope, `${names.server}-view`, { role: 'view', account, accountNamespace: namespace });
  clusterRole(scope, names.server, {
    account,
    accountNamespace: namespace,
    rules: [
      { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'statefulsets'], verbs: ['patch'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
    ],
  });
  role(scope, names.server, {
    namespace,
    account,
    rules: [
      { apiGroups: ['argoproj.io'], resources: ['applications', 'applicationsets', 'appprojects'], verbs: everything },
      { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['get', 'list', 'watch'] },
      // Its own key and the admin's password; `create` cannot be bound to a name.
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['argocd-secret', 'argocd-initial-admin-secret'], verbs: ['patch', 'update'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'list'] },
    ],
  });
  return account;
}

const everything = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
