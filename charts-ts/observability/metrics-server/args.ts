import type { KubeletCertificates } from './config.ts';

/** Not 10250 as upstream's manifest: cert-manager's webhook has that one in the same namespace, and two ports tell them apart in a node's firewall. */
export const port = 4443;
export const tlsFolder = '/tls';

/** Flags: https://github.com/kubernetes-sigs/metrics-server/tree/v0.9.0/cmd/metrics-server/app/options */
export function metricsServerArgs(certificates: KubeletCertificates): string[] {
  return [
    '--logging-format=json',
    `--secure-port=${port}`,
    `--tls-cert-file=${tlsFolder}/tls.crt`,
    `--tls-private-key-file=${tlsFolder}/tls.key`,
    // "Good" in NCSC's TLS guidelines 2025; every supported API server and kubelet speaks it.
    '--tls-min-version=VersionTLS13',
    // Besides the probes, Prometheus reads its metrics without a token: the network policy says who can.
    '--authorization-always-allow-paths=/livez,/readyz,/metrics',
    // Names of nodes stand in the DNS of few clusters.
    '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
    '--kubelet-use-node-status-port',
    '--metric-resolution=15s',
    ...(certificates === 'unverified' ? ['--kubelet-insecure-tls'] : []),
  ];
}
