import type { Alert } from '../../kit/metrics.ts';
import { everyNamespace } from '../../kit/series.ts';
import { name, namespace, plugin } from './names.ts';

/** What holds for every PostgreSQL in the cluster, tenants' own as well. Metrics: queries.ts and https://cloudnative-pg.io/documentation/1.30/monitoring/ */
const everywhere: readonly Alert[] = [
  {
    name: 'PostgresReplicaLags',
    expression: `max by (namespace, pod) (cnpg_pg_replication_lag{${everyNamespace}}) > 300`,
    holds: '10m',
    severity: 'warning',
    summary: 'PostgreSQL {{ $labels.namespace }}/{{ $labels.pod }} is {{ $value | humanizeDuration }} behind the copy that is written to',
    runbook: 'kubectl -n {{ $labels.namespace }} logs {{ $labels.pod }}; a slow disk, a network that is full, or one very long transaction',
  },
  {
    name: 'PostgresReplicationBroken',
    expression: `max by (namespace, pod) (cnpg_pg_replication_in_recovery{${everyNamespace}} > cnpg_pg_replication_is_wal_receiver_up{${everyNamespace}}) == 1`,
    holds: '10m',
    severity: 'warning',
    summary: 'PostgreSQL {{ $labels.namespace }}/{{ $labels.pod }} is a standby that receives nothing',
    runbook: 'kubectl -n {{ $labels.namespace }} logs {{ $labels.pod }}; where it lost its place: delete the pod and its claim, and it is made anew',
  },
  {
    name: 'PostgresArchivingFails',
    expression: `max by (namespace, pod) (cnpg_pg_stat_archiver_last_failed_time{${everyNamespace}} - cnpg_pg_stat_archiver_last_archived_time{${everyNamespace}}) > 0`,
    holds: '15m',
    severity: 'critical',
    summary: 'PostgreSQL {{ $labels.namespace }}/{{ $labels.pod }} cannot archive: what is written now cannot be restored, and its disk fills',
    runbook: 'kubectl -n {{ $labels.namespace }} logs {{ $labels.pod }} -c plugin-barman-cloud; is the object store up, are the keys in backup-store right?',
  },
  {
    name: 'PostgresTransactionIdsRunOut',
    // At 2^31 PostgreSQL stops writing: https://www.postgresql.org/docs/18/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND
    expression: `max by (namespace, pod, datname) (cnpg_pg_database_xid_age{${everyNamespace}}) > 1e9`,
    holds: '1h',
    severity: 'critical',
    summary: 'Database {{ $labels.datname }} of {{ $labels.namespace }}/{{ $labels.pod }} has used half of its transaction ids',
    runbook: 'VACUUM FREEZE in that database; look for what kept autovacuum away: old transactions, replication slots, prepared transactions',
  },
  {
    name: 'PostgresConnectionsRunOut',
    expression: `sum by (namespace, pod) (cnpg_backends_total{${everyNamespace}}) > 0.9 * max by (namespace, pod) (cnpg_pg_settings_connections_maximum{${everyNamespace}})`,
    holds: '10m',
    severity: 'warning',
    summary: 'PostgreSQL {{ $labels.namespace }}/{{ $labels.pod }} has {{ $value }} connections, nearly all that it takes',
    runbook: 'look in pg_stat_activity for who holds them; let the program use a smaller pool, or put a Pooler before it',
  },
];

/** The alerts, those for the plugin only where it runs. */
export function cloudNativePgAlerts(withPlugin: boolean): Alert[] {
  return [
    ...everywhere,
    absent('CloudNativePgDown', name, 'nobody repairs a PostgreSQL, and the API server refuses changes of them'),
    ...(withPlugin ? [absent('BarmanCloudPluginDown', plugin, 'no PostgreSQL can be made, restarted or backed up')] : []),
  ];
}

function absent(alert: string, job: string, meaning: string): Alert {
  return {
    name: alert,
    expression: `absent(up{namespace="${namespace}",job="${job}"} == 1)`,
    holds: '10m',
    severity: 'critical',
    summary: `${job} does not answer: ${meaning}`,
    runbook: `kubectl -n ${namespace} describe deploy ${job}, then its pods' events and logs`,
  };
}
