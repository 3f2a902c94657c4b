import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import { type ClusterTenant, namespacesOf } from '../../config/tenants.ts';
import { longestGap } from '../../kit/cron.ts';
import type { Alert } from '../../kit/metrics.ts';
import { resource } from '../../kit/resource.ts';
import { type Schedule as ScheduleConfig, schedulesOf, type VeleroConfig } from './config.ts';
import { namespace } from './names.ts';
import { duration, own } from './storage.ts';
import type { Schedule } from './types.ts';

type Volumes = ScheduleConfig['volumes'];

interface TenantSchedule {
  readonly name: string;
  readonly cron: string;
  readonly paused?: true;
}

/** When a tenant's namespaces are backed up: each night while it is there; once it has left, each week, until they may be deleted. */
export function scheduleOf({ name, archived }: ClusterTenant): TenantSchedule {
  const at = startOf(name);
  if (archived === undefined) return { name: `tenant-${name}`, cron: `${at.minute} ${at.hour} * * *` };
  return { name: `archive-${name}`, cron: `${at.minute} ${at.hour} * * ${at.day}`, ...(archived.confirmed ? { paused: true } : {}) };
}

/**
 * Backups of tenants, each kept as long as its file says: so a tenant's are restored, and end, without those of others.
 * In Velero's own namespace, since it reads schedules there only.
 */
export function tenantSchedules(scope: Construct, config: VeleroConfig, tenants: readonly ClusterTenant[]): void {
  const volumes = volumesOf(config);
  for (const tenant of tenants) {
    const { name, cron, paused } = scheduleOf(tenant);
    const { retention } = tenant.config;
    resource<Schedule>(scope, {
      apiVersion: 'velero.io/v1',
      kind: 'Schedule',
      metadata: { name },
      spec: {
        schedule: cron,
        ...(paused === undefined ? {} : { paused }),
        template: {
          storageLocation: own,
          ttl: duration(tenant.archived === undefined ? retention.backups : retention.archive),
          includedNamespaces: namespacesOf(tenant),
          snapshotVolumes: volumes !== 'none',
          snapshotMoveData: volumes === 'off-site',
        },
      },
    });
  }
}

/** As far as the site's own schedules go: where its drivers make no snapshots, those say so, and a backup with volumes would never be whole. */
function volumesOf(config: VeleroConfig): Volumes {
  const ways = schedulesOf(config).map(([, { volumes }]) => volumes);
  return (['off-site', 'snapshots'] as const).find((way) => ways.includes(way)) ?? 'none';
}

/** The backups of tenants that did not come. By name: Velero goes on telling of schedules that are gone as long as it has a backup of theirs. */
export function tenantAlerts(tenants: readonly ClusterTenant[]): Alert[] {
  const kept = tenants.filter(({ archived }) => archived?.confirmed !== true).map(scheduleOf);
  if (kept.length === 0) return [];
  const expressions = [...new Set(kept.map(({ cron }) => longestGap(cron) ?? 0))].map((gap) => {
    const names = kept.filter(({ cron }) => longestGap(cron) === gap).map(({ name }) => name);
    return missed(names.join('|'), 2 * gap);
  });
  return [
    {
      name: 'TenantBackupMissed',
      expression: expressions.join(' or '),
      holds: '15m',
      severity: 'critical',
      summary: 'Schedule {{ $labels.schedule }} has had no whole backup for two times its schedule',
      runbook: `kubectl -n ${namespace} describe schedule {{ $labels.schedule }}, then velero backup get --selector velero.io/schedule-name={{ $labels.schedule }}`,
    },
  ];
}

/** Too old; or none yet, though Velero has known the schedule for so long. */
function missed(names: string, seconds: number): string {
  const last = `max by (schedule) (velero_backup_last_successful_timestamp{schedule=~"${names}"})`;
  return `time() - ${last} > ${seconds} or (max by (schedule) (velero_backup_attempt_total{schedule=~"${names}"} offset ${seconds}s) unless ${last})`;
}

/** From 19:00 to 05:00 UTC, at a moment that follows from the name: hundreds of them at once would wait for each other all night. */
function startOf(name: string): { readonly minute: number; readonly hour: number; readonly day: number } {
  const number = createHash('sha256').update(name).digest().readUInt32BE(0);
  const minutes = (19 * 60 + (number % (10 * 60))) % (24 * 60);
  return { minute: minutes % 60, hour: Math.floor(minutes / 60), day: number % 7 };
}
