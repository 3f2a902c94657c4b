import { externalMetrics, resourceMetrics } from '../../kit/capability.ts';
import { type Chosen, type ClusterContext, plannedFor } from '../../kit/component.ts';

/** What cainjector may tell the CA of a certificate to: objects of the components that stand in cert-manager's namespace, or have their CA there. */
export interface Injected {
  /** Names of webhook configurations. */
  readonly webhooks: readonly string[];
  /** Names of API services. */
  readonly apiServices: readonly string[];
}

/** The APIs of metrics, and who serves them. */
const metricsApis = { [resourceMetrics.id]: 'v1beta1.metrics.k8s.io', [externalMetrics.id]: 'v1beta1.external.metrics.k8s.io' } as const;

/** A component's webhook configurations have its name; who offers metrics for autoscalers serves their API. */
export function injectedIn(namespace: string, platform: readonly Chosen[], cluster: ClusterContext): Injected {
  const offered = (one: Chosen) => one.component.offers(plannedFor(one, cluster)).map(({ id }) => id);
  const served = platform.filter((one) => one.component.namespace.name === namespace || offered(one).includes(externalMetrics.id));
  return {
    webhooks: served.map(({ component }) => component.name),
    apiServices: Object.entries(metricsApis)
      .filter(([id]) => served.some((one) => offered(one).includes(id)))
      .map(([, api]) => api),
  };
}
