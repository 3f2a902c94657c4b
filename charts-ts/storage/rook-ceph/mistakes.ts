import type { ClusterContext, Mistake } from '../../kit/component.ts';
import { type RookCephConfig, workers, zonesOf } from './config.ts';

/** What the schema cannot see: too few nodes for three copies, no disks, all disks. */
export function mistakesOf(cluster: ClusterContext, config: RookCephConfig): Mistake[] {
  const count = workers(cluster).reduce((sum, group) => sum + group.count, 0);
  return [...tooFewNodes(count), ...mistakenDisks(config), ...mistakenDomain(cluster, config)];
}

function tooFewNodes(count: number): Mistake[] {
  if (count >= 3) return [];
  const message = `Ceph keeps three copies on three nodes, and ${count === 1 ? 'one node runs' : `${count} nodes run`} pods; add nodes, or set enabled: false and tell under provides what storage the cluster has`;
  return [{ path: ['enabled'], message }];
}

function mistakenDisks(config: RookCephConfig): Mistake[] {
  const { devices, devicePaths, nodes, osds } = config;
  const ways = [...(devices === undefined ? [] : ['devices']), ...(devicePaths === undefined ? [] : ['devicePaths']), ...(nodes.length === 0 ? [] : ['nodes'])];
  if (ways.length === 0)
    return [
      {
        path: [],
        message: 'tells no disks, and Ceph takes none by itself; write devices: ^sd[b-e]$ (which disks of every node), or each node with its disks under nodes',
      },
    ];
  if (ways.length > 1) return [{ path: [ways[1] ?? ''], message: `${ways.join(' and ')} both tell which disks Ceph takes; keep one` }];
  if (nodes.length > 0) return mistakenNodes(config);
  const filter = devices ?? devicePaths ?? '';
  return [
    ...(takesAnything(filter)
      ? [{ path: ways, message: `${JSON.stringify(filter)} takes every disk that is ever put in; name those that are meant, such as ^sd[b-e]$` }]
      : []),
    ...(osds === undefined ? [{ path: ['osds'], message: `${ways[0]} does not say how many disks there are in all; write osds: and their number` }] : []),
    ...(osds !== undefined && osds < 3 ? [{ path: ['osds'], message: `three copies need three disks on three nodes, got ${osds}; add disks` }] : []),
  ];
}

function mistakenNodes({ nodes, osds }: RookCephConfig): Mistake[] {
  const names = nodes.map((node) => node.name);
  const twice = names.findIndex((one, index) => names.indexOf(one) !== index);
  return [
    ...(twice === -1 ? [] : [{ path: ['nodes', twice, 'name'], message: `"${names[twice]}" has its disks named already; put them in one list` }]),
    ...(new Set(names).size < 3 ? [{ path: ['nodes'], message: `three copies need three nodes with disks, got ${new Set(names).size}; add nodes` }] : []),
    ...(osds === undefined ? [] : [{ path: ['osds'], message: 'nodes tells how many disks there are; remove osds' }]),
  ];
}

function mistakenDomain(cluster: ClusterContext, config: RookCephConfig): Mistake[] {
  const zones = zonesOf(cluster);
  if (config.failureDomain !== 'zone' || zones.length >= 3) return [];
  return [{ path: ['failureDomain'], message: `three copies in three zones, and nodes stand in ${zones.join(' and ')} only; write host, or remove this` }];
}

/** A filter that takes names of kinds that have nothing in common. */
function takesAnything(filter: string): boolean {
  return ['/dev/disk/by-path/pci-0000:00:1f.2-ata-1', 'sda', 'nvme0n1', 'vdz'].every((device) => new RegExp(filter).test(device));
}
