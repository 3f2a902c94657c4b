import type { Dashboard } from '../../kit/dashboard.ts';

const of = 'job="node-exporter",node=~"$node"';
const disk = `${of},fstype!~"tmpfs|ramfs|squashfs|iso9660|erofs"`;
/** The kubelet tells the traffic of its node's own cards under the root of all containers. */
const cards = 'id="/",node=~"$node",interface!~"lo|veth.*|cali.*|lxc.*|cni.*|flannel.*"';

export const nodesDashboard: Dashboard = {
  name: 'nodes',
  title: 'Nodes',
  purpose: 'Which node is busy, full or broken?',
  variables: [{ name: 'node', title: 'Node', metric: 'kube_node_info', label: 'node' }],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Ready',
          show: 'table',
          unit: 'count',
          queries: [{ expression: 'max by (node) (kube_node_status_condition{condition="Ready",status="true",node=~"$node"})', legend: '{{ node }}' }],
        },
        {
          title: 'Kubelet and kernel',
          show: 'table',
          queries: [
            {
              expression: 'max by (node, kubelet_version, kernel_version, os_image) (kube_node_info{node=~"$node"})',
              legend: '{{ node }} {{ kubelet_version }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Processors and memory',
      panels: [
        { title: 'CPU in use', show: 'lines', unit: 'percent', queries: [{ expression: 'node:cpu_busy:ratio5m{node=~"$node"}', legend: '{{ node }}' }] },
        { title: 'Memory in use', show: 'lines', unit: 'percent', queries: [{ expression: 'node:memory_used:ratio{node=~"$node"}', legend: '{{ node }}' }] },
        {
          title: 'Time that something waits for CPU',
          show: 'lines',
          unit: 'percent',
          queries: [{ expression: `rate(node_pressure_cpu_waiting_seconds_total{${of}}[$__rate_interval])`, legend: '{{ node }}' }],
        },
        {
          title: 'Time that something waits for memory',
          show: 'lines',
          unit: 'percent',
          queries: [{ expression: `rate(node_pressure_memory_waiting_seconds_total{${of}}[$__rate_interval])`, legend: '{{ node }}' }],
        },
        {
          title: 'Load, by processor',
          show: 'lines',
          queries: [{ expression: `node_load5{${of}} / on (node) count by (node) (node_cpu_seconds_total{${of},mode="idle"})`, legend: '{{ node }}' }],
        },
        {
          title: 'Processes ended for lack of memory',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: `increase(node_vmstat_oom_kill{${of}}[$__rate_interval])`, legend: '{{ node }}' }],
        },
      ],
    },
    {
      title: 'Disks',
      panels: [
        {
          title: 'Fullest disks',
          show: 'table',
          unit: 'percent',
          queries: [
            {
              expression: `topk(20, 1 - max by (node, mountpoint) (node_filesystem_avail_bytes{${disk}} / node_filesystem_size_bytes{${disk}}))`,
              legend: '{{ node }} {{ mountpoint }}',
            },
          ],
        },
        {
          title: 'Busy disks',
          show: 'lines',
          unit: 'percent',
          queries: [{ expression: `topk(10, rate(node_disk_io_time_seconds_total{${of}}[$__rate_interval]))`, legend: '{{ node }} {{ device }}' }],
        },
        {
          title: 'Time that something waits for a disk',
          show: 'lines',
          unit: 'percent',
          queries: [{ expression: `rate(node_pressure_io_waiting_seconds_total{${of}}[$__rate_interval])`, legend: '{{ node }}' }],
        },
        {
          title: 'Read and written',
          show: 'lines',
          unit: 'bytes/s',
          queries: [
            { expression: `sum by (node) (rate(node_disk_read_bytes_total{${of}}[$__rate_interval]))`, legend: '{{ node }} read' },
            { expression: `sum by (node) (rate(node_disk_written_bytes_total{${of}}[$__rate_interval]))`, legend: '{{ node }} written' },
          ],
        },
      ],
    },
    {
      title: 'Network',
      panels: [
        {
          title: 'Traffic',
          show: 'lines',
          unit: 'bytes/s',
          queries: [
            { expression: `sum by (node) (rate(container_network_receive_bytes_total{${cards}}[$__rate_interval]))`, legend: '{{ node }} in' },
            { expression: `sum by (node) (rate(container_network_transmit_bytes_total{${cards}}[$__rate_interval]))`, legend: '{{ node }} out' },
          ],
        },
        {
          title: 'Errors and packets dropped',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            {
              expression: `sum by (node, interface) (rate(container_network_receive_errors_total{${cards}}[$__rate_interval]) + rate(container_network_transmit_errors_total{${cards}}[$__rate_interval]) + rate(container_network_receive_packets_dropped_total{${cards}}[$__rate_interval]) + rate(container_network_transmit_packets_dropped_total{${cards}}[$__rate_interval]))`,
              legend: '{{ node }} {{ interface }}',
            },
          ],
        },
        {
          title: 'Cards that went up or down',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: `increase(node_network_carrier_changes_total{${of}}[$__rate_interval]) > 0`, legend: '{{ node }} {{ device }}' }],
        },
        { title: 'Clock, seconds off', show: 'lines', unit: 'seconds', queries: [{ expression: `node_timex_offset_seconds{${of}}`, legend: '{{ node }}' }] },
      ],
    },
  ],
};
