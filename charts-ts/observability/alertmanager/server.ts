import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from '../../kit/checksum.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { uiUrl } from '../../kit/login.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { configMapVolume, emptyDir, fieldEnv, httpProbe, mount, secretVolume, service, statefulSet } from '../../kit/workload.ts';
import { yamlText } from '../../kit/yaml.ts';
import { type AlertmanagerConfig, supplied } from './config.ts';
import type { AlertmanagerFile } from './configuration.ts';
import { name, namespace, page, ports, secret, secretFolder, trustFolder } from './names.ts';

interface ServerContext {
  readonly cluster: ClusterContext;
  readonly config: AlertmanagerConfig;
  readonly images: { readonly alertmanager: string };
  readonly needs: { readonly namespaces: { readonly priorityClass: string }; readonly blockStorage: { readonly storageClass: string } };
  readonly wants: { readonly trustBundle: { readonly configMap: string } | undefined };
  readonly knows: { readonly loginProxy: object | undefined };
}

/** Alertmanager with its configuration: a change of it rolls the pods. */
export function server(scope: Construct, file: AlertmanagerFile, { cluster, config, images, needs, wants, knows }: ServerContext): void {
  const text = yamlText(file);
  new k8s.KubeConfigMap(scope, `ConfigMap-${name}`, { metadata: { name }, data: { 'alertmanager.yaml': text } });
  const withSecret = supplied(config, cluster.tenants).length > 0;
  const trust = wants.trustBundle?.configMap;
  const externalUrl = config.externalUrl ?? uiUrl(page, cluster, knows.loginProxy) ?? `http://localhost:${ports.web}`;
  statefulSet(scope, {
    name,
    replicas: config.replicas,
    serviceAccount: serviceAccount(scope, name),
    callsApi: false,
    priorityClass: needs.namespaces.priorityClass,
    // They must find each other before one is ready.
    podManagementPolicy: 'Parallel',
    // The image names its user by a name, nobody.
    runAsUser: 65534,
    fsGroup: 65534,
    podAnnotations: { 'polder.internal/checksum': checksumOf(text) },
    claims: [{ name: 'data', storageClass: needs.blockStorage.storageClass, size: config.volume }],
    containers: [
      {
        name,
        image: images.alertmanager,
        args: [
          '--config.file=/etc/alertmanager/config/alertmanager.yaml',
          '--storage.path=/alertmanager',
          '--data.retention=120h',
          `--web.listen-address=:${ports.web}`,
          `--web.external-url=${externalUrl}`,
          // A folder in the external address is a proxy's, not its own.
          '--web.route-prefix=/',
          '--log.format=json',
          // So that a tenant whose address does not answer is told from the mail server that does not.
          '--enable-feature=receiver-name-in-metrics',
          ...gossip(config.replicas, cluster.id),
        ],
        ...(config.replicas === 1 ? {} : { env: [fieldEnv('POD_IP', 'status.podIP')] }),
        ports: { web: ports.web, mesh: ports.mesh },
        size: config.size,
        probes: { readiness: httpProbe('/-/ready', 'web'), liveness: httpProbe('/-/healthy', 'web', { failureThreshold: 6 }) },
        mounts: [
          mount('config', '/etc/alertmanager/config'),
          mount('data', '/alertmanager', { writable: true }),
          mount('tmp', '/tmp', { writable: true }),
          ...(withSecret ? [mount('secrets', secretFolder)] : []),
          ...(trust === undefined ? [] : [mount('trust', trustFolder)]),
        ],
      },
    ],
    volumes: [
      configMapVolume('config', name),
      emptyDir('tmp', '16Mi'),
      // It starts without: alerts are seen, and one tells that people are not told.
      ...(withSecret ? [secretVolume('secrets', secret, { optional: true })] : []),
      ...(trust === undefined ? [] : [configMapVolume('trust', trust)]),
    ],
  });
  service(scope, name, { web: { port: ports.web, target: 'web' }, mesh: { port: ports.mesh, target: 'mesh' } }, { headless: true, notReady: true });
}

/** One alone speaks with nobody; several name each other by the names that a headless Service gives. */
function gossip(replicas: number, id: string): string[] {
  if (replicas === 1) return ['--cluster.listen-address='];
  return [
    // Its own address, of whichever family: of 0.0.0.0 it would advertise the first private one, and fail where there is none.
    `--cluster.listen-address=[$(POD_IP)]:${ports.mesh}`,
    // Addresses of pods are used again: another cluster's Alertmanager must not be taken for a fellow, and a fellow's old address is soon forgotten.
    `--cluster.label=${id}`,
    '--cluster.reconnect-timeout=5m',
    ...Array.from({ length: replicas }, (_, index) => `--cluster.peer=${name}-${index}.${name}.${namespace}.svc:${ports.mesh}`),
  ];
}
