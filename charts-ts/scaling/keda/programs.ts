import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { serviceAccount } from '../../kit/rbac.ts';
import { deployment, emptyDir, fieldEnv, httpProbe, mount, secretVolume, service } from '../../kit/workload.ts';
import type { Certificates } from './certificates.ts';
import type { KedaConfig } from './config.ts';
import { metricsApi, namespace, operator, ports, webhooks } from './names.ts';

interface Programs {
  readonly images: { readonly operator: string; readonly metricsApi: string; readonly webhooks: string };
  readonly config: KedaConfig;
  readonly certificates: Certificates;
  readonly priorityClass: string;
}

const certs = '/certs';
const logs = ['--zap-log-level=info', '--zap-encoder=json', '--zap-time-encoding=rfc3339'];

/** Flags: cmd/operator/main.go of v2.21.0. */
export function operatorProgram(scope: Construct, { images, config, certificates, priorityClass }: Programs): void {
  deployment(scope, {
    name: operator,
    replicas: config.replicas,
    serviceAccount: serviceAccount(scope, operator),
    callsApi: true,
    priorityClass,
    volumes: [secretVolume('certs', certificates.operator)],
    containers: [
      {
        name: operator,
        image: images.operator,
        args: [
          ...logs,
          '--leader-elect=true',
          '--enable-cert-rotation=false',
          `--cert-dir=${certs}`,
          // A tenant's TriggerAuthentication names a Vault of its own: KEDA's token for the API server, which starts Jobs everywhere, never goes there.
          '--service-account-token-mode=enforce-audience',
        ],
        env: [...environment(config), { name: 'KEDA_RESTRICT_SECRET_ACCESS', value: String(config.logins === 'keda') }],
        ports: ports.operator,
        size: config.sizes.operator,
        probes: { readiness: httpProbe('/readyz', 'health'), liveness: httpProbe('/healthz', 'health') },
        mounts: [mount('certs', certs)],
      },
    ],
  });
  service(scope, operator, { grpc: { port: ports.operator.grpc, target: 'grpc' }, metrics: { port: ports.operator.metrics, target: 'metrics' } });
}

/** Flags: cmd/adapter/main.go of v2.21.0, and those of every API server. */
export function metricsApiProgram(scope: Construct, { images, config, certificates, priorityClass }: Programs): void {
  deployment(scope, {
    name: metricsApi,
    replicas: config.replicas,
    serviceAccount: serviceAccount(scope, metricsApi),
    callsApi: true,
    priorityClass,
    maxUnavailable: 0,
    volumes: [secretVolume('server', certificates.metricsApi), secretVolume('client', certificates.client), emptyDir('tmp', '16Mi')],
    containers: [
      {
        name: metricsApi,
        image: images.metricsApi,
        args: [
          ...logs,
          `--secure-port=${ports.metricsApi.https}`,
          `--port=${ports.metricsApi.metrics}`,
          `--metrics-service-address=${operator}.${namespace}.svc:${ports.operator.grpc}`,
          // With this one it is the operator's client.
          `--cert-dir=${certs}/client`,
          `--tls-cert-file=${certs}/server/tls.crt`,
          `--tls-private-key-file=${certs}/server/tls.key`,
          '--tls-min-version=VersionTLS13',
        ],
        env: environment(config),
        ports: ports.metricsApi,
        size: config.sizes.metricsApi,
        probes: { readiness: httpProbe('/readyz', 'https', { scheme: 'HTTPS' }), liveness: httpProbe('/healthz', 'https', { scheme: 'HTTPS' }) },
        mounts: [mount('server', `${certs}/server`), mount('client', `${certs}/client`), mount('tmp', '/tmp', { writable: true })],
      },
    ],
  });
  service(scope, metricsApi, {
    https: { port: 443, target: 'https', appProtocol: 'https' },
    metrics: { port: ports.metricsApi.metrics, target: 'metrics' },
  });
}

/** Flags: cmd/webhooks/main.go of v2.21.0. */
export function webhooksProgram(scope: Construct, { images, config, certificates, priorityClass }: Programs): void {
  deployment(scope, {
    name: webhooks,
    replicas: config.replicas,
    serviceAccount: serviceAccount(scope, webhooks),
    callsApi: true,
    priorityClass,
    volumes: [secretVolume('certs', certificates.webhooks)],
    containers: [
      {
        name: webhooks,
        image: images.webhooks,
        args: [...logs, `--port=${ports.webhooks.webhook}`, `--cert-dir=${certs}`],
        env: environment(config),
        ports: ports.webhooks,
        size: config.sizes.webhooks,
        probes: { readiness: httpProbe('/readyz', 'health'), liveness: httpProbe('/healthz', 'health') },
        mounts: [mount('certs', certs)],
      },
    ],
  });
  service(scope, webhooks, { webhook: { port: 443, target: 'webhook' }, metrics: { port: ports.webhooks.metrics, target: 'metrics' } });
}

/** pkg/util of v2.21.0. WATCH_NAMESPACE must be there; a pair of quotes stands for all, since the API server drops an empty value. */
function environment({ namespaces }: KedaConfig): k8s.EnvVar[] {
  return [
    fieldEnv('POD_NAMESPACE', 'metadata.namespace'),
    { name: 'WATCH_NAMESPACE', value: namespaces.length === 0 ? '""' : namespaces.join(',') },
    { name: 'KEDA_SERVICE_MIN_TLS_VERSION', value: 'TLS13' },
    { name: 'KEDA_HTTP_MIN_TLS_VERSION', value: 'TLS12' },
  ];
}
