import type { Dashboard } from '../../kit/dashboard.ts';

export const cephDashboard: Dashboard = {
  name: 'rook-ceph',
  title: 'Ceph',
  purpose: 'Is storage healthy, how full is it, and what does it do?',
  variables: [{ name: 'pool', title: 'Pool', metric: 'ceph_pool_metadata', label: 'name' }],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Health (0 good, 1 warns, 2 error)',
          show: 'stat',
          queries: [{ expression: 'max(ceph_health_status)' }],
          thresholds: { warning: 1, critical: 2 },
        },
        {
          title: 'Used of all disks',
          show: 'gauge',
          unit: 'percent',
          queries: [{ expression: 'max(ceph_cluster_total_used_raw_bytes / ceph_cluster_total_bytes)' }],
          thresholds: { warning: 0.7, critical: 0.8 },
        },
        {
          title: 'Disks down',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: 'count(ceph_osd_up) - sum(ceph_osd_up)' }],
          thresholds: { warning: 1, critical: 2 },
        },
        { title: 'Monitors in quorum', show: 'stat', unit: 'count', queries: [{ expression: 'sum(ceph_mon_quorum_status)' }] },
        { title: 'What Ceph says', show: 'table', queries: [{ expression: 'max by (name, severity) (ceph_health_detail) == 1', legend: '{{ name }}' }] },
      ],
    },
    {
      title: 'Capacity',
      panels: [
        {
          title: 'Raw capacity',
          show: 'lines',
          unit: 'bytes',
          queries: [
            { expression: 'max(ceph_cluster_total_bytes)', legend: 'all' },
            { expression: 'max(ceph_cluster_total_used_raw_bytes)', legend: 'used' },
          ],
        },
        {
          title: 'Stored in each pool, one copy',
          show: 'lines',
          unit: 'bytes',
          queries: [
            {
              expression: 'max by (name) (ceph_pool_stored * on (pool_id) group_left (name) ceph_pool_metadata{name=~"$pool"})',
              legend: '{{ name }}',
            },
          ],
        },
        {
          title: 'Used of each disk',
          show: 'lines',
          unit: 'percent',
          queries: [{ expression: 'max by (ceph_daemon) (ceph_osd_stat_bytes_used / ceph_osd_stat_bytes)', legend: '{{ ceph_daemon }}' }],
        },
      ],
    },
    {
      title: 'Work',
      panels: [
        {
          title: 'Reads and writes',
          show: 'lines',
          unit: 'bytes/s',
          queries: [
            {
              expression: 'sum by (name) (rate(ceph_pool_rd_bytes[$__rate_interval]) * on (pool_id) group_left (name) ceph_pool_metadata{name=~"$pool"})',
              legend: '{{ name }} read',
            },
            {
              expression: 'sum by (name) (rate(ceph_pool_wr_bytes[$__rate_interval]) * on (pool_id) group_left (name) ceph_pool_metadata{name=~"$pool"})',
              legend: '{{ name }} written',
            },
          ],
        },
        {
          title: 'Time of a write to a disk',
          show: 'lines',
          unit: 'seconds',
          queries: [
            {
              expression: 'max by (ceph_daemon) (rate(ceph_osd_op_w_latency_sum[$__rate_interval]) / rate(ceph_osd_op_w_latency_count[$__rate_interval]))',
              legend: '{{ ceph_daemon }}',
            },
          ],
        },
        {
          title: 'Placement groups that are not active and clean',
          show: 'lines',
          unit: 'count',
          queries: [
            { expression: 'sum(ceph_pg_total - ceph_pg_active)', legend: 'not active' },
            { expression: 'sum(ceph_pg_total - ceph_pg_clean)', legend: 'not clean' },
          ],
        },
      ],
    },
  ],
};
