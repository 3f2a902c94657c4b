import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { serviceAccount } from '../../kit/rbac.ts';
import { deployment, emptyDir, fieldEnv, httpProbe, mount, type Size, service, tcpProbe } from '../../kit/workload.ts';
import { csiOperator, operator, ports } from './names.ts';

interface Program {
  readonly image: string;
  readonly size: Size;
  readonly priorityClass: string;
}

/** Rook's settings: https://rook.io/docs/rook/v1.20/Helm-Charts/operator-chart/ tells what each does. */
const settings = {
  ROOK_LOG_LEVEL: 'INFO',
  ROOK_OPERATOR_METRICS_BIND_ADDRESS: `:${ports.metrics}`,
  // It need not see the other namespaces; claims of buckets it watches everywhere by other means.
  ROOK_CURRENT_NAMESPACE_ONLY: 'true',
  ROOK_OBC_WATCH_OPERATOR_NAMESPACE: 'false',
  // The job that prepares disks looks for itself; a daemon on each node would only tell people.
  ROOK_ENABLE_DISCOVERY_DAEMON: 'false',
  ROOK_CEPH_ALLOW_LOOP_DEVICES: 'false',
} as const;

/** Rook's operator: one, since it elects no leader. It starts Ceph's daemons from its own image and from Ceph's. */
export function rookOperator(scope: Construct, { image, size, priorityClass }: Program, withBuckets: boolean): void {
  new k8s.KubeConfigMap(scope, 'settings', { metadata: { name: 'rook-ceph-operator-config' }, data: settings });
  deployment(scope, {
    name: operator,
    replicas: 1,
    recreate: true,
    serviceAccount: serviceAccount(scope, operator),
    callsApi: true,
    priorityClass,
    // As its image has it.
    runAsUser: 2016,
    fsGroup: 2016,
    leavesLostNodeAfter: 30,
    volumes: [emptyDir('config', '64Mi'), emptyDir('ceph', '16Mi'), emptyDir('tmp', '64Mi')],
    containers: [
      {
        // Rook finds its own image by this name.
        name: operator,
        image,
        args: ['ceph', 'operator'],
        env: [
          { name: 'ROOK_UNREACHABLE_NODE_TOLERATION_SECONDS', value: '5' },
          ...(withBuckets ? [] : [{ name: 'ROOK_DISABLE_OBJECT_BUCKET_CLAIM', value: 'true' }]),
          fieldEnv('NODE_NAME', 'spec.nodeName'),
          fieldEnv('POD_NAME', 'metadata.name'),
          fieldEnv('POD_NAMESPACE', 'metadata.namespace'),
        ],
        ports: { metrics: ports.metrics },
        size,
        // It has no address for health; its metrics are there from when it watches, and it closes them to read its settings again.
        probes: { readiness: tcpProbe('metrics'), liveness: tcpProbe('metrics', { periodSeconds: 20, failureThreshold: 6 }) },
        mounts: [
          mount('config', '/var/lib/rook', { writable: true }),
          mount('ceph', '/etc/ceph', { writable: true }),
          mount('tmp', '/tmp', { writable: true }),
        ],
      },
    ],
  });
  service(scope, operator, { metrics: { port: ports.metrics, target: 'metrics' } });
}

/** The operator of the drivers, which Rook needs since 1.20. */
export function driverOperator(scope: Construct, { image, size, priorityClass }: Program): void {
  deployment(scope, {
    name: csiOperator,
    replicas: 1,
    serviceAccount: serviceAccount(scope, csiOperator),
    callsApi: true,
    priorityClass,
    runAsUser: 65532,
    containers: [
      {
        name: 'manager',
        image,
        command: ['/manager'],
        // Flags: cmd/main.go of the release. Metrics without TLS: a network policy says who may read them.
        args: [
          '--leader-elect',
          `--health-probe-bind-address=:${ports.csiHealth}`,
          `--metrics-bind-address=:${ports.metrics}`,
          '--metrics-secure=false',
          '--zap-devel=false',
        ],
        env: [
          fieldEnv('OPERATOR_NAMESPACE', 'metadata.namespace'),
          fieldEnv('WATCH_NAMESPACE', 'metadata.namespace'),
          { name: 'CSI_SERVICE_ACCOUNT_PREFIX', value: 'ceph-csi-' },
        ],
        ports: { health: ports.csiHealth, metrics: ports.metrics },
        size,
        probes: { readiness: httpProbe('/readyz', 'health'), liveness: httpProbe('/healthz', 'health', { periodSeconds: 20 }) },
      },
    ],
  });
  service(scope, csiOperator, { metrics: { port: ports.metrics, target: 'metrics' } });
}
