import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { serviceAccount } from '../../kit/rbac.ts';
import { configMapVolume, deployment, emptyDir, httpProbe, mount, type Size, service } from '../../kit/workload.ts';
import { uiPort } from './ui.ts';

export const ports = { api: 9003, ui: uiPort } as const;

interface Program {
  readonly name: string;
  readonly namespace: string;
  readonly cluster: string;
  readonly priorityClass: string;
  readonly images: { readonly opencost: string; readonly ui: string };
  readonly size: Size;
  readonly uiSize: Size;
  readonly metricStore: string;
  /** Changes with what the ConfigMap says: both read it at their start only. */
  readonly checksum: string;
}

/** OpenCost, and beside it the pages: they reach its API at 127.0.0.1, and nobody else but Prometheus does. */
export function openCostProgram(scope: Construct, { name, images, ...program }: Program): void {
  deployment(scope, {
    name,
    // Each pod would tell every price once more.
    replicas: 1,
    serviceAccount: serviceAccount(scope, name),
    callsApi: true,
    priorityClass: program.priorityClass,
    podAnnotations: { 'polder.internal/config-checksum': program.checksum },
    volumes: [configMapVolume('settings', name), emptyDir('state', '64Mi'), emptyDir('tmp', '64Mi')],
    containers: [
      {
        name,
        image: images.opencost,
        env: environment(program),
        ports: { api: ports.api },
        size: program.size,
        probes: {
          readiness: httpProbe('/healthz', 'api'),
          liveness: httpProbe('/healthz', 'api', { periodSeconds: 30, timeoutSeconds: 5 }),
          // It reads the whole cluster and asks Prometheus before it listens.
          startup: httpProbe('/healthz', 'api', { periodSeconds: 5, failureThreshold: 60 }),
        },
        mounts: [mount('state', configFolder, { writable: true }), mount('settings', `${configFolder}/default.json`, { subPath: 'default.json' })],
      },
      {
        name: 'ui',
        image: images.ui,
        // Not the image's own script: it writes into the image.
        command: ['nginx'],
        args: ['-e', '/dev/stderr', '-c', '/etc/opencost/nginx.conf', '-g', 'daemon off;'],
        ports: { ui: ports.ui },
        size: program.uiSize,
        probes: { readiness: httpProbe('/healthz', 'ui'), liveness: httpProbe('/healthz', 'ui', { periodSeconds: 30 }) },
        mounts: [mount('settings', '/etc/opencost'), mount('tmp', '/tmp', { writable: true })],
      },
    ],
  });
  service(scope, name, { api: { port: ports.api, target: 'api' }, ui: { port: 80, target: 'ui' } });
}

const configFolder = '/var/configs';

/** core/pkg/env, pkg/env/costmodel.go and modules/prometheus-source/pkg/env of the release. */
function environment({ cluster, namespace, metricStore }: Pick<Program, 'cluster' | 'namespace' | 'metricStore'>): k8s.EnvVar[] {
  return Object.entries({
    CLUSTER_ID: cluster,
    INSTALL_NAMESPACE: namespace,
    CONFIG_PATH: configFolder,
    API_PORT: String(ports.api),
    PROMETHEUS_SERVER_ENDPOINT: metricStore,
    KUBECOST_JOB_NAME: 'opencost',
    // The site's prices, and no look at a cloud's metadata server.
    USE_CUSTOM_PROVIDER: 'true',
    CLOUD_COST_ENABLED: 'false',
    CUSTOM_COST_ENABLED: 'false',
    CARBON_ESTIMATES_ENABLED: 'false',
    // A door for language models that no login guards.
    MCP_SERVER_ENABLED: 'false',
    // Nothing is told to anybody outside.
    LOG_COLLECTION_ENABLED: 'false',
    PRODUCT_ANALYTICS_ENABLED: 'false',
    ERROR_REPORTING_ENABLED: 'false',
    VALUES_REPORTING_ENABLED: 'false',
    // kube-state-metrics tells of objects; OpenCost only of what that calls otherwise since its version 2.
    EMIT_KSM_V1_METRICS: 'false',
    EMIT_KSM_V1_METRICS_ONLY: 'true',
    PPROF_ENABLED: 'false',
    LOG_LEVEL: 'info',
  }).map(([key, value]) => ({ name: key, value }));
}
