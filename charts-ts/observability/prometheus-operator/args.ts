import { reloaderSize } from '../../kit/metrics.ts';

export const port = 8080;

/** Flags: cmd/operator/main.go of the release. */
export function operatorArgs(namespace: string, reloaderImage: string): string[] {
  return [
    '--log-format=json',
    '--auto-gomemlimit-ratio=0.9',
    // Prometheus runs here and nowhere else: so are the Secrets and ConfigMaps that it watches and writes. Monitors and rules may be anywhere.
    `--prometheus-instance-namespaces=${namespace}`,
    '--disable-unmanaged-prometheus-configuration=true',
    `--prometheus-config-reloader=${reloaderImage}`,
    `--config-reloader-cpu-request=${reloaderSize.cpu}`,
    `--config-reloader-cpu-limit=${reloaderSize.cpuLimit}`,
    `--config-reloader-memory-request=${reloaderSize.memory}`,
    `--config-reloader-memory-limit=${reloaderSize.memory}`,
    '--enable-config-reloader-probes=true',
  ];
}
