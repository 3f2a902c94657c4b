import type { Construct } from 'constructs';
import type { Relabeling } from '../../kit/metrics.ts';
import { type Resource, resource } from '../../kit/resource.ts';
import { module, timeoutSeconds } from './modules.ts';

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Probe: the part that the platform writes. */
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

/** The job of what is told of each address; `instance` is the address. */
export const probeJob = 'hostnames';

export interface ProbeOptions {
  /** Where blackbox-exporter answers. */
  readonly prober: string;
  readonly urls: readonly string[];
  readonly intervalSeconds: number;
  /** Hostnames below the domain are asked here, by their name, where there is such a place. */
  readonly gatewayAddress: string | undefined;
  readonly domain: string;
}

/** Has Prometheus ask blackbox-exporter for each address. */
export function hostnamesProbe(scope: Construct, { prober, urls, intervalSeconds, gatewayAddress, domain }: ProbeOptions): void {
  resource<Probe>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Probe',
    metadata: { name: probeJob },
    spec: {
      jobName: probeJob,
      interval: `${intervalSeconds}s`,
      scrapeTimeout: `${timeoutSeconds + 1}s`,
      module,
      prober: { url: prober, path: '/probe' },
      targets: { staticConfig: { static: urls, ...(gatewayAddress === undefined ? {} : { relabelingConfigs: atTheGateway(gatewayAddress, domain) }) } },
    },
  });
}

/** The question's parameters: the name in the address becomes `hostname`, for TLS and the Host header; the Gateway takes its place in `target`. */
function atTheGateway(address: string, domain: string): Relabeling[] {
  const hostname = `[a-z0-9.-]+\\.${domain.replaceAll('.', '\\.')}`;
  return [
    { action: 'replace', sourceLabels: ['__param_target'], regex: `https://(${hostname})/.*`, targetLabel: '__param_hostname', replacement: '$1' },
    {
      action: 'replace',
      sourceLabels: ['__param_target'],
      regex: `https://${hostname}(/.*)`,
      targetLabel: '__param_target',
      replacement: `https://${address}$1`,
    },
  ];
}
