import { resourceMetrics } from '../../kit/capability.ts';
import { type Chosen, type ClusterContext, plannedFor } from '../../kit/component.ts';

/** What cainjector may tell the CA of a certificate to: objects of the components that stand in cert-manager's namespace. */
export interface Injected {
  /** Names of webhook configurations. */
  readonly webhooks: readonly string[];
  /** Names of API services. */
  readonly apiServices: readonly string[];
}

/** A component's webhook configurations have its name; who offers resource metrics serves their API. */
export function injectedIn(namespace: string, platform: readonly Chosen[], cluster: ClusterContext): Injected {
  const here = platform.filter(({ component }) => component.namespace.name === namespace);
  const servesMetrics = here.some((one) => one.component.offers(plannedFor(one, cluster)).some(({ id }) => id === resourceMetrics.id));
  return { webhooks: here.map(({ component }) => component.name), apiServices: servesMetrics ? ['v1beta1.metrics.k8s.io'] : [] };
}
