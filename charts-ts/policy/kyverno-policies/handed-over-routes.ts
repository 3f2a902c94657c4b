import type { Cel } from '../../kit/admission.ts';
import { literal } from '../../kit/cel.ts';
import type { Condition } from '../../kit/image-policy.ts';
import { polder } from '../../kit/labels.ts';

/** What tenants make routes of: charts-ts/emit/tenant-kinds.ts. Kinds that the cluster lacks would be an error at each look. */
export function routeKinds(hasGatewayApi: boolean): { readonly apiGroups: readonly string[]; readonly resources: readonly string[] }[] {
  const ingresses = { apiGroups: ['networking.k8s.io'], resources: ['ingresses'] };
  return hasGatewayApi ? [{ apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes', 'grpcroutes'] }, ingresses] : [ingresses];
}

const hostnames =
  "(object.kind == 'Ingress' ? object.spec.?rules.orValue([]).map(rule, rule.?host.orValue('')) : object.spec.?hostnames.orValue([])).filter(name, name != '')";

/** The hostnames that a namespace was given. */
function given(namespace: Cel): Cel {
  return `${namespace}.metadata.?annotations[?${literal(polder.hostnames)}].orValue('').split(',').map(one, one.trim()).filter(one, one != '')`;
}

/** Whether a hostname, which may be a wildcard, covers another. */
function covers(wide: string, narrow: string): Cel {
  return `(${narrow} == ${wide} || (${wide}.startsWith('*.') && ${narrow}.endsWith(${wide}.substring(1))))`;
}

const notItsOwn = `${hostnames}.filter(name, !${given('namespaceObject')}.exists(one, ${covers('one', 'name')}))`;

/**
 * A route that answers for a hostname which its namespace has no more, and another has: admission judges a route when it changes, and this
 * one did not. The second condition lists namespaces, so it comes after the first has found something; what is listed has no type that CEL would walk through (extensions/cel/libs/resource/lib.go of kyverno/sdk).
 */
export const handedOver: readonly Condition[] = [
  { name: 'has-hostnames-that-are-not-its-own', expression: `size(${notItsOwn}) > 0` },
  {
    name: 'another-namespace-has-them-now',
    expression: `dyn(resource.List('v1', 'namespaces', '').items).exists(other, other.metadata.name != object.metadata.namespace && ${given('other')}.exists(theirs, ${notItsOwn}.exists(name, ${covers('theirs', 'name')} || ${covers('name', 'theirs')})))`,
  },
];
