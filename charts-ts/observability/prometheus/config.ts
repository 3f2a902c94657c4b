import { z } from 'zod';
import { Bytes, HttpUrl, quantity, Span } from '../../config/values.ts';
import type { Mistake, Planned } from '../../kit/component.ts';
import { SizeSetting } from '../../kit/size.ts';

/** Prometheus' part of cluster.yaml. */
export const PrometheusConfig = z.strictObject({
  replicas: z.int().min(1).max(2).default(1).describe('How many pods; each reads and keeps everything, so that one may be lost'),
  retention: Span.default('15d').describe('How long metrics are kept; the oldest go earlier when four fifths of the volume are used'),
  volume: Bytes.default('50Gi').describe("The size of each pod's volume"),
  intervalSeconds: z.int().min(5).max(120).default(60).describe('How often targets are read whose monitor does not say, and rules are evaluated'),
  size: SizeSetting.default({ cpu: '200m', memory: '2Gi', cpuLimit: '2' }).describe(
    'CPU that each pod requests, memory that it requests and gets at most (about 3Gi for a million series), CPU that it gets at most',
  ),
  limits: z
    .strictObject({
      samples: z.int().min(100).default(100_000).describe('Samples of one target'),
      targets: z.int().min(10).default(1000).describe('Targets that one monitor may find: more than nodes, since each has a kubelet'),
      labels: z.int().min(10).default(64).describe('Labels of one series'),
      labelNameLength: z.int().min(32).default(256).describe("Characters of a label's name"),
      labelValueLength: z.int().min(256).default(4096).describe("Characters of a label's value"),
      bodySize: Bytes.default('64Mi').describe('What one target sends at a time'),
      querySamples: z.int().min(100_000).default(20_000_000).describe('Samples that one query may hold in memory, about 16 bytes each'),
    })
    .prefault({})
    .describe('What nobody goes beyond, tenants included: a target that does is not read, a query that does fails'),
  kubeletCertificates: z
    .enum(['cluster-ca', 'unverified'])
    .default('cluster-ca')
    .describe("Who signed the kubelets' serving certificates: the cluster's own CA, or unverified where each signed its own (kubeadm's and kind's default)"),
  controlPlane: z
    .strictObject({
      scheduler: z.boolean().default(false).describe('Read kube-scheduler, at port 10259'),
      controllerManager: z.boolean().default(false).describe('Read kube-controller-manager, at port 10257'),
      etcd: z.boolean().default(false).describe('Read etcd, at port 2381 without TLS (its --listen-metrics-urls)'),
    })
    .prefault({})
    .describe('Parts of the control plane that run as pods in kube-system. Off, since kubeadm lets them listen on 127.0.0.1 only'),
  externalUrl: HttpUrl.optional().describe(
    'Where people reach it: links in alerts point there. By default where the login proxy serves it; without one, where kubectl port-forward puts it',
  ),
});
export type PrometheusConfig = z.output<typeof PrometheusConfig>;

/** Measured: a lab of one node has about 40,000 series with all components. */
export const profiles = {
  lab: {
    kubeletCertificates: 'unverified',
    retention: '2d',
    volume: '5Gi',
    size: { cpu: '50m', memory: '512Mi', cpuLimit: '1' },
    limits: { querySamples: 5_000_000 },
  },
  production: {
    replicas: 2,
    retention: '30d',
    volume: '200Gi',
    intervalSeconds: 30,
    size: { cpu: '1', memory: '8Gi', cpuLimit: '4' },
    limits: { samples: 500_000, bodySize: '256Mi', querySamples: 50_000_000 },
  },
} as const;

/** Four fifths of the volume, in the units that Prometheus takes: the rest is for compaction, which writes before it removes. */
export function retentionSize({ volume }: PrometheusConfig): string {
  return `${Math.floor((quantity(volume) * 0.8) / 2 ** 20)}MiB`;
}

/** Bytes as Prometheus writes them: 64Mi is 64MiB. */
export function byteSize(bytes: string): string {
  return `${bytes}B`;
}

/** What the schema alone cannot see. */
export function prometheusMistakes({ cluster, config }: Planned<PrometheusConfig>): Mistake[] {
  const workers = cluster.nodes.filter(({ role }) => role !== 'control-plane').reduce((sum, { count }) => sum + count, 0);
  return config.replicas > Math.max(workers, 1)
    ? [{ path: ['replicas'], message: `${config.replicas} pods on ${workers} node would be lost together; write 1, or add a node` }]
    : [];
}
