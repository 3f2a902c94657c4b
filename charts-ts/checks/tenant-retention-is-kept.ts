import { tenantProblem } from '../config/rules/rules.ts';
import { minutesOf } from '../kit/duration.ts';
import type { Check } from './checks.ts';

/** What a tenant's file says of how long logs and backups are kept is true: nothing is promised that its cluster cannot keep. */
export const tenantRetentionIsKept: Check = (built, { id, tenants, config: { backups } }) => {
  const settings = (name: string) => built.find(({ component }) => component.name === name)?.config as { readonly retention?: string } | undefined;
  const victoria = settings('victoria-logs')?.retention;
  const hasLoki = settings('loki') !== undefined;
  const hasBackups = settings('velero') !== undefined;
  return tenants.flatMap((tenant) => {
    const { logs } = tenant.config.retention;
    const problem = (key: 'logs' | 'backups' | 'archive', message: string) =>
      tenant.isWritten(['retention', key]) ? [tenantProblem(tenant, ['retention', key], message)] : [];
    // Databases are backed up by their own operator.
    const hasDatabases = Object.keys(tenant.config.databases).length > 0;
    return [
      ...(hasLoki && !logs.endsWith('d') ? problem('logs', `${logs} is not a number of whole days, and Loki on ${id} deletes by days; write it like 30d`) : []),
      // It has one retention for all: https://docs.victoriametrics.com/victorialogs/#retention
      ...(victoria !== undefined && minutesOf(logs) > minutesOf(victoria)
        ? problem(
            'logs',
            `${logs} is longer than ${id} keeps logs (${victoria}), and VictoriaLogs has one retention for all; write at most ${victoria}, or raise components.victoria-logs.retention there`,
          )
        : []),
      ...(hasBackups || (hasDatabases && backups !== undefined) ? [] : problem('backups', `${id} makes no backups; turn on velero there, or remove this key`)),
      // The archives of databases end for nobody, so only Velero keeps one for a time.
      ...(hasBackups ? [] : problem('archive', `${id} makes no archive of who left; turn on velero there, or remove this key`)),
    ];
  });
};
