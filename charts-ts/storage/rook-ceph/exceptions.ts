import type { Exception } from '../../kit/component.ts';
import { drivers, name } from './names.ts';

/** What pods that the operators start do beyond the secure defaults: all in a namespace of their own. */
export const rookExceptions: readonly Exception[] = [
  { object: `CephCluster/${name}`, rule: 'privileged', reason: 'the daemon of a disk, and the job that prepares it, open block devices of the node' },
  { object: `CephCluster/${name}`, rule: 'root-user', reason: 'disks belong to root, and init containers hand folders of the node to the user ceph' },
  { object: `CephCluster/${name}`, rule: 'host-path', reason: 'monitors keep their database in /var/lib/rook of the node, disks are under /dev' },
  { object: `CephCluster/${name}`, rule: 'privilege-escalation', reason: 'Rook writes the security context of its pods itself and does not set it' },
  { object: `CephCluster/${name}`, rule: 'capabilities', reason: 'Rook drops NET_RAW only: daemons change their user after they start' },
  { object: `CephCluster/${name}`, rule: 'writable-root', reason: 'Rook writes the security context of its pods itself and does not set it' },
  { object: `CephCluster/${name}`, rule: 'seccomp', reason: 'Rook writes the security context of its pods itself and does not set it' },
  ...Object.values(drivers).flatMap((driver) => [
    {
      object: `Driver/${driver}`,
      rule: 'privileged' as const,
      reason: 'the driver on each node mounts volumes into pods, for which it needs the rights of the node',
    },
    { object: `Driver/${driver}`, rule: 'host-network' as const, reason: 'the kernel of the node holds the mounts: they must outlive the pod of the driver' },
    { object: `Driver/${driver}`, rule: 'host-path' as const, reason: 'volumes are mounted below the folder of the kubelet, devices are under /dev and /sys' },
  ]),
  { object: `Driver/${drivers.block}`, rule: 'host-pid', reason: 'the driver watches the processes that map block devices' },
];
