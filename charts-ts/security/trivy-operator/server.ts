import type { Construct } from 'constructs';
import { cronJob } from '../../kit/job.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { configMapVolume, deployment, emptyDir, httpProbe, mount, service } from '../../kit/workload.ts';
import type { TrivyConfig } from './config.ts';
import { databaseAge, ports, server } from './names.ts';
import { nobody, serverUrl, trustFolder } from './settings.ts';

export interface ServerOptions {
  readonly config: TrivyConfig;
  readonly namespace: string;
  readonly images: Readonly<Record<'trivy' | 'database' | 'javaDatabase', string>>;
  readonly priorityClass: string;
  readonly trust: { readonly configMap: string } | undefined;
}

/** Holds the database of vulnerabilities for all scans: one download each six hours, not one for each image. */
export function trivyServer(scope: Construct, { config, namespace, images, priorityClass, trust }: ServerOptions): void {
  const account = config.registryCredentials;
  const settings = {
    TRIVY_LISTEN: `0.0.0.0:${ports.server}`,
    TRIVY_CACHE_DIR: '/cache',
    TRIVY_DB_REPOSITORY: images.database,
    TRIVY_JAVA_DB_REPOSITORY: images.javaDatabase,
    TRIVY_DISABLE_TELEMETRY: 'true',
    TRIVY_SKIP_VERSION_CHECK: 'true',
    ...(account === undefined ? {} : { DOCKER_CONFIG: '/docker' }),
  };
  deployment(scope, {
    name: server,
    replicas: 1,
    recreate: true,
    serviceAccount: serviceAccount(scope, server),
    callsApi: false,
    priorityClass,
    runAsUser: nobody,
    fsGroup: nobody,
    volumes: [
      // The database, while the next one is unpacked beside it, and what scans found in layers.
      emptyDir('cache', '6Gi'),
      emptyDir('tmp', '3Gi'),
      ...(trust === undefined ? [] : [configMapVolume('trust', trust.configMap)]),
      ...(account === undefined ? [] : [{ name: 'account', secret: { secretName: account, items: [{ key: '.dockerconfigjson', path: 'config.json' }] } }]),
    ],
    containers: [
      {
        name: 'trivy',
        image: images.trivy,
        args: ['server'],
        env: Object.entries(settings).map(([name, value]) => ({ name, value })),
        ports: { http: ports.server },
        size: config.server,
        // It listens when it has the database.
        probes: {
          readiness: httpProbe('/healthz', 'http'),
          liveness: httpProbe('/healthz', 'http', { periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 }),
          startup: httpProbe('/healthz', 'http', { periodSeconds: 10, failureThreshold: 90 }),
        },
        mounts: [
          mount('cache', '/cache', { writable: true }),
          mount('tmp', '/tmp', { writable: true }),
          ...(trust === undefined ? [] : [mount('trust', trustFolder)]),
          ...(account === undefined ? [] : [mount('account', '/docker')]),
        ],
      },
    ],
  });
  service(scope, server, { http: { port: ports.server, target: 'http' } });
  ageCheck(scope, { config, namespace, image: images.trivy, priorityClass });
}

/**
 * Trivy has no metric of how old its database is. This Job succeeds only while it is young enough, and when the last one did is a
 * metric of kube-state-metrics.
 */
function ageCheck(scope: Construct, options: Pick<ServerOptions, 'config' | 'namespace' | 'priorityClass'> & { readonly image: string }): void {
  const { config, namespace, image, priorityClass } = options;
  cronJob(scope, {
    name: databaseAge,
    schedule: '17 */2 * * *',
    retries: 1,
    deadlineSeconds: 120,
    serviceAccount: serviceAccount(scope, databaseAge),
    callsApi: false,
    priorityClass,
    runAsUser: nobody,
    containers: [
      {
        name: 'age',
        image,
        command: ['/bin/sh', '-c', ageScript],
        env: [
          { name: 'SERVER', value: serverUrl(namespace) },
          { name: 'AGE', value: String(config.databaseMaximumAgeDays * 86_400) },
        ],
        size: { cpu: '10m', memory: '32Mi', cpuLimit: '200m' },
      },
    ],
  });
}

/** Compares two moments as numbers of fourteen digits. */
export const ageScript = [
  `updated=$(wget -q -O - "$SERVER/version" | sed -n 's/.*"VulnerabilityDB":{[^}]*"UpdatedAt":"\\([^"]*\\)".*/\\1/p')`,
  'oldest=$(date -u -d "@$(($(date +%s) - AGE))" +%Y%m%d%H%M%S)',
  'echo "the database is of $updated"',
  '[ "$(echo "$updated" | tr -dc 0-9 | cut -c 1-14)" -ge "$oldest" ]',
].join('\n');
