import type { Built } from '../built.ts';
import type { PolderCluster } from '../catalogue.ts';
import { isMap } from '../config/merge.ts';
import { plannedFor } from '../kit/component.ts';
import type { KubeObject } from '../kit/object.ts';
import { clusterContext } from '../order.ts';
import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';
import { podsOf, selects, within } from './pods.ts';

/** A selector that matches no pod is a Service without endpoints or a policy without effect: nobody would see it. */
export const selectorsSelect: Check = (built, cluster) => {
  const pods = [
    ...built
      .flatMap(({ objects }) => objects.flatMap((object) => podsOf(object, 1) ?? []))
      .map(({ object, labels }) => ({ labels, namespace: object.metadata.namespace })),
    ...operated(built, cluster),
  ];
  return eachObject(built, cluster, (object) => {
    const labels = selectorOf(object);
    if (labels === undefined || Object.keys(labels).length === 0) return [];
    const found = pods.some((candidate) => candidate.namespace === object.metadata.namespace && selects(labels, candidate.labels));
    return found ? [] : [`its selector ${JSON.stringify(labels)} selects no pod of namespace ${object.metadata.namespace}`];
  });
};

/** Pods that operators start. */
function operated(built: readonly Built[], cluster: PolderCluster): { readonly labels: Readonly<Record<string, string>>; readonly namespace: string }[] {
  const context = clusterContext(cluster);
  return built.flatMap((one) =>
    (one.component.operated?.(plannedFor(one, context)) ?? []).flatMap(({ labels, namespace = one.component.namespace.name }) =>
      labels === undefined ? [] : [{ labels, namespace }],
    ),
  );
}

function selectorOf(object: KubeObject): Readonly<Record<string, string>> | undefined {
  const selector = {
    Service: within(object, 'spec', 'selector'),
    PodDisruptionBudget: within(object, 'spec', 'selector', 'matchLabels'),
    NetworkPolicy: within(object, 'spec', 'podSelector', 'matchLabels'),
    Deployment: within(object, 'spec', 'selector', 'matchLabels'),
    StatefulSet: within(object, 'spec', 'selector', 'matchLabels'),
    DaemonSet: within(object, 'spec', 'selector', 'matchLabels'),
  }[object.kind];
  return isMap(selector) ? (selector as Readonly<Record<string, string>>) : undefined;
}
