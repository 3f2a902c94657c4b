import { platformPrefix, polder } from '../../../kit/labels.ts';
import { trackingId } from '../../../kit/resource.ts';
import { all, cel, literal, say, untyped, when } from '../cel.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

const old = 'dyn(oldObject)';
/** The policy that is asked about: of a deletion the old one is all there is. */
const asked = `(request.operation == 'DELETE' ? ${old} : ${untyped})`;
const policy = 'variables.policy';
const name = cel('variables.name');
const own = cel('variables.tenant');
const isPlatforms = `variables.name.startsWith(${literal(platformPrefix)})`;

const tracked = `${asked}.metadata.?annotations[?${literal(trackingId)}].orValue('')`;
/** By hand, or by the platform's own Applications of a tenant (tenant-<name>, tenant-<name>.databases …): no tenant's has such a name. */
const mayBePlatform = `(${tracked} == '' || ${tracked}.startsWith('tenant-'))`;

/** A peer that is not of this tenant: an address, or a namespace that need not have the tenant's label, which only the platform sets. */
const isForeign = `has(peer.ipBlock) || (has(peer.namespaceSelector) && peer.namespaceSelector.?matchLabels[?${literal(polder.tenant)}].orValue('') != variables.tenant)`;

function rules(direction: 'ingress' | 'egress'): string {
  return `${policy}.?spec.?${direction}.orValue([])`;
}

/** Whether something holds for a rule of either direction; the rule is `rule`, its peers `peers`. */
function someRule(of: (peers: string) => string): string {
  return [`${rules('ingress')}.exists(rule, ${of('rule.?from.orValue([])')})`, `${rules('egress')}.exists(rule, ${of('rule.?to.orValue([])')})`].join(' || ');
}

/**
 * Network policies add up: one that opens is enough. So a tenant's own may open its namespaces to each other, and those that open to
 * others, or close, are made by the platform from the tenant's file. Whoever may delete network policies in every namespace is the
 * platform (its administrators, Argo CD, Kyverno, the cluster's controllers); what Argo CD syncs from a tenant's repository is not.
 */
export const noForeignPeers: Policy<'no-foreign-peers'> = {
  name: 'no-foreign-peers',
  rule: `NetworkPolicies of a tenant open to its own namespaces only, and leave those alone whose name begins with ${platformPrefix}; use podSelector, or a namespaceSelector with its label ${polder.tenant}`,
  requests: [{ apiGroups: ['networking.k8s.io'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE', 'DELETE'], resources: ['networkpolicies'] }],
  where: inTenants,
  onlyWhen: {
    // Of the platform's own every change counts: an owner that is not there would have one deleted.
    'is-new': `request.operation == 'CREATE' || request.operation == 'DELETE' || request.name.startsWith(${literal(platformPrefix)}) || ${untyped}.spec != ${old}.spec`,
    // Here and not among the variables: a message that the API server fills in cannot ask who may do what.
    'is-not-the-platforms': `!(${asked}.metadata.?name.orValue('').startsWith(${literal(platformPrefix)}) && ${mayBePlatform} && authorizer.group('networking.k8s.io').resource('networkpolicies').check('delete').allowed())`,
  },
  variables: {
    policy: asked,
    name: `${policy}.metadata.?name.orValue('')`,
    tenant: `namespaceObject.metadata.labels[${literal(polder.tenant)}]`,
    isJudged: `request.operation != 'DELETE' && !${isPlatforms}`,
    toAll: someRule((peers) => `size(${peers}) == 0`),
    toForeign: someRule((peers) => `${peers}.exists(peer, ${isForeign})`),
  },
  complaints: all([
    when(
      isPlatforms,
      say`NetworkPolicy "${name}" is the platform's, as is each whose name begins with ${platformPrefix}; use another name, or declare the connection in the tenant's file`,
    ),
    when(
      'variables.isJudged && variables.toAll',
      say`NetworkPolicy "${name}" has a rule that opens to everybody; name who may talk under from and to, or remove the rule`,
    ),
    when(
      'variables.isJudged && variables.toForeign',
      say`NetworkPolicy "${name}" opens to others than the namespaces of ${own}; use podSelector alone for this namespace, matchLabels ${polder.tenant}: ${own} for all of its own, and declare connections to others in the tenant's file`,
    ),
  ]),
};
