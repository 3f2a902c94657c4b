import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { Bytes, Span } from '../config/values.ts';
import type { Mistake } from './component.ts';
import { serviceAccount } from './rbac.ts';
import { sized } from './size.ts';
import { httpProbe, mount, type Size, service, statefulSet } from './workload.ts';

/**
 * VictoriaLogs and VictoriaTraces are one storage engine: a folder for each day, dropped whole when it is old or the volume is full.
 * https://docs.victoriametrics.com/victorialogs/#retention
 */

/** How long a store keeps what it takes, and how large it is. Each key has its default from the component. */
export function storeConfig(defaults: { readonly retention: string; readonly volume: string; readonly size: Size }) {
  return {
    retention: Span.default(defaults.retention).describe('How long it is kept, in whole days'),
    volume: Bytes.default(defaults.volume).describe('The size of its volume; the oldest days go earlier when four fifths of it are used'),
    size: sized(defaults.size),
  };
}

export interface StoreSettings {
  readonly retention: string;
  readonly volume: string;
  readonly size: Size;
}

/** The programs take no span below a day. */
export function retentionMistakes(retention: string, path: readonly string[]): readonly Mistake[] {
  return retention.endsWith('d') ? [] : [{ path: [...path, 'retention'], message: `${retention} is not a number of whole days; write it like 30d` }];
}

export interface StoreOptions extends StoreSettings {
  readonly name: string;
  readonly image: string;
  readonly port: number;
  readonly storageClass: string;
  readonly priorityClass: string;
  readonly env?: readonly k8s.EnvVar[];
}

/** The store as one pod with one volume, and its Service. */
export function victoriaStore(scope: Construct, options: StoreOptions): void {
  const { name, image, port, size, storageClass, volume } = options;
  statefulSet(scope, {
    name,
    replicas: 1,
    serviceAccount: serviceAccount(scope, name),
    callsApi: false,
    priorityClass: options.priorityClass,
    // The image (distroless static) names no user.
    runAsUser: 10001,
    fsGroup: 10001,
    // It writes what it has in memory, and ends what is being asked.
    terminationGracePeriodSeconds: 60,
    claims: [{ name: 'data', storageClass, size: volume }],
    containers: [
      {
        name,
        image,
        args: storeArgs(options),
        ...(options.env === undefined ? {} : { env: options.env }),
        ports: { http: port },
        size,
        probes: {
          readiness: httpProbe('/health', 'http'),
          liveness: httpProbe('/health', 'http', { timeoutSeconds: 5, failureThreshold: 6 }),
          // It opens every day that it keeps before it listens.
          startup: httpProbe('/health', 'http', { periodSeconds: 5, failureThreshold: 120 }),
        },
        mounts: [mount('data', '/data', { writable: true })],
      },
    ],
  });
  service(scope, name, { http: { port, target: 'http' } });
}

function storeArgs({ port, retention, volume }: StoreOptions): string[] {
  return [
    '-storageDataPath=/data',
    `-httpListenAddr=:${port}`,
    // Without it, it listens on IPv4 only.
    '-enableTCP6',
    `-retentionPeriod=${retention}`,
    `-retention.maxDiskSpaceUsageBytes=${limitOf(volume)}`,
    // It shows its own pages to people who forward its port; other sites' scripts shall not ask it.
    '-http.disableCORS',
    '-loggerFormat=json',
  ];
}

/** A fifth stays free: merging needs it, and a full volume is read-only. https://docs.victoriametrics.com/victorialogs/#capacity-planning */
function limitOf(volume: string): string {
  const [, digits = '', unit = ''] = /^(\d+)(Ki|Mi|Gi|Ti)$/.exec(volume) ?? [];
  const smaller: Readonly<Record<string, string>> = { Ti: 'GiB', Gi: 'MiB', Mi: 'KiB' };
  const down = smaller[unit];
  return down === undefined ? `${Math.floor(Number(digits) * 0.8)}KiB` : `${Math.floor(Number(digits) * 1024 * 0.8)}${down}`;
}
