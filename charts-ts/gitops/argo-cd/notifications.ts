import type { Construct } from 'constructs';
import { monitor, scrapes } from '../../kit/metrics.ts';
import { allow, outside, toApiServer } from '../../kit/network.ts';
import { role, serviceAccount } from '../../kit/rbac.ts';
import { configMapVolume, deployment, emptyDir, mount, service, tcpProbe } from '../../kit/workload.ts';
import { toRepoServer } from './controller.ts';
import { parameterEnv, restartsOn } from './parameters.ts';
import { type ArgoCd, names } from './settings.ts';

/** Tells chat and mail of syncs, as argocd-notifications-cm says. Off unless asked for: it reaches outside, and its Secret is a person's. */
export function notificationsController(scope: Construct, { cluster, namespace, config, images, needs, wants }: ArgoCd): void {
  if (!config.notifications) return;
  const account = serviceAccount(scope, names.notifications);
  role(scope, names.notifications, {
    namespace,
    account,
    rules: [
      { apiGroups: ['argoproj.io'], resources: ['applications', 'appprojects'], verbs: ['get', 'list', 'patch', 'update', 'watch'] },
      { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['list', 'watch'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['argocd-notifications-cm'], verbs: ['get'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['argocd-notifications-secret'], verbs: ['get'] },
    ],
  });
  deployment(scope, {
    name: names.notifications,
    // Two would tell everything twice.
    replicas: 1,
    serviceAccount: account,
    callsApi: true,
    priorityClass: needs.namespaces.priorityClass,
    podAnnotations: restartsOn(config, 'notifications'),
    containers: [
      {
        name: 'notifications-controller',
        image: images.argocd,
        args: ['/usr/local/bin/argocd-notifications'],
        env: parameterEnv(config, 'notifications'),
        ports: { metrics: 9001 },
        size: { cpu: '10m', memory: '128Mi', cpuLimit: '250m' },
        probes: { readiness: tcpProbe('metrics'), liveness: tcpProbe('metrics', { periodSeconds: 30 }) },
        mounts: [mount('tmp', '/tmp', { writable: true }), mount('tls-certs', '/app/config/tls')],
      },
    ],
    volumes: [emptyDir('tmp', '64Mi'), configMapVolume('tls-certs', 'argocd-tls-certs-cm')],
  });
  service(scope, names.notifications, { metrics: { port: 9001, target: 'metrics' } });
  monitor(scope, wants.metrics, names.notifications, 'metrics');
  allow(scope, names.notifications, {
    from: scrapes(wants.metrics, 9001),
    // 443 for chat, 465 and 587 for mail.
    to: [toApiServer(cluster), toRepoServer(), { peers: outside(cluster), ports: [443, 465, 587] }],
  });
}
