import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from '../../kit/checksum.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { generatedPassword } from '../../kit/secret.ts';
import type { Size } from '../../kit/workload.ts';
import { configMapVolume, httpProbe, mount, secretVolume, service, statefulSet } from '../../kit/workload.ts';
import { account, folders, name, ports, sessionKeys } from './names.ts';
import type { ZotFile } from './types.ts';

export interface ServerOptions {
  readonly file: ZotFile;
  readonly image: string;
  readonly size: Size;
  readonly disk: string;
  readonly storageClass: string;
  readonly priorityClass: string;
  readonly trustBundle: { readonly configMap: string; readonly key: string } | undefined;
}

/** nonroot of distroless images: this one names no user, and would run as root. */
const user = 65_532;

/** The one pod: on a volume of its own, since its databases are files that one process holds. */
export function zotServer(scope: Construct, { file, image, size, disk, storageClass, priorityClass, trustBundle }: ServerOptions): void {
  const text = `${JSON.stringify(file, null, 2)}\n`;
  const login = file.http.auth.openid !== undefined;
  new k8s.KubeConfigMap(scope, `ConfigMap-${name}`, { metadata: { name }, data: { 'config.json': text } });
  accountSecret(scope);
  if (login) sessionSecret(scope);
  statefulSet(scope, {
    name,
    replicas: 1,
    serviceAccount: serviceAccount(scope, name),
    callsApi: false,
    priorityClass,
    runAsUser: user,
    fsGroup: user,
    // Else each file of a large volume is looked at whenever the pod starts.
    podSecurity: { fsGroupChangePolicy: 'OnRootMismatch' },
    podAnnotations: { 'polder.internal/config-checksum': checksumOf(text) },
    // What is being pulled or pushed goes on for a while.
    terminationGracePeriodSeconds: 120,
    claims: [{ name: 'data', storageClass, size: disk }],
    volumes: [
      configMapVolume('config', name),
      secretVolume('account', account.secret),
      ...(login ? [secretVolume('session-keys', sessionKeys.secret)] : []),
      ...(trustBundle === undefined ? [] : [configMapVolume('trust', trustBundle.configMap)]),
    ],
    containers: [
      {
        name,
        image,
        command: ['/usr/bin/zot'],
        args: ['serve', `${folders.config}/config.json`],
        // Go then trusts these alone; the public CAs are among them.
        ...(trustBundle === undefined ? {} : { env: [{ name: 'SSL_CERT_FILE', value: `${folders.trust}/${trustBundle.key}` }] }),
        ports,
        size,
        probes: {
          readiness: httpProbe('/readyz', 'http'),
          liveness: httpProbe('/livez', 'http', { periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 5 }),
          // It reads all that it has before it listens.
          startup: httpProbe('/startupz', 'http', { failureThreshold: 180 }),
        },
        mounts: [
          mount('data', folders.data, { writable: true }),
          mount('config', folders.config),
          mount('account', folders.account),
          ...(login ? [mount('session-keys', folders.sessionKeys)] : []),
          ...(trustBundle === undefined ? [] : [mount('trust', folders.trust)]),
        ],
      },
    ],
  });
  service(scope, name, { http: { port: ports.http, target: 'http' } }, { headless: true });
}

/** The account's password, and beside it the file with its hash that zot reads; External Secrets makes both, once. */
function accountSecret(scope: Construct): void {
  generatedPassword(scope, {
    name: account.secret,
    key: account.password,
    also: { username: account.user, [account.file]: `{{ htpasswd "${account.user}" .${account.password} }}` },
  });
}

/** 64 characters sign the cookies and 32 others encrypt them: https://github.com/gorilla/securecookie */
function sessionSecret(scope: Construct): void {
  const part = (from: number, to: number) => `{{ .${sessionKeys.key} | substr ${from} ${to} }}`;
  generatedPassword(scope, {
    name: sessionKeys.secret,
    key: sessionKeys.key,
    length: 96,
    also: { [sessionKeys.file]: `hashKey: "${part(0, 64)}"\nencryptKey: "${part(64, 96)}"\n` },
  });
}
