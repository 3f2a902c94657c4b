import type { Trust } from '../../kit/trust.ts';
import { type ContainerOptions, type Size, tcpProbe } from '../../kit/workload.ts';
import { bound, namespaceHeader } from './names.ts';

/** prom-label-proxy, which puts the namespace of a question into each selector of it. Flags: main.go of v0.14.0. */
export function boundProxy({
  image,
  size,
  upstream,
  trust,
}: {
  readonly image: string;
  readonly size: Size;
  readonly upstream: string;
  readonly trust: Trust;
}): ContainerOptions {
  return {
    name: bound.name,
    image,
    args: [
      // Inside the pod only: it believes whoever names a namespace.
      `-insecure-listen-address=127.0.0.1:${bound.port}`,
      `-internal-listen-address=:${bound.health}`,
      `-upstream=${upstream}`,
      '-label=namespace',
      `-header-name=${namespaceHeader}`,
      '-enable-label-apis',
      // Who asks for another namespace is told so, and not shown their own instead.
      '-error-on-replace',
    ],
    ...(trust.env.length === 0 ? {} : { env: trust.env }),
    ports: { health: bound.health },
    size,
    // Both addresses are one program's, which ends when one of them fails.
    probes: { readiness: tcpProbe('health'), liveness: tcpProbe('health', { periodSeconds: 30 }) },
    ...(trust.mounts.length === 0 ? {} : { mounts: trust.mounts }),
  };
}
