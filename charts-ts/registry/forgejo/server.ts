import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from '../../kit/checksum.ts';
import { syncJob } from '../../kit/job.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { generatedPassword } from '../../kit/secret.ts';
import type { Size } from '../../kit/workload.ts';
import { configMapVolume, emptyDir, httpProbe, mount, secretVolume, service, statefulSet, tcpProbe } from '../../kit/workload.ts';
import { loginScript } from './login.ts';
import { database, folders, loginJob, name, ports, secrets, sshService } from './names.ts';

export interface ServerOptions {
  readonly ini: string;
  readonly image: string;
  readonly size: Size;
  readonly disk: string;
  readonly storageClass: string;
  readonly priorityClass: string;
  /** What the load balancer wants to know of the Service for SSH; undefined: there is none. */
  readonly ssh: Readonly<Record<string, string>> | undefined;
  /** The Secret with the password of the mail account. */
  readonly mailSecret: string | undefined;
  readonly trustBundle: { readonly configMap: string; readonly key: string } | undefined;
}

/** The one pod: Forgejo keeps repositories in files that one process writes. */
export function forgejoServer(scope: Construct, options: ServerOptions): void {
  const { ini, image, size, disk, storageClass, priorityClass, ssh } = options;
  new k8s.KubeConfigMap(scope, `ConfigMap-${name}`, { metadata: { name }, data: { 'app.ini': ini } });
  for (const { name: secret, key, length } of Object.values(secrets)) generatedPassword(scope, { name: secret, key, length });
  statefulSet(scope, {
    name,
    replicas: 1,
    serviceAccount: serviceAccount(scope, name),
    callsApi: false,
    priorityClass,
    // The image's user has a number, 1000.
    fsGroup: 1000,
    podSecurity: { fsGroupChangePolicy: 'OnRootMismatch' },
    podAnnotations: { 'polder.internal/config-checksum': checksumOf(ini) },
    // It lets what is being pushed end, for a minute: server.GRACEFUL_HAMMER_TIME.
    terminationGracePeriodSeconds: 90,
    claims: [{ name: 'data', storageClass, size: disk }],
    volumes: volumes(options),
    containers: [
      {
        name,
        image,
        // Not the image's own script, which writes a configuration from the environment.
        command: ['/usr/bin/dumb-init', '--', '/usr/local/bin/gitea', 'web'],
        env: environment(options),
        ports: ssh !== undefined ? { http: ports.http, ssh: ports.ssh } : { http: ports.http },
        size,
        probes: {
          readiness: httpProbe('/api/healthz', 'http', { timeoutSeconds: 5 }),
          // Not what readiness asks: a database that is away is no reason to start again.
          liveness: tcpProbe('http', { periodSeconds: 30 }),
          // A new version changes the tables before it listens.
          startup: tcpProbe('http', { failureThreshold: 180 }),
        },
        mounts: [mount('data', folders.work, { writable: true }), ...mounts(options)],
      },
    ],
  });
  service(scope, name, { http: { port: ports.http, target: 'http' } }, { headless: true });
  if (ssh !== undefined)
    service(
      scope,
      sshService,
      { ssh: { port: 22, target: 'ssh' } },
      {
        workload: name,
        annotations: ssh,
        loadBalancer: { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ipFamilyPolicy: 'PreferDualStack' },
      },
    );
}

/** Tells Forgejo where people log in: in its database, since its configuration cannot say it. */
export function loginSource(scope: Construct, options: ServerOptions, flags: readonly string[]): void {
  syncJob(scope, {
    name: loginJob,
    step: 1,
    serviceAccount: serviceAccount(scope, loginJob),
    callsApi: false,
    priorityClass: options.priorityClass,
    // Not more often than the identity provider needs to come up: Argo CD runs it again in the next sync.
    retries: 5,
    deadlineSeconds: 900,
    volumes: [emptyDir('data', '64Mi'), ...volumes(options)],
    containers: [
      {
        name: 'login',
        image: options.image,
        command: ['/bin/bash', '-euo', 'pipefail', '-c', loginScript, 'login'],
        args: [...flags],
        env: environment(options),
        size: { cpu: '20m', memory: '256Mi', cpuLimit: '1' },
        mounts: [mount('data', folders.work, { writable: true }), ...mounts(options)],
      },
    ],
  });
}

function volumes({ mailSecret, trustBundle }: ServerOptions): k8s.Volume[] {
  return [
    emptyDir('tmp', '1Gi'),
    configMapVolume('config', name),
    { name: 'secrets', projected: { sources: Object.values(secrets).map(({ name: secret }) => ({ secret: { name: secret } })) } },
    secretVolume('database-password', `${database}-app`),
    secretVolume('database-ca', `${database}-ca`),
    ...(mailSecret === undefined ? [] : [secretVolume('mail', mailSecret)]),
    ...(trustBundle === undefined ? [] : [configMapVolume('trust', trustBundle.configMap)]),
  ];
}

function mounts({ mailSecret, trustBundle }: ServerOptions): k8s.VolumeMount[] {
  return [
    mount('tmp', '/tmp', { writable: true }),
    mount('config', folders.config),
    mount('secrets', folders.secrets),
    mount('database-password', folders.databasePassword),
    mount('database-ca', folders.databaseCa),
    ...(mailSecret === undefined ? [] : [mount('mail', folders.mail)]),
    ...(trustBundle === undefined ? [] : [mount('trust', folders.trust)]),
  ];
}

function environment({ trustBundle }: ServerOptions): k8s.EnvVar[] {
  return [
    { name: 'GITEA_APP_INI', value: `${folders.config}/app.ini` },
    // The image names folders below it, which its own script makes.
    { name: 'GITEA_TEMP', value: '/tmp' },
    { name: 'TMPDIR', value: '/tmp' },
    { name: 'PGSSLROOTCERT', value: `${folders.databaseCa}/ca.crt` },
    // Go and Git then trust these alone; the public CAs are among them.
    ...(trustBundle === undefined
      ? []
      : ['SSL_CERT_FILE', 'GIT_SSL_CAINFO'].map((variable) => ({ name: variable, value: `${folders.trust}/${trustBundle.key}` }))),
  ];
}
