import type { Construct } from 'constructs';
import { serviceAccount } from '../../kit/rbac.ts';
import { deployment, emptyDir, fieldEnv, httpProbe, mount, type Size, secretVolume } from '../../kit/workload.ts';
import { name, ports, webhook } from './names.ts';
import { operatorRights } from './rbac.ts';

export interface Operator {
  readonly replicas: number;
  readonly size: Size;
  readonly priorityClass: string;
  /** The operator's image also brings the program that runs beside each PostgreSQL. */
  readonly images: { readonly operator: string; readonly postgres: string; readonly pgbouncer: string };
  /** The ConfigMap with the queries behind the metrics of each PostgreSQL. */
  readonly queries: string;
}

/** Makes and keeps PostgreSQL clusters, and checks what others write of them. */
export function operatorProgram(scope: Construct, { replicas, size, priorityClass, images, queries }: Operator): void {
  operatorRights(scope);
  deployment(scope, {
    name,
    replicas,
    priorityClass,
    serviceAccount: serviceAccount(scope, name),
    callsApi: true,
    // Optional: the operator makes its certificate at its first start.
    volumes: [emptyDir('scratch', '64Mi'), secretVolume('webhook', webhook.certificate, { optional: true })],
    containers: [
      {
        name: 'operator',
        image: images.operator,
        command: ['/manager'],
        // internal/cmd/manager/controller/cmd.go of the release.
        args: ['controller', '--leader-elect', `--webhook-port=${ports.webhook}`, `--metrics-bind-address=:${ports.metrics}`],
        env: [
          fieldEnv('OPERATOR_NAMESPACE', 'metadata.namespace'),
          { name: 'OPERATOR_IMAGE_NAME', value: images.operator },
          { name: 'POSTGRES_IMAGE_NAME', value: images.postgres },
          { name: 'PGBOUNCER_IMAGE_NAME', value: images.pgbouncer },
          { name: 'MONITORING_QUERIES_CONFIGMAP', value: queries },
        ],
        ports: { webhook: ports.webhook, metrics: ports.metrics },
        size,
        probes: {
          readiness: httpProbe('/readyz', 'webhook', { scheme: 'HTTPS' }),
          liveness: httpProbe('/readyz', 'webhook', { scheme: 'HTTPS' }),
          // At the first start the kubelet takes a while to show it the certificate that it has just made.
          startup: httpProbe('/readyz', 'webhook', { scheme: 'HTTPS', periodSeconds: 5, failureThreshold: 36 }),
        },
        mounts: [mount('scratch', '/controller', { writable: true }), mount('webhook', '/run/secrets/cnpg.io/webhook')],
      },
    ],
  });
}
