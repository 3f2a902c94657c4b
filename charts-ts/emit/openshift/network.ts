import { isMap } from '../../config/merge.ts';
import type { KubeObject } from '../../kit/object.ts';
import { type Fields, list, map } from './pods.ts';

interface Router {
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/**
 * Where a policy lets in the router's pods, it lets in the router on the host's network too: OpenShift's own label stands for both.
 * https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/network_security/network-policy
 */
export function lettingInTheRouter(object: KubeObject, router: Router): KubeObject {
  const spec = object['spec'];
  if (object.kind !== 'NetworkPolicy' || !isMap(spec) || spec['ingress'] === undefined) return object;
  const ingress = list(spec['ingress']).map((rule) => {
    const from = list(rule['from']);
    return from.some((peer) => isRouter(peer, router)) ? { ...rule, from: [...from, anyRouter] } : rule;
  });
  return { ...object, spec: { ...spec, ingress } };
}

/** Pods on the host's network are found only with an empty podSelector. */
const anyRouter = { namespaceSelector: { matchLabels: { 'policy-group.network.openshift.io/ingress': '' } }, podSelector: {} } as const;

function isRouter(peer: Fields, { namespace, podLabels }: Router): boolean {
  const labels = (selector: unknown) => map(map(selector)['matchLabels']);
  const own = labels(peer['podSelector']);
  return (
    labels(peer['namespaceSelector'])['kubernetes.io/metadata.name'] === namespace &&
    Object.keys(own).length === Object.keys(podLabels).length &&
    Object.entries(podLabels).every(([key, value]) => own[key] === value)
  );
}
