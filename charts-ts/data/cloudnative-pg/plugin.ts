import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { certificate } from '../../kit/certificate.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { type Resource, resource } from '../../kit/resource.ts';
import { deployment, httpProbe, mount, type Size, secretVolume, tcpProbe } from '../../kit/workload.ts';
import { plugin, ports } from './names.ts';
import { pluginRights } from './rbac.ts';

interface SelfSigned extends Resource {
  readonly apiVersion: 'cert-manager.io/v1';
  readonly kind: 'Issuer';
  readonly spec: { readonly selfSigned: Record<string, never> };
}

export interface Plugin {
  readonly size: Size;
  readonly priorityClass: string;
  readonly images: { readonly plugin: string; readonly sidecar: string };
}

/** Puts the program that makes backups beside each PostgreSQL, and tells it where to. */
export function pluginProgram(scope: Construct, { size, priorityClass, images }: Plugin): void {
  pluginRights(scope);
  const { server, client } = pluginCertificates(scope);
  pluginService(scope, server, client);
  deployment(scope, {
    name: plugin,
    replicas: 1,
    // The old pod goes first: the new one is not ready before it leads.
    maxUnavailable: 1,
    priorityClass,
    serviceAccount: serviceAccount(scope, plugin),
    callsApi: true,
    volumes: [secretVolume('server', server), secretVolume('client', client)],
    containers: [
      {
        name: 'plugin',
        image: images.plugin,
        // internal/cmd/operator/main.go of the release.
        args: [
          'operator',
          '--server-cert=/server/tls.crt',
          '--server-key=/server/tls.key',
          '--client-cert=/client/tls.crt',
          `--server-address=:${ports.plugin}`,
          `--health-probe-bind-address=:${ports.pluginHealth}`,
          `--metrics-bind-address=:${ports.metrics}`,
          // Read by Prometheus alone, as the network policy says.
          '--metrics-secure=false',
          '--leader-elect',
        ],
        env: [{ name: 'SIDECAR_IMAGE', value: images.sidecar }],
        ports: { grpc: ports.plugin, health: ports.pluginHealth, metrics: ports.metrics },
        size,
        probes: { readiness: tcpProbe('grpc'), liveness: httpProbe('/healthz', 'health') },
        mounts: [mount('server', '/server'), mount('client', '/client')],
      },
    ],
  });
}

/** Operator and plugin know each other by these very certificates, not by who signed them; both read a renewed one at once. */
function pluginCertificates(scope: Construct): { readonly server: string; readonly client: string } {
  resource<SelfSigned>(scope, { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name: plugin }, spec: { selfSigned: {} } });
  const shared = { issuer: { kind: 'Issuer', name: plugin }, duration: '2160h0m0s', renewBefore: '720h0m0s' } as const;
  return {
    server: certificate(scope, { ...shared, name: `${plugin}-server`, subject: { dnsNames: [plugin], commonName: plugin } }),
    client: certificate(scope, { ...shared, name: `${plugin}-client`, subject: { client: `${plugin}-client` } }),
  };
}

/** The operator finds plugins by this label and these annotations: https://cloudnative-pg.io/documentation/1.30/cnpg_i/ */
function pluginService(scope: Construct, server: string, client: string): void {
  new k8s.KubeService(scope, `Service-${plugin}`, {
    metadata: {
      name: plugin,
      labels: { ...selectorLabels(plugin), 'cnpg.io/pluginName': 'barman-cloud.cloudnative-pg.io' },
      annotations: { 'cnpg.io/pluginServerSecret': server, 'cnpg.io/pluginClientSecret': client, 'cnpg.io/pluginPort': String(ports.plugin) },
    },
    spec: {
      selector: selectorLabels(plugin),
      ports: [{ name: 'grpc', port: ports.plugin, targetPort: k8s.IntOrString.fromString('grpc'), protocol: 'TCP' }],
    },
  });
}
