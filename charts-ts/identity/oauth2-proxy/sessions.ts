import type { k8s } from 'cdk8s-plus-28';
import { inMemoryArgs } from '../../kit/valkey.ts';
import { type ContainerOptions, emptyDir, execProbe, mount, type Size } from '../../kit/workload.ts';
import { sessionPort } from './names.ts';

/** Valkey beside the proxy: sessions with tokens, each encrypted with a key that only the browser's cookie has. Nothing is written to a disk. */
export function sessions(size: Size, image: string): { readonly containers: readonly ContainerOptions[]; readonly volumes: readonly k8s.Volume[] } {
  const ping = ['valkey-cli', 'ping'];
  return {
    containers: [
      {
        name: 'sessions',
        image,
        command: ['valkey-server'],
        args: [
          // The kubelet and other pods do not reach it, so it needs no password.
          '--bind 127.0.0.1',
          `--port ${sessionPort}`,
          // Full means that whoever was away longest logs in again.
          ...inMemoryArgs(size),
        ],
        size,
        probes: { readiness: execProbe(ping), liveness: execProbe(ping, { periodSeconds: 30 }) },
        mounts: [mount('sessions', '/tmp', { writable: true })],
      },
    ],
    volumes: [emptyDir('sessions', '16Mi')],
  };
}
