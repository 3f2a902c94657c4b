import type { Rule } from '../types.ts';

/** Connections that are made. A network policy stops most of them: the try alone tells that something is wrong. */
export const connectionRules: readonly Rule[] = [
  {
    name: 'Connection out of the cluster where there is never one',
    why: 'programs of this namespace speak with the cluster alone; its network policy stops others, so one that tries is not itself',
    condition: 'connected_out and k8s.ns.name in (inner_namespaces) and not fd.snet in (own_networks)',
    shows: ['fd.name'],
    priority: 'ERROR',
    mitre: { tactic: 'exfiltration', technique: 'T1041' },
    bio: '8.16',
  },
  {
    name: 'Connection to a port of mining pools',
    why: 'the cluster works for somebody else, who found a way in',
    condition: 'connected_out and in_container and fd.sport in (miner_ports) and not fd.snet in (own_networks)',
    shows: ['fd.name'],
    priority: 'WARNING',
    mitre: { tactic: 'impact', technique: 'T1496' },
    bio: '8.16',
  },
  {
    name: "Cloud's metadata asked from a container",
    why: 'it hands out credentials of the node',
    condition: 'connected_out and in_container and fd.sip = 169.254.169.254 and not of_node',
    shows: ['fd.name'],
    priority: 'WARNING',
    mitre: { tactic: 'credential_access', technique: 'T1552.005' },
    bio: '8.22',
  },
];
