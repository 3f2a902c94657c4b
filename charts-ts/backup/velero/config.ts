import { z } from 'zod';
import { DnsLabel, Span } from '../../config/values.ts';
import { quoted } from '../../config/words.ts';
import { Cron } from '../../kit/cron.ts';
import { SizeSetting } from '../../kit/size.ts';

const Size = SizeSetting.describe('CPU that each pod requests, memory that it requests and gets at most, CPU that it gets at most');

const Schedule = z.strictObject({
  cron: Cron.describe('When, in UTC: minute, hour, day of the month, month, day of the week'),
  ttl: Span.default('30d').describe('How long a backup is kept'),
  volumes: z
    .enum(['off-site', 'snapshots', 'none'])
    .default('off-site')
    .describe(
      'off-site: what is in volumes goes to the object store; snapshots: it stays in the cluster as snapshots, which are lost with it; none: objects only',
    ),
  includedNamespaces: z.array(z.string().min(1)).min(1).default(['*']).describe('Namespaces that are backed up; * for all'),
  excludedNamespaces: z.array(DnsLabel).default([]).describe("Namespaces that are not; Velero's own never is"),
});
export type Schedule = z.output<typeof Schedule>;

const ClusterId = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, {
  error: (issue) => `${quoted(issue.input)} is not a cluster; write its folders below clusters/, like odc-west/prod-1`,
});

/** Velero's part of cluster.yaml. */
export const VeleroConfig = z.strictObject({
  schedules: z.record(DnsLabel, Schedule.nullable()).default({}).describe('What is backed up when, by name; null takes back one of the profile'),
  storeCa: z
    .enum(['public', 'site'])
    .optional()
    .describe("Who signed the object store's certificate: a public CA, or one of trust.certificates; site when the cluster is air-gapped"),
  source: ClusterId.optional().describe('Another cluster whose backups this one may read, to restore them here, such as odc-west/prod-1'),
  sizes: z
    .strictObject({
      server: Size.default({ cpu: '100m', memory: '512Mi', cpuLimit: '1' }),
      nodeAgent: Size.default({ cpu: '10m', memory: '128Mi', cpuLimit: '500m' }),
      dataMover: Size.default({ cpu: '100m', memory: '512Mi', cpuLimit: '2' }),
      maintenance: Size.default({ cpu: '50m', memory: '512Mi', cpuLimit: '1' }),
    })
    .prefault({})
    .describe('What each pod gets: the server, one on each node, one for each volume while it is moved, one that tidies up the object store'),
});
export type VeleroConfig = z.output<typeof VeleroConfig>;

/** The schedules that there are, by name. */
export function schedulesOf({ schedules }: VeleroConfig): [string, Schedule][] {
  return Object.entries(schedules).flatMap(([name, schedule]) => (schedule === null ? [] : [[name, schedule] as [string, Schedule]]));
}
