import type { Construct } from 'constructs';
import type { Relabeling } from '../../kit/metrics.ts';
import { type ProbeOptions as Options, probe } from '../../kit/probe.ts';

/** The job of what is told of each address; `instance` is the address. */
export const probeJob = 'hostnames';

export interface ProbeOptions extends Pick<Options, 'prober' | 'urls' | 'intervalSeconds'> {
  /** Hostnames below the domain are asked here, by their name, where there is such a place. */
  readonly gatewayAddress: string | undefined;
  readonly domain: string;
}

/** Has Prometheus ask blackbox-exporter for each address. */
export function hostnamesProbe(scope: Construct, { gatewayAddress, domain, ...options }: ProbeOptions): void {
  probe(scope, {
    ...options,
    name: probeJob,
    job: probeJob,
    ...(gatewayAddress === undefined ? {} : { relabelings: atTheGateway(gatewayAddress, domain) }),
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
