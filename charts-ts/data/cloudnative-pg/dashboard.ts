import type { Dashboard } from '../../kit/dashboard.ts';

const chosen = 'namespace=~"$namespace",pod=~"$pod"';

export const postgresDashboard: Dashboard = {
  name: 'postgres',
  title: 'PostgreSQL',
  purpose: 'Whether each PostgreSQL is up, has its copies and its backups, and what it is busy with',
  variables: [
    { name: 'namespace', title: 'Namespace', metric: 'cnpg_collector_up', label: 'namespace' },
    { name: 'pod', title: 'Copy', metric: 'cnpg_collector_up', label: 'pod' },
  ],
  rows: [
    {
      title: 'State',
      panels: [
        {
          title: 'Copies that answer',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `sum by (namespace, cluster) (cnpg_collector_up{${chosen}})`, legend: '{{ namespace }}/{{ cluster }}' }],
        },
        {
          title: 'Since the last whole backup',
          show: 'stat',
          unit: 'seconds',
          thresholds: { warning: 129600, critical: 172800 },
          queries: [
            {
              expression: `time() - max by (namespace) (barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{${chosen}} > 0)`,
              legend: '{{ namespace }}',
            },
          ],
        },
        {
          title: 'How far back it can be restored',
          show: 'stat',
          unit: 'seconds',
          queries: [
            {
              expression: `time() - max by (namespace) (barman_cloud_cloudnative_pg_io_first_recoverability_point{${chosen}} > 0)`,
              legend: '{{ namespace }}',
            },
          ],
        },
        {
          title: 'Behind the copy that is written to',
          show: 'lines',
          unit: 'seconds',
          queries: [{ expression: `max by (pod) (cnpg_pg_replication_lag{${chosen}})`, legend: '{{ pod }}' }],
        },
        {
          title: 'Log that waits to be archived, in files',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: `max by (pod) (cnpg_collector_pg_wal_archive_status{${chosen},value="ready"})`, legend: '{{ pod }}' }],
        },
      ],
    },
    {
      title: 'Work',
      panels: [
        {
          title: 'Transactions',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            {
              expression: `sum by (datname) (rate(cnpg_pg_stat_database_xact_commit{${chosen}}[$__rate_interval]) + rate(cnpg_pg_stat_database_xact_rollback{${chosen}}[$__rate_interval]))`,
              legend: '{{ datname }}',
            },
          ],
        },
        {
          title: 'Connections',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: `sum by (pod, state) (cnpg_backends_total{${chosen}})`, legend: '{{ pod }} {{ state }}' }],
        },
        {
          title: 'Size',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: `max by (namespace, datname) (cnpg_pg_database_size_bytes{${chosen}})`, legend: '{{ namespace }} {{ datname }}' }],
        },
        {
          title: 'Reads that were in memory',
          show: 'lines',
          unit: 'percent',
          queries: [
            {
              expression: `sum by (pod) (rate(cnpg_pg_stat_database_blks_hit{${chosen}}[$__rate_interval])) / sum by (pod) (rate(cnpg_pg_stat_database_blks_hit{${chosen}}[$__rate_interval]) + rate(cnpg_pg_stat_database_blks_read{${chosen}}[$__rate_interval]))`,
              legend: '{{ pod }}',
            },
          ],
        },
      ],
    },
  ],
};
