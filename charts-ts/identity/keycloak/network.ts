import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, pods, siblings, type Traffic, toHostnames } from '../../kit/network.ts';
import { postgresLabels } from '../../kit/postgres-config.ts';
import type { KeycloakConfig } from './config.ts';
import { database, name, namespace, ports, reconciler } from './names.ts';

interface Gateway {
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/** The Gateway and the job come in; out go only the database, the other pods, and identity providers that Keycloak itself calls. */
export function keycloakTraffic(scope: Construct, cluster: ClusterContext, config: KeycloakConfig, gateway: Gateway, metrics: Metrics | undefined): void {
  const each: Traffic[] = config.replicas > 1 ? [{ peers: siblings(name), ports: [ports.cluster, ports.failureDetection] }] : [];
  allow(scope, name, {
    from: [
      { peers: pods(gateway.namespace, gateway.podLabels), ports: [ports.http] },
      { peers: siblings(reconciler), ports: [ports.http] },
      ...each,
      ...scrapes(metrics, ports.management),
    ],
    to: [{ peers: pods(namespace, postgresLabels(database)), ports: [5432] }, ...each, ...toBrokers(cluster, config, gateway)],
  });
  allow(scope, reconciler, { from: [], to: [{ peers: siblings(name), ports: [ports.http] }] });
}

/** Of an OIDC provider Keycloak fetches keys and tokens; with SAML all goes through the browser. */
function toBrokers(cluster: ClusterContext, { brokers }: KeycloakConfig, gateway: Gateway): Traffic[] {
  const called = Object.values(brokers).flatMap((broker) => (broker.type === 'oidc' ? Object.values(broker.endpoints).filter((url) => url !== undefined) : []));
  const numbers = [...new Set(called.map((url) => Number(new URL(url).port || 443)))].sort((a, b) => a - b);
  return numbers.length === 0 ? [] : toHostnames(cluster, gateway, numbers);
}
