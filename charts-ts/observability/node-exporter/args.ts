/** Where the node's own files are mounted, to be read. */
export const host = '/host';

/**
 * Only collectors that tell of the node from a pod with a network of its own: those that would tell of the pod's network
 * instead (netdev, netstat, sockstat, conntrack …) stay off, for the kubelet tells the node's traffic. netclass and bonding
 * read the node's own sysfs. https://github.com/prometheus/node_exporter/tree/v1.12.1#collectors
 */
const collectors = [
  'bonding',
  'cpu',
  'diskstats',
  'edac',
  'filefd',
  'filesystem',
  'hwmon',
  'kernel_hung',
  'loadavg',
  'mdadm',
  'meminfo',
  'netclass',
  'nvme',
  'os',
  'pressure',
  'stat',
  'time',
  'timex',
  'uname',
  'vmstat',
];

/** Besides what is no disk: volumes and images of pods, of which the kubelet tells. */
const noMounts = '^/(dev|proc|sys|run/.+|var/lib/(docker|containerd|containers/storage|rancher|k0s)/.+|var/lib/kubelet/.+)($|/)';

/** Network cards of the pods, as the usual network plugins call them. */
const podCards = '^(veth|cali|lxc|cilium|flannel|cni|tunl|vxlan|dummy|kube-ipvs|nodelocaldns).*|lo$';

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
    ...collectors.map((name) => `--collector.${name}`),
    `--collector.filesystem.mount-points-exclude=${noMounts}`,
    `--collector.netclass.ignored-devices=${podCards}`,
    '--collector.netclass.ignore-invalid-speed',
  ];
}
