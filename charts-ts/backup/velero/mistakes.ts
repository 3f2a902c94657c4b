import type { Mistake, Planned } from '../../kit/component.ts';
import { schedulesOf, type VeleroConfig } from './config.ts';
import { trustsSite } from './storage.ts';

/** What the schema alone cannot see. */
export function veleroMistakes({ cluster, config }: Planned<VeleroConfig>): Mistake[] {
  const { backups, trust } = cluster;
  if (backups === undefined)
    return [
      {
        path: [],
        message: 'there is no place for backups; write backups: { endpoint, bucket } in site.yaml, or set components.velero.enabled: false',
      },
    ];
  return [
    ...(schedulesOf(config).length === 0
      ? [
          {
            path: ['schedules'],
            message: 'nothing is ever backed up; write schedules: { daily: { cron: "0 2 * * *" } }, or set components.velero.enabled: false',
          },
        ]
      : []),
    ...(new URL(backups.endpoint).pathname === '/'
      ? []
      : [{ path: [], message: `Velero takes no folder in backups.endpoint "${backups.endpoint}"; write ${new URL(backups.endpoint).origin}` }]),
    ...(trustsSite(config, cluster) && trust.certificates === undefined
      ? [
          {
            path: ['storeCa'],
            message: `the certificate of ${new URL(backups.endpoint).hostname} is checked with trust.certificates, which holds none; put the site's CA there, or write storeCa: public`,
          },
        ]
      : []),
    ...(config.source === cluster.id ? [{ path: ['source'], message: `"${cluster.id}" is this cluster, which reads its own backups anyway; remove it` }] : []),
  ];
}
