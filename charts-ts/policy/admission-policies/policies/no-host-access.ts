import { polder } from '../../../kit/labels.ts';
import { all, cel, each, say, when } from '../cel.ts';
import { containers, podSpecIsNew, podsAndTemplates } from '../pods.ts';
import type { Policy } from '../types.ts';

const remedy = 'remove it, or ask the platform team for a namespace of the layer system';
const ports = 'c.?ports.orValue([])';
const taken = 'p.?hostPort.orValue(0) != 0';
const takenPorts = `${ports}.filter(p, ${taken}).map(p, string(p.hostPort)).join(', ')`;
const hostNetwork = 'variables.podSpec.?hostNetwork.orValue(false)';

/** Whoever reaches the node reaches every pod on it. System namespaces (storage and network drivers) are the exception. */
export const noHostAccess: Policy<'no-host-access'> = {
  name: 'no-host-access',
  rule: `pods use no hostNetwork, hostPID, hostIPC, hostPath or hostPort; ${remedy}`,
  requests: podsAndTemplates,
  where: { '': { namespaces: [{ key: polder.layer, operator: 'NotIn', values: ['system'] }] } },
  onlyWhen: podSpecIsNew,
  variables: containers,
  complaints: all([
    ...['hostNetwork', 'hostPID', 'hostIPC'].map((field) =>
      when(`variables.podSpec.?${field}.orValue(false)`, say`the pod sets ${field}, which shares what is the node's own; ${remedy}`),
    ),
    each(
      'variables.podSpec.?volumes.orValue([])',
      'v',
      'has(v.hostPath)',
      say`volume "${cel('v.name')}" is hostPath "${cel('v.hostPath.path')}", a folder of the node; ${remedy}`,
    ),
    // With hostNetwork every port is one of the node, and that was said already.
    each(
      'variables.containers',
      'c',
      `!${hostNetwork} && ${ports}.exists(p, ${taken})`,
      say`container "${cel('c.name')}" takes hostPort ${cel(takenPorts)} of the node; ${remedy}`,
    ),
  ]),
};
