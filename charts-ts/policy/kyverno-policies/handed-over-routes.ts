import type { Cel } from '../../kit/admission.ts';
import { coversHostname, givenHostnames } from '../../kit/given-hostnames.ts';
import type { Condition } from '../../kit/image-policy.ts';

/** What tenants make routes of: charts-ts/kit/tenant-kinds.ts. Kinds that the cluster lacks would be an error at each look. */
export function routeKinds(hasGatewayApi: boolean): { readonly apiGroups: readonly string[]; readonly resources: readonly string[] }[] {
  const ingresses = { apiGroups: ['networking.k8s.io'], resources: ['ingresses'] };
  return hasGatewayApi ? [{ apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes', 'grpcroutes'] }, ingresses] : [ingresses];
}

const hostnames =
  "(object.kind == 'Ingress' ? object.spec.?rules.orValue([]).map(rule, rule.?host.orValue('')) : object.spec.?hostnames.orValue([])).filter(name, name != '')";

function covers(wide: Cel, narrow: Cel): Cel {
  return `(${coversHostname(wide, narrow)})`;
}

const notItsOwn = `${hostnames}.filter(name, !${givenHostnames('namespaceObject')}.exists(one, ${covers('one', 'name')}))`;

/**
 * A route that answers for a hostname which its namespace has no more, and another has: admission judges a route when it changes, and this
 * one did not. The second condition lists namespaces, so it comes after the first has found something; what is listed has no type that CEL would walk through (extensions/cel/libs/resource/lib.go of kyverno/sdk).
 */
export const handedOver: readonly Condition[] = [
  { name: 'has-hostnames-that-are-not-its-own', expression: `size(${notItsOwn}) > 0` },
  {
    name: 'another-namespace-has-them-now',
    expression: `dyn(resource.List('v1', 'namespaces', '').items).exists(other, other.metadata.name != object.metadata.namespace && ${givenHostnames('other')}.exists(theirs, ${notItsOwn}.exists(name, ${covers('theirs', 'name')} || ${covers('name', 'theirs')})))`,
  },
];
