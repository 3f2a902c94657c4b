import type { Dashboard } from '../../kit/dashboard.ts';

export const metalLbDashboard: Dashboard = {
  name: 'metallb',
  title: 'Load balancing (MetalLB)',
  purpose: 'Whether Services have an address, and whether the network knows where it is',
  rows: [
    {
      title: 'Addresses',
      panels: [
        {
          title: 'Pools in use',
          show: 'gauge',
          unit: 'percent',
          queries: [{ expression: 'metallb_allocator_addresses_in_use_total / metallb_allocator_addresses_total', legend: '{{ pool }}' }],
          thresholds: { warning: 0.9, critical: 1 },
        },
        {
          title: 'Free addresses',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'metallb_allocator_addresses_total - metallb_allocator_addresses_in_use_total', legend: '{{ pool }}' }],
        },
        {
          title: 'Who announces what',
          show: 'table',
          queries: [{ expression: 'sum by (service, ip, protocol, node) (metallb_speaker_announced)' }],
        },
      ],
    },
    {
      title: 'Announcements',
      panels: [
        {
          title: 'BGP sessions by router',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'sum by (peer) (metallb_bgp_session_up)', legend: '{{ peer }}' }],
        },
        {
          title: 'Questions for an address (ARP, NDP)',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (ip) (rate(metallb_layer2_requests_received[$__rate_interval]))', legend: '{{ ip }}' }],
        },
        {
          title: 'Moves to another node',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (ip) (rate(metallb_layer2_gratuitous_sent[$__rate_interval]))', legend: '{{ ip }}' }],
        },
        {
          title: 'Pods that refuse their configuration',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'sum(metallb_k8s_client_config_stale_bool)' }],
          thresholds: { warning: 1, critical: 1 },
        },
      ],
    },
  ],
};
