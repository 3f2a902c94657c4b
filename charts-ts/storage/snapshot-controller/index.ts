import { z } from 'zod';
import { metrics, namespaces, offer, snapshots } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { sized } from '../../kit/size.ts';
import { deployment, httpProbe, service } from '../../kit/workload.ts';
import { snapshotControllerAlerts } from './alerts.ts';
import { snapshotDashboard } from './dashboard.ts';
import { snapshotControllerRights } from './rbac.ts';

const name = 'snapshot-controller';
const ports = { http: 8080 } as const;

/** Binds each VolumeSnapshot to what a CSI driver makes of it; the driver's own sidecar does the rest. */
export const snapshotController = component({
  name,
  area: 'storage',
  purpose: 'The CSI snapshot controller, which makes snapshots of volumes',
  homepage: 'https://kubernetes-csi.github.io/docs/snapshot-controller.html',
  licence: 'Apache-2.0',
  governance: 'Kubernetes (CNCF graduated)',
  choice: { runnerUp: "the distribution's own", because: 'every driver shares one controller, and few distributions bring it' },
  upgrade: 'Raise image and definitions together; a version of the API leaves only after the release notes said so for a year.',
  images: {
    controller: { repository: 'registry.k8s.io/sig-storage/snapshot-controller', version: 'v8.6.0' },
  },
  crds: [
    {
      repository: 'https://github.com/kubernetes-csi/external-snapshotter.git',
      tag: 'v8.6.0',
      commit: '78e32cd84e0abec2621924a30e38c755f93e180a',
      path: 'client/config/crd',
      // Without the group snapshots of the same folder: no driver of the platform makes them.
      include: 'snapshot.storage.k8s.io_*.yaml',
      kinds: {
        'snapshot.storage.k8s.io/VolumeSnapshot': 'Namespaced',
        'snapshot.storage.k8s.io/VolumeSnapshotClass': 'Cluster',
        'snapshot.storage.k8s.io/VolumeSnapshotContent': 'Cluster',
      },
    },
  ],
  namespace: { name, podSecurity: 'restricted' },
  config: z.strictObject({
    replicas: z.int().min(1).max(5).default(1).describe('How many pods; one works and the others wait'),
    size: sized({ cpu: '10m', memory: '64Mi', cpuLimit: '500m' }),
  }),
  profiles: { production: { replicas: 2, size: { cpu: '20m', memory: '128Mi', cpuLimit: '500m' } } },
  enabledIn: ['small', 'production'],
  needs: { namespaces },
  wants: { metrics },
  dashboards: [snapshotDashboard],
  offers: () => [offer(snapshots, {})],
  build(scope, { cluster, config, needs, wants, images, namespace }) {
    snapshotControllerRights(scope, name, namespace);
    deployment(scope, {
      name,
      replicas: config.replicas,
      serviceAccount: serviceAccount(scope, name),
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      // The image names no user.
      runAsUser: 65532,
      // It gives up after 30 seconds without the definitions; until then it must not count as there.
      minReadySeconds: 35,
      containers: [
        {
          name,
          image: images.controller,
          args: snapshotControllerArgs(namespace),
          ports,
          size: config.size,
          // Answers once the definitions are there, and no longer when the leader fails to renew its lease.
          probes: {
            readiness: httpProbe('/healthz/leader-election', 'http'),
            liveness: httpProbe('/healthz/leader-election', 'http', { failureThreshold: 6 }),
          },
        },
      ],
    });
    service(scope, name, { http: { port: ports.http, target: 'http' } });
    allow(scope, name, { from: scrapes(wants.metrics, ports.http), to: [toApiServer(cluster)] });
    monitor(scope, wants.metrics, name, 'http');
    alerts(scope, wants.metrics, name, snapshotControllerAlerts);
  },
});

/** Flags: cmd/snapshot-controller/main.go of the release. */
function snapshotControllerArgs(namespace: string): string[] {
  return ['--logging-format=json', `--http-endpoint=:${ports.http}`, '--leader-election=true', `--leader-election-namespace=${namespace}`];
}
