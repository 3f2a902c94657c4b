import type { Construct } from 'constructs';
import type { Relabeling } from './metrics.ts';
import { type Resource, resource } from './resource.ts';

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Probe: the part that is written here. */
interface Probe extends Resource {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: 'Probe';
  readonly spec: {
    readonly jobName: string;
    readonly interval: string;
    readonly scrapeTimeout: string;
    readonly module: string;
    readonly prober: { readonly url: string; readonly path: string };
    readonly targets: { readonly staticConfig: { readonly static: readonly string[]; readonly relabelingConfigs?: readonly Relabeling[] } };
  };
}

/** Seconds that blackbox-exporter waits for an answer; Prometheus gives up one second later. */
export const probeTimeoutSeconds = 9;

/** Where blackbox-exporter takes questions. */
export const probePath = '/probe';

export interface ProbeOptions {
  readonly name: string;
  /** The label `job` of what is told. */
  readonly job: string;
  /** Who asks, and how: the fact of the capability `probes`. */
  readonly prober: { readonly address: string; readonly module: string };
  /** The label `instance` is the address. */
  readonly urls: readonly string[];
  readonly intervalSeconds: number;
  readonly relabelings?: readonly Relabeling[];
}

/** Has Prometheus ask blackbox-exporter for each address. */
export function probe(scope: Construct, { name, job, prober, urls, intervalSeconds, relabelings }: ProbeOptions): void {
  resource<Probe>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Probe',
    metadata: { name },
    spec: {
      jobName: job,
      interval: `${intervalSeconds}s`,
      scrapeTimeout: `${probeTimeoutSeconds + 1}s`,
      module: prober.module,
      prober: { url: prober.address, path: probePath },
      targets: { staticConfig: { static: urls, ...(relabelings === undefined ? {} : { relabelingConfigs: relabelings }) } },
    },
  });
}
