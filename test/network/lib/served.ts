import { within } from '../../../charts-ts/checks/pods.ts';
import { targetsOf } from '../../../charts-ts/checks/reach/services.ts';
import { maps, workloadText } from '../../../charts-ts/checks/reach/workload.ts';
import { objectText } from '../../../charts-ts/kit/object.ts';
import { places } from './connections.ts';
import { type Reason, toTargets } from './reason.ts';
import { gatewayPods, ofKind, type Scene, serviceNamed } from './scene.ts';

/** The Gateway reaches what its routes lead to. */
export function routed(scene: Scene): Reason[] {
  const { workloads } = scene.landscape;
  const backends = [
    ...ofKind(scene, 'HTTPRoute').flatMap((object) =>
      maps(within(object, 'spec', 'rules'))
        .flatMap(({ backendRefs }) => maps(backendRefs))
        .map(({ name, port }) => ({ object, name: String(name), port: port as number | string })),
    ),
    ...ofKind(scene, 'Route').map((object) => ({
      object,
      name: String(within(object, 'spec', 'to', 'name')),
      port: within(object, 'spec', 'port', 'targetPort') as number | string,
    })),
  ];
  return gatewayPods(scene).flatMap((gateway) =>
    backends.flatMap(({ object, name, port }) =>
      toTargets(workloadText(gateway), targetsOf(serviceNamed(scene, object.metadata.namespace ?? '', name), port, workloads), objectText(object)),
    ),
  );
}

/** The API server calls webhooks, and the servers of aggregated APIs, from its nodes. */
export function calledByTheApiServer(scene: Scene): Reason[] {
  const webhooks = ofKind(scene, 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration').flatMap((object) =>
    maps(object['webhooks']).map((webhook) => ({ object, service: within(webhook, 'clientConfig', 'service') })),
  );
  const apis = ofKind(scene, 'APIService').map((object) => ({ object, service: within(object, 'spec', 'service') }));
  return [...webhooks, ...apis].flatMap(({ object, service }) => {
    const of = serviceNamed(scene, String(within(service, 'namespace')), String(within(service, 'name')));
    return toTargets(places.nodes, targetsOf(of, (within(service, 'port') ?? 443) as number, scene.landscape.workloads), objectText(object));
  });
}

/** Everybody reaches the ports of the Gateway's own Service: people from outside, and programs by the hostnames of the platform. */
export function throughTheDoor(scene: Scene, everybody: readonly string[]): Reason[] {
  const { workloads, services } = scene.landscape;
  const doors = ofKind(scene, 'Service').filter((object) => ['LoadBalancer', 'NodePort'].includes(String(within(object, 'spec', 'type'))));
  return doors.flatMap((object) =>
    services
      .filter(({ namespace, name }) => namespace === object.metadata.namespace && name === object.metadata.name)
      .flatMap((service) => service.ports.flatMap(({ port }) => targetsOf(service, port, workloads)))
      .flatMap((target) => [
        ...toTargets(places.internet, [target], `people come in by ${objectText(object)}`),
        ...everybody.flatMap((from) => toTargets(from, [target], `the hostnames of the platform lead to ${objectText(object)}`, false)),
      ]),
  );
}
