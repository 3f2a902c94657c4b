import { within } from '../../../charts-ts/checks/pods.ts';
import { selected } from '../../../charts-ts/checks/reach/selector.ts';
import { targetOf, targetsOf } from '../../../charts-ts/checks/reach/services.ts';
import { maps, type Workload, workloadText } from '../../../charts-ts/checks/reach/workload.ts';
import type { LabelSelector } from '../../../charts-ts/kit/admission.ts';
import { type KubeObject, objectText } from '../../../charts-ts/kit/object.ts';
import { places } from './connections.ts';
import { at, type Reason, reason, toTargets } from './reason.ts';
import { ofKind, prometheusPods, type Scene, serviceNamed } from './scene.ts';

/** Prometheus reads every port that a scrape object names, asks the prober, and tells Alertmanager. */
export function monitored(scene: Scene): Reason[] {
  return prometheusPods(scene).flatMap((prometheus) => {
    const from = workloadText(prometheus);
    return [
      ...ofKind(scene, 'ServiceMonitor', 'PodMonitor').flatMap((object) => {
        const found = object.kind === 'PodMonitor' ? ofPods(from, object, scene) : ofServices(from, object, scene);
        if (found.length === 0) throw new Error(`${objectText(object)} finds nothing to read`);
        return found;
      }),
      ...ofKind(scene, 'Probe').flatMap((object) => {
        const [, name = '', namespace = '', port = ''] = /^([^.]+)\.([^.]+)\.svc:(\d+)$/.exec(String(within(object, 'spec', 'prober', 'url'))) ?? [];
        return toTargets(from, targetsOf(serviceNamed(scene, namespace, name), Number(port), scene.landscape.workloads), objectText(object));
      }),
      ...ofKind(scene, 'ScrapeConfig').flatMap((object) => ofDiscovery(from, object, scene)),
      ...alertmanagers(from, prometheus, scene),
    ];
  });
}

function endpointsOf(object: KubeObject): readonly string[] {
  return maps(within(object, 'spec', object.kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints')).map(({ port }) => String(port));
}

function selectorOf(object: KubeObject): LabelSelector {
  return within(object, 'spec', 'selector') as LabelSelector;
}

/** A monitor without a namespaceSelector looks in its own namespace. */
function ofServices(from: string, object: KubeObject, { landscape }: Scene): Reason[] {
  const services = landscape.services.filter(({ namespace, labels }) => namespace === object.metadata.namespace && selected(selectorOf(object), labels));
  return services.flatMap((service) =>
    endpointsOf(object).flatMap((port) => toTargets(from, targetsOf(service, port, landscape.workloads), objectText(object))),
  );
}

function ofPods(from: string, object: KubeObject, { landscape }: Scene): Reason[] {
  const pods = landscape.workloads.filter(({ namespace, labels }) => namespace === object.metadata.namespace && selected(selectorOf(object), labels));
  return pods.flatMap((workload) => endpointsOf(object).flatMap((port) => toTargets(from, targetOf(workload, port), objectText(object))));
}

/** What Prometheus finds by itself: kubelets and the control plane on the nodes, pods of the cluster. */
function ofDiscovery(from: string, object: KubeObject, { landscape }: Scene): Reason[] {
  return maps(within(object, 'spec', 'kubernetesSDConfigs')).flatMap((discovery) => {
    const because = objectText(object);
    if (discovery['role'] === 'Node') return [reason(from, places.nodes, [at(10250)], because)];
    if (discovery['role'] === 'EndpointSlice') return [reason(from, places.nodes, [at(landscape.apiServerPort)], because)];
    const labels = maps(discovery['selectors']).map(({ label }) => String(label));
    const pods = landscape.workloads.filter((workload) =>
      labels.some((label) => Object.entries(workload.labels).some(([key, value]) => label === `${key}=${value}`)),
    );
    return pods.flatMap((workload) => toTargets(from, targetOf(workload, 'metrics'), because));
  });
}

function alertmanagers(from: string, prometheus: Workload, scene: Scene): Reason[] {
  return maps(within(prometheus.object, 'spec', 'alerting', 'alertmanagers')).flatMap(({ namespace, name, port }) =>
    toTargets(from, targetsOf(serviceNamed(scene, String(namespace), String(name)), Number(port), scene.landscape.workloads), 'alerts go to Alertmanager'),
  );
}
