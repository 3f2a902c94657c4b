import type { Exception } from '../lib/findings.ts';
import { states } from '../lib/where.ts';

/** The namespaces that do not enforce `restricted`, and why. */
export const unrestricted: Readonly<Record<string, string>> = {
  falco: 'it watches system calls of the node with eBPF',
  'local-path': 'its helper pods make and remove folders of the node, as root',
  logging: 'Alloy reads the log files of the node, which only root may',
  'metallb-system': 'the speaker answers ARP in the network of the node',
  'node-exporter': 'it reads /proc and /sys of the node',
  'otel-collector': 'the agent reads the log files of the node, which only root may',
  'rook-ceph': 'Ceph opens disks of the node, and its drivers mount volumes there',
  velero: 'the node agent starts pods that read the volumes of others, as root',
};

/** What the level `restricted` has against pods of those namespaces. Each is one that its component states, on the object itself. */
export const exceptions: readonly Exception[] = [
  { rule: 'host namespaces', where: states('host-network', 'host-pid'), reason: 'stated on the object' },
  { rule: 'probe or lifecycle host', where: states('host-network'), reason: 'a pod in the network of the node is asked at the address of the node' },
  { rule: 'restricted volume types', where: states('host-path'), reason: 'stated on the object' },
  { rule: 'unrestricted capabilities', where: states('capabilities'), reason: 'stated on the object' },
  { rule: 'runAsNonRoot != true', where: states('root-user'), reason: 'stated on the object' },
  { rule: 'runAsUser=0', where: states('root-user'), reason: 'stated on the object' },
  {
    rule: 'seLinuxOptions',
    where: states('privileged', 'host-path'),
    reason: 'the type spc_t lets it look at its node where SELinux is on, such as on OpenShift; what it looks at is stated on the object',
  },
  {
    rule: 'forbidden AppArmor profile',
    objects: ['falco DaemonSet/falco/falco'],
    reason: 'the usual profile keeps it from /proc of other processes, which it watches',
  },
];
