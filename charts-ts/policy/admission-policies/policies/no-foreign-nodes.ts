import { all, cel, each, literal, say, when } from '../cel.ts';
import { podSpec, podSpecIsNew, podsAndTemplates } from '../pods.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

/**
 * Taints of nodes that are kept for the cluster itself: by their role (control plane, etcd, infrastructure), and by the key that K3s and
 * RKE2 have for their servers. https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane-taint
 * https://docs.rke2.io/install/ha
 */
const roles = 'node-role.kubernetes.io/';
const servers = 'CriticalAddonsOnly';

const tolerations = 'variables.podSpec.?tolerations.orValue([])';
/** Without a key it is every taint's: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
const key = "t.?key.orValue('')";
const nodeName = "variables.podSpec.?nodeName.orValue('')";
/** A pod that runs has its node from the scheduler, by the subresource binding, and nobody can change it. */
const runs = "request.kind.kind == 'Pod' && request.operation == 'UPDATE'";

/** On a node of the control plane a pod stands beside etcd and the API server; who names a node goes past its taints, and past who is before. */
export const noForeignNodes: Policy<'no-foreign-nodes'> = {
  name: 'no-foreign-nodes',
  rule: 'pods of a tenant go where the scheduler puts them, and not to nodes that are kept for the cluster itself; remove nodeName and such tolerations',
  requests: podsAndTemplates,
  where: inTenants,
  onlyWhen: podSpecIsNew,
  variables: podSpec,
  complaints: all([
    each(
      tolerations,
      't',
      `${key} == ''`,
      say`the pod tolerates every taint, also of nodes that are kept for the cluster itself; write the key of one taint, or remove that toleration`,
    ),
    each(
      tolerations,
      't',
      `${key}.startsWith(${literal(roles)}) || ${key} == ${literal(servers)}`,
      say`the pod tolerates ${cel(key)}, by which nodes are kept for the cluster itself; remove that toleration`,
    ),
    when(
      `${nodeName} != '' && !(${runs})`,
      say`the pod names its node, "${cel(nodeName)}", past the scheduler; remove nodeName, and write nodeSelector or affinity where it matters`,
    ),
  ]),
};
