import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, anywhere, distinctPorts, pods, portOfUrl, type Traffic, toHostnames } from '../../kit/network.ts';
import { postgresLabels } from '../../kit/postgres-config.ts';
import { database, loginJob, name, namespace, ports } from './names.ts';
import type { ForgejoConfig } from './settings.ts';

interface Options {
  readonly cluster: ClusterContext;
  readonly config: ForgejoConfig;
  readonly gateway: { readonly namespace: string; readonly podLabels: Readonly<Record<string, string>> };
  readonly metrics: Metrics | undefined;
  readonly issuer: string | undefined;
}

/** The Gateway and, where asked, SSH come in; out go the database, the identity provider, mail, and what is mirrored over HTTPS. */
export function forgejoTraffic(scope: Construct, { cluster, config, gateway, metrics, issuer }: Options): void {
  const toDatabase: Traffic = { peers: pods(namespace, postgresLabels(database)), ports: [5432] };
  const issuerPort = issuer === undefined ? [] : [portOfUrl(issuer)];
  const called = distinctPorts([443, ...issuerPort, ...(config.mail === undefined ? [] : [config.mail.port])]);
  allow(scope, name, {
    from: [
      { peers: pods(gateway.namespace, gateway.podLabels), ports: [ports.http] },
      ...(config.ssh ? [{ peers: anywhere(), ports: [ports.ssh] }] : []),
      ...scrapes(metrics, ports.http),
    ],
    to: [toDatabase, ...toHostnames(cluster, gateway, called)],
  });
  if (issuer !== undefined) allow(scope, loginJob, { from: [], to: [toDatabase, ...toHostnames(cluster, gateway, issuerPort)] });
}
