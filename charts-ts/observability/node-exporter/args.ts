/** Where the node's own files are mounted, to be read. */
export const host = '/host';

/**
 * Only collectors that tell of the node from a pod with a network of its own: those that would tell of the pod's network
 * instead (netdev, netstat, sockstat, conntrack …) stay off, for the kubelet tells the node's traffic. netclass and bonding
 * read the node's own sysfs. https://github.com/prometheus/node_exporter/tree/v1.12.1#collectors
 */
const always = ['cpu', 'diskstats', 'filefd', 'filesystem', 'loadavg', 'meminfo', 'netclass', 'os', 'stat', 'time', 'timex', 'vmstat'];

/** What not every node has: without a RAID, a bond or a sensor, the collector says that it failed. */
const whereThere = ['bonding', 'edac', 'hwmon', 'kernel_hung', 'mdadm', 'nvme', 'pressure'];

/** Collectors that fail on no node that is well, for a regular expression. */
export const expected = always.join('|');

/** Besides what is no disk: volumes and images of pods, of which the kubelet tells. */
const noMounts = '^/(dev|proc|sys|run/.+|var/lib/(docker|containerd|containers/storage|rancher|k0s)/.+|var/lib/kubelet/.+)($|/)';

/** Network cards of the pods, as the usual network plugins call them. */
const podCards = '^((veth|cali|lxc|cilium|flannel|cni|tunl|vxlan|dummy|kube-ipvs|nodelocaldns).*|lo)$';

/** Flags: https://github.com/prometheus/node_exporter/tree/v1.12.1 */
export function nodeExporterArgs(port: number): string[] {
  return [
    `--web.listen-address=:${port}`,
    // Numbers about itself are more than those about the node.
    '--web.disable-exporter-metrics',
    `--path.rootfs=${host}`,
    `--path.procfs=${host}/proc`,
    `--path.sysfs=${host}/sys`,
    `--path.udev.data=${host}/run/udev/data`,
    '--collector.disable-defaults',
    ...[...always, ...whereThere].sort().map((name) => `--collector.${name}`),
    `--collector.filesystem.mount-points-exclude=${noMounts}`,
    `--collector.netclass.ignored-devices=${podCards}`,
    '--collector.netclass.ignore-invalid-speed',
  ];
}
