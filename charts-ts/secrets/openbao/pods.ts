import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from '../../kit/checksum.ts';
import { configMapVolume, emptyDir, fieldEnv, httpProbe, mount, type Size, secretEnv, secretVolume, service, statefulSet } from '../../kit/workload.ts';
import type { Seal } from './config.ts';
import { initialization } from './initialize.ts';
import { clientService, hostOf, openbaoName, ports, sealSecret } from './names.ts';
import { files, firstStart, serve } from './programs.ts';
import { paths, serverConfig } from './server-config.ts';

interface OpenBaoPods {
  readonly namespace: string;
  readonly clusterId: string;
  readonly image: string;
  readonly replicas: number;
  readonly size: Size;
  readonly disk: string;
  readonly storageClass: string;
  readonly priorityClass: string;
  readonly seal: Seal;
  /** The Secret with the certificate. */
  readonly certificate: string;
  /** Whom the pods trust beside the image's CAs. */
  readonly trustBundle: { readonly configMap: string; readonly key: string } | undefined;
  readonly account: string;
}

/** Alive while it answers at all: sealed, or without a cluster, it waits for its key or its leader, and a restart helps neither. */
const alive = '/v1/sys/health?standbyok=true&sealedcode=204&uninitcode=204';
const ready = '/v1/sys/health?standbyok=true';

/** One StatefulSet with a disk for each pod; clients call the pods that are ready, and the pods each other by name. */
export function openbaoPods(scope: Construct, options: OpenBaoPods): void {
  const { namespace, image, replicas, size, seal } = options;
  // The site's CAs, for the other OpenBao's certificate.
  const trust = seal.by === 'transit' ? options.trustBundle : undefined;
  // The first pod of one may always make the cluster; of several it asks the others first. By hand, a person makes it.
  const asks = replicas > 1 && seal.by !== 'manual';
  const begins = replicas === 1 && seal.by !== 'manual';
  const settings = settingsOf(options, trust === undefined ? undefined : `${paths.trust}/${trust.key}`);
  const env = [
    fieldEnv('POD_NAME', 'metadata.name'),
    // For the scripts, and for a person in `kubectl exec`.
    { name: 'HOME', value: '/tmp' },
    { name: 'BAO_ADDR', value: ownAddress(namespace, ports.api) },
    { name: 'BAO_CACERT', value: `${paths.tls}/ca.crt` },
  ];
  const mounts = [mount('config', paths.config), mount('tls', paths.tls), mount('tmp', '/tmp', { writable: true })];
  new k8s.KubeConfigMap(scope, `ConfigMap-${openbaoName}`, { metadata: { name: openbaoName }, data: settings });
  service(
    scope,
    openbaoName,
    { api: { port: ports.api, target: 'api' }, cluster: { port: ports.cluster, target: 'cluster' }, metrics: { port: ports.metrics, target: 'metrics' } },
    { headless: true, notReady: true },
  );
  service(scope, clientService, { api: { port: ports.api, target: 'api' } }, { workload: openbaoName });
  statefulSet(scope, {
    ...options,
    name: openbaoName,
    serviceAccount: options.account,
    callsApi: true,
    podManagementPolicy: 'Parallel',
    // The image names its user by name: Dockerfile of the release.
    runAsUser: 100,
    fsGroup: 1000,
    podSecurity: { runAsGroup: 1000, fsGroupChangePolicy: 'OnRootMismatch' },
    podAnnotations: { 'polder.internal/settings': checksumOf(JSON.stringify(settings)) },
    claims: [{ name: 'data', storageClass: options.storageClass, size: options.disk }],
    volumes: [
      configMapVolume('config', openbaoName),
      secretVolume('tls', options.certificate, { defaultMode: 0o440 }),
      emptyDir('tmp', '64Mi', { inMemory: true }),
      ...(asks ? [emptyDir('first-start', '1Mi')] : []),
      ...(seal.by === 'static' ? [secretVolume('seal', sealSecret, { defaultMode: 0o440 })] : []),
      ...(trust === undefined ? [] : [configMapVolume('trust', trust.configMap)]),
    ],
    ...(asks
      ? {
          initContainers: [
            {
              name: 'first-start',
              image,
              command: ['sh', `${paths.config}/${files.firstStart}`],
              env: [...env, { name: 'BAO_CLIENT_TIMEOUT', value: '5s' }, { name: 'BAO_MAX_RETRIES', value: '0' }],
              size,
              mounts: [...mounts, mount('first-start', paths.firstStart, { writable: true })],
            },
          ],
        }
      : {}),
    containers: [
      {
        name: openbaoName,
        image,
        command: ['sh', `${paths.config}/${files.serve}`],
        args: [
          `-config=${paths.config}/${files.server}`,
          ...(asks ? [`-config=${paths.firstStart}`] : []),
          ...(begins ? [`-config=${paths.config}/${files.initialize}`] : []),
        ],
        env: [
          ...env,
          { name: 'BAO_RAFT_NODE_ID', value: '$(POD_NAME)' },
          { name: 'BAO_API_ADDR', value: ownAddress(namespace, ports.api) },
          { name: 'BAO_CLUSTER_ADDR', value: ownAddress(namespace, ports.cluster) },
          ...(seal.by === 'transit' ? [secretEnv('VAULT_TOKEN', seal.tokenSecret.name, seal.tokenSecret.key)] : []),
        ],
        ports,
        size,
        probes: {
          readiness: httpProbe(ready, 'api', { scheme: 'HTTPS', periodSeconds: 5 }),
          liveness: httpProbe(alive, 'api', { scheme: 'HTTPS', failureThreshold: 6 }),
        },
        mounts: [
          ...mounts,
          mount('data', paths.data, { writable: true }),
          ...(asks ? [mount('first-start', paths.firstStart)] : []),
          ...(seal.by === 'static' ? [mount('seal', paths.seal)] : []),
          ...(trust === undefined ? [] : [mount('trust', paths.trust)]),
        ],
      },
    ],
  });
}

function ownAddress(namespace: string, port: number): string {
  return `https://${hostOf('$(POD_NAME)', namespace)}:${port}`;
}

/** The files that pods are started with: none holds a secret. */
function settingsOf({ namespace, clusterId, replicas, seal }: OpenBaoPods, trusted: string | undefined): Readonly<Record<string, string>> {
  const server = serverConfig({ namespace, clusterName: clusterId, replicas, seal, ...(trusted === undefined ? {} : { trusted }) });
  return {
    [files.server]: json(server),
    [files.serve]: serve(),
    ...(seal.by === 'manual' ? {} : { [files.initialize]: json(initialization(namespace)) }),
    ...(seal.by === 'manual' || replicas === 1 ? {} : { [files.firstStart]: firstStart(replicas, namespace) }),
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
