import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { serviceAccount } from '../../kit/rbac.ts';
import type { Size } from '../../kit/workload.ts';
import { emptyDir, httpProbe, mount, secretEnv, secretVolume, service, statefulSet } from '../../kit/workload.ts';
import { database, hostname, name, namespace, ports, reconcilerClient } from './names.ts';

export interface ServerOptions {
  readonly cluster: Parameters<typeof hostname>[0];
  readonly image: string;
  readonly replicas: number;
  readonly size: Size;
  readonly databaseName: string;
  readonly priorityClass: string;
  readonly trustBundle: { readonly configMap: string; readonly key: string } | undefined;
}

const home = '/opt/keycloak';
/** What `kc.sh build` writes: https://www.keycloak.org/server/configuration#_optimizing_startup */
const augmented = `${home}/lib/quarkus`;
const copied = '/augmented';
const folders = { data: `${home}/data`, database: '/database-ca', trust: '/trust' } as const;

/**
 * Grants that OpenID NLGov does not have, and what asks for a browser's Kerberos ticket. Without these features Keycloak does
 * not even list them: https://www.keycloak.org/server/features
 */
export const disabledFeatures = ['ciba', 'device-flow', 'impersonation', 'kerberos', 'token-exchange-standard'] as const;

/** What is fixed when Keycloak is built; the same for each start, or it would want to build again. */
function buildSettings(replicas: number): readonly k8s.EnvVar[] {
  return [
    { name: 'KC_DB', value: 'postgres' },
    { name: 'KC_CACHE', value: replicas > 1 ? 'ispn' : 'local' },
    { name: 'KC_HEALTH_ENABLED', value: 'true' },
    { name: 'KC_METRICS_ENABLED', value: 'true' },
    { name: 'KC_EVENT_METRICS_USER_ENABLED', value: 'true' },
    { name: 'KC_FEATURES_DISABLED', value: disabledFeatures.join(',') },
    // A part of the container's memory: beside the heap Java needs some 250 MiB. As kc.sh does it, with less for the heap.
    { name: 'JAVA_OPTS_KC_HEAP', value: '-XX:MaxRAMPercentage=50 -XX:InitialRAMPercentage=25' },
  ];
}

/** The pods of Keycloak: the image is built for this database by a first container, since the root file system is read-only. */
export function keycloakServer(scope: Construct, options: ServerOptions): void {
  const { image, replicas, size, priorityClass, trustBundle } = options;
  const work = [mount('augmented', augmented, { writable: true }), mount('tmp', '/tmp', { writable: true })];
  statefulSet(scope, {
    name,
    replicas,
    serviceAccount: serviceAccount(scope, name),
    callsApi: false,
    priorityClass,
    // The image's user has a number, 1000; its group is root's, which may read all that is Keycloak's.
    // Pods find each other in the database, at any time: none waits for another.
    podManagementPolicy: 'Parallel',
    terminationGracePeriodSeconds: 60,
    volumes: [
      emptyDir('augmented', '256Mi'),
      emptyDir('data', '256Mi'),
      emptyDir('tmp', '128Mi'),
      secretVolume('database-ca', `${database}-ca`),
      ...(trustBundle === undefined ? [] : [{ name: 'trust', configMap: { name: trustBundle.configMap } }]),
    ],
    initContainers: [
      {
        name: 'copy',
        image,
        command: ['cp', '--recursive', '--no-target-directory', augmented, copied],
        size: { cpu: '10m', memory: '32Mi', cpuLimit: '500m' },
        mounts: [mount('augmented', copied, { writable: true })],
      },
      { name: 'build', image, args: ['build'], env: buildSettings(replicas), size, mounts: work },
    ],
    containers: [
      {
        name,
        image,
        args: ['start', '--optimized'],
        env: [...buildSettings(replicas), ...startSettings(options)],
        ports: replicas > 1 ? { http: ports.http, management: ports.management, cluster: ports.cluster, failures: ports.failureDetection } : serving,
        size,
        probes: {
          readiness: httpProbe('/health/ready', 'management', { failureThreshold: 3, timeoutSeconds: 5 }),
          liveness: httpProbe('/health/live', 'management', { periodSeconds: 30, timeoutSeconds: 5 }),
          // The first start makes the database, which takes minutes on a small node.
          startup: httpProbe('/health/started', 'management', { failureThreshold: 60, timeoutSeconds: 5 }),
        },
        mounts: [
          mount('augmented', augmented),
          mount('data', folders.data, { writable: true }),
          mount('tmp', '/tmp', { writable: true }),
          mount('database-ca', folders.database),
          ...(trustBundle === undefined ? [] : [mount('trust', folders.trust)]),
        ],
      },
    ],
  });
  service(scope, name, { http: { port: ports.http, target: 'http' }, management: { port: ports.management, target: 'management' } }, { headless: true });
}

const serving = { http: ports.http, management: ports.management } as const;

/** https://www.keycloak.org/server/all-config */
function startSettings({ cluster, databaseName, trustBundle }: ServerOptions): readonly k8s.EnvVar[] {
  return [
    {
      name: 'KC_DB_URL',
      value: `jdbc:postgresql://${database}-rw.${namespace}.svc:5432/${databaseName}?sslmode=verify-full&sslrootcert=${folders.database}/ca.crt`,
    },
    secretEnv('KC_DB_USERNAME', `${database}-app`, 'username'),
    secretEnv('KC_DB_PASSWORD', `${database}-app`, 'password'),
    { name: 'KC_HOSTNAME', value: `https://${hostname(cluster)}` },
    // The consoles answer to kubectl port-forward alone; people log in to them at the public name.
    { name: 'KC_HOSTNAME_ADMIN', value: `http://localhost:${ports.http}` },
    { name: 'KC_HTTP_ENABLED', value: 'true' },
    { name: 'KC_PROXY_HEADERS', value: 'xforwarded' },
    { name: 'KC_EVENT_METRICS_USER_TAGS', value: 'realm,idp' },
    { name: 'KC_EVENT_METRICS_USER_EVENTS', value: 'login,refresh_token,code_to_token,logout' },
    { name: 'KC_LOG_CONSOLE_OUTPUT', value: 'json' },
    // Else each probe of a pod that starts is a line.
    { name: 'KC_LOG_LEVEL', value: 'INFO,io.smallrye.health:ERROR' },
    // BIO2 8.15.01: a login that went well is told of as well.
    { name: 'KC_SPI_EVENTS_LISTENER__JBOSS_LOGGING__SUCCESS_LEVEL', value: 'info' },
    ...(trustBundle === undefined ? [] : [{ name: 'KC_TRUSTSTORE_PATHS', value: `${folders.trust}/${trustBundle.key}` }]),
    { name: 'KC_BOOTSTRAP_ADMIN_CLIENT_ID', value: reconcilerClient.id },
    secretEnv('KC_BOOTSTRAP_ADMIN_CLIENT_SECRET', reconcilerClient.secret, reconcilerClient.key),
  ];
}
