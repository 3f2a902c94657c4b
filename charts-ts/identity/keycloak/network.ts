import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { type Metrics, scrapes } from '../../kit/metrics.ts';
import { allow, distinctPorts, pods, portOfUrl, siblings, type Traffic, toHostnames } from '../../kit/network.ts';
import { postgresLabels } from '../../kit/postgres-config.ts';
import type { Broker, KeycloakConfig } from './config.ts';
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

/** Of an OIDC provider Keycloak fetches keys and tokens, of OpenShift who somebody is; with SAML all goes through the browser. */
function toBrokers(cluster: ClusterContext, { brokers }: KeycloakConfig, gateway: Gateway): Traffic[] {
  const numbers = distinctPorts(Object.values(brokers).flatMap(called));
  return numbers.length === 0 ? [] : toHostnames(cluster, gateway, numbers);
}

/** The ports at which it is called. */
function called(broker: Broker): number[] {
  switch (broker.type) {
    case 'oidc':
      return Object.values(broker.endpoints).flatMap((url) => (url === undefined ? [] : portOfUrl(url)));
    case 'saml':
      return [];
    case 'openshift':
      // The API server tells where its OAuth server is: behind the router, at https.
      return [portOfUrl(broker.api), 443];
  }
}
