import { z } from 'zod';
import { Bytes, Cpu, quantity, Span } from '../../config/values.ts';
import type { Mistake, Planned } from '../../kit/component.ts';

/** Prometheus' part of cluster.yaml. */
export const prometheusConfig = z.strictObject({
  replicas: z.int().min(1).max(2).default(1).describe('How many read everything; two of them so that one may be lost'),
  retention: Span.default('15d').describe('How long metrics are kept, unless the volume is full before'),
  volume: Bytes.default('50Gi').describe('The volume of each; a tenth of it stays free'),
  scrapeInterval: z.enum(['15s', '30s', '1m', '2m']).default('1m').describe('How often every target is read, unless its monitor says otherwise'),
  size: z
    .strictObject({ cpu: Cpu, memory: Bytes, cpuLimit: Cpu })
    .default({ cpu: '200m', memory: '2Gi', cpuLimit: '2' })
    .describe('CPU that each pod requests, memory that it requests and gets at most (about 3Gi for a million series), CPU that it gets at most'),
  limits: z
    .strictObject({
      samples: z.int().min(1).default(100_000).describe('Samples of one target; what offers more is not read at all, and shows as down'),
      labels: z.int().min(1).default(64).describe('Labels of one series'),
    })
    .prefault({})
    .describe('What one target may bring at most, so that none takes the memory of all'),
  controlPlane: z
    .boolean()
    .default(false)
    .describe(
      "Whether the scheduler, controller manager and etcd are read: their pods must listen on the nodes' addresses, which kubeadm does not do by itself",
    ),
});
export type PrometheusConfig = z.output<typeof prometheusConfig>;

export const profiles = {
  lab: { retention: '2d', volume: '5Gi', size: { cpu: '50m', memory: '512Mi', cpuLimit: '1' } },
  production: { replicas: 2, retention: '30d', volume: '200Gi', scrapeInterval: '30s', size: { cpu: '1', memory: '8Gi', cpuLimit: '4' } },
} as const;

/** Nine tenths of the volume, in the units that Prometheus takes (MB there is 2^20): the rest is for the log of writes and for compaction. */
export function retentionSize({ volume }: PrometheusConfig): string {
  return `${Math.floor((quantity(volume) * 0.9) / 2 ** 20)}MB`;
}

/** What the schema alone cannot see. */
export function prometheusMistakes({ cluster, config }: Planned<PrometheusConfig>): Mistake[] {
  const workers = cluster.nodes.filter(({ role }) => role !== 'control-plane').reduce((sum, { count }) => sum + count, 0);
  if (config.replicas <= Math.max(workers, 1)) return [];
  return [{ path: ['replicas'], message: `${config.replicas} of them on ${workers} node would be lost together; write 1, or add a node` }];
}
