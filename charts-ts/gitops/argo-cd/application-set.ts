import type { Construct } from 'constructs';
import { monitor, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer } from '../../kit/network.ts';
import { role, serviceAccount } from '../../kit/rbac.ts';
import { deployment, emptyDir, fieldEnv, mount, service, tcpProbe } from '../../kit/workload.ts';
import { toRepoServer } from './controller.ts';
import { parameterEnv, restartsOn } from './parameters.ts';
import { type ArgoCd, names } from './settings.ts';

/** Makes Applications from ApplicationSets of its own namespace. Its webhook for Git servers is not served: it looks by itself. */
export function applicationSetController(scope: Construct, { cluster, namespace, config, images, needs, wants }: ArgoCd): void {
  const { replicas, size } = config.applicationSet;
  const account = serviceAccount(scope, names.applicationSet);
  role(scope, names.applicationSet, {
    namespace,
    account,
    rules: [
      {
        apiGroups: ['argoproj.io'],
        resources: ['applications', 'applicationsets', 'applicationsets/finalizers'],
        verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
      },
      { apiGroups: ['argoproj.io'], resources: ['applicationsets/status'], verbs: ['get', 'patch', 'update'] },
      { apiGroups: ['argoproj.io'], resources: ['appprojects'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'get', 'list', 'patch', 'watch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: ['58ac56fa.applicationsets.argoproj.io'], verbs: ['get', 'update'] },
    ],
  });
  deployment(scope, {
    name: names.applicationSet,
    replicas,
    serviceAccount: account,
    callsApi: true,
    priorityClass: needs.namespaces.priorityClass,
    podAnnotations: restartsOn(config, 'applicationSet'),
    containers: [
      {
        name: 'applicationset-controller',
        image: images.argocd,
        args: ['/usr/local/bin/argocd-applicationset-controller'],
        env: [fieldEnv('NAMESPACE', 'metadata.namespace'), ...parameterEnv(config, 'applicationSet')],
        ports: { metrics: 8080 },
        size,
        // It has no address for its health: what it serves its metrics on is up as long as it is.
        probes: { readiness: tcpProbe('metrics'), liveness: tcpProbe('metrics', { periodSeconds: 30 }) },
        mounts: [mount('tmp', '/tmp', { writable: true })],
      },
    ],
    volumes: [emptyDir('tmp', '256Mi')],
  });
  service(scope, names.applicationSet, { metrics: { port: 8080, target: 'metrics' } });
  monitor(scope, wants.metrics, names.applicationSet, 'metrics');
  allow(scope, names.applicationSet, { from: scrapes(wants.metrics, 8080), to: [toApiServer(cluster), toRepoServer()] });
}
