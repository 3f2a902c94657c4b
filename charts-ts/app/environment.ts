import type { k8s } from 'cdk8s-plus-28';
import { clientSecret, tenantClientSecret } from '../kit/login.ts';
import { trusting } from '../kit/trust.ts';
import { configMapEnv, emptyDir, mount, secretEnv } from '../kit/workload.ts';
import type { App } from './declaration.ts';
import type { ForTenants } from './facts.ts';

/** Variables of a program, with the volumes that some of them name. */
export interface Environment {
  readonly env: readonly k8s.EnvVar[];
  readonly volumes: readonly k8s.Volume[];
  readonly mounts: readonly k8s.VolumeMount[];
}

const none: Environment = { env: [], volumes: [], mounts: [] };

/** What the program and its jobs find: their own variables first, then those of what they need. */
export function environmentOf(app: App, facts: ForTenants): Environment {
  const parts = [
    { ...none, env: Object.entries(app.env).map(([name, value]) => ({ name, value })) },
    { ...none, env: Object.entries(app.secrets).flatMap(([secret, { env }]) => Object.entries(env).map(([name, key]) => secretEnv(name, secret, key))) },
    ...(app.needs.database === undefined ? [] : [database(app.needs.database)]),
    ...(app.needs.bucket === undefined ? [] : [bucket(app.needs.bucket, facts)]),
    ...(app.needs.login === undefined ? [] : [login(app.needs.login, facts)]),
    trust(facts),
    writable(app),
  ];
  return {
    env: parts.flatMap(({ env }) => env),
    volumes: parts.flatMap(({ volumes }) => volumes),
    mounts: parts.flatMap(({ mounts }) => mounts),
  };
}

const databaseFolder = '/etc/polder/database';

/** The Secret that CloudNativePG makes: https://cloudnative-pg.io/documentation/current/applications/#secrets */
const databaseKeys = {
  DATABASE_HOST: 'host',
  DATABASE_PORT: 'port',
  DATABASE_NAME: 'dbname',
  DATABASE_USER: 'username',
  DATABASE_PASSWORD: 'password',
  DATABASE_URL: 'uri',
} as const;

function database(name: string): Environment {
  return {
    env: [
      ...Object.entries(databaseKeys).map(([variable, key]) => secretEnv(variable, `${name}-app`, key)),
      { name: 'DATABASE_CA_FILE', value: `${databaseFolder}/ca.crt` },
    ],
    // The Secret has the CA's private key too, which is not for programs.
    volumes: [{ name: 'database-ca', secret: { secretName: `${name}-ca`, items: [{ key: 'ca.crt', path: 'ca.crt' }] } }],
    mounts: [mount('database-ca', databaseFolder)],
  };
}

/** What a bucket's claim makes: https://rook.io/docs/rook/latest/Storage-Configuration/Object-Storage-RGW/ceph-object-bucket-claim/ */
function bucket(name: string, { objectStorage }: ForTenants): Environment {
  return {
    ...none,
    env: [
      ...['BUCKET_NAME', 'BUCKET_HOST', 'BUCKET_PORT'].map((key) => configMapEnv(key, name, key)),
      ...(objectStorage === undefined ? [] : [{ name: 'BUCKET_URL', value: objectStorage.url }]),
      ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].map((key) => secretEnv(key, name, key)),
    ],
  };
}

function login(name: string, facts: ForTenants): Environment {
  const secret = tenantClientSecret(name);
  return {
    ...none,
    env: [
      ...(facts.login === undefined ? [] : [{ name: 'OIDC_ISSUER', value: facts.login.issuer }]),
      secretEnv('OIDC_CLIENT_ID', secret.name, 'client-id'),
      secretEnv('OIDC_CLIENT_SECRET', secret.name, clientSecret(name).key),
    ],
  };
}

/** The site's CAs: OpenSSL and Go read the first variable, Node.js the second. */
function trust({ trust: bundle, domain }: ForTenants): Environment {
  const { env, volumes, mounts } = trusting(bundle, [`https://${domain}`]);
  return {
    volumes,
    mounts,
    env: env.flatMap(
      ({ name, value }) =>
        [
          { name, value },
          { name: 'NODE_EXTRA_CA_CERTS', value },
        ] as k8s.EnvVar[],
    ),
  };
}

function writable({ writable: folders }: App): Environment {
  const named = folders.map((path, index) => ({ name: `writable-${index + 1}`, path }));
  return {
    ...none,
    volumes: named.map(({ name }) => emptyDir(name, '64Mi')),
    mounts: named.map(({ name, path }) => mount(name, path, { writable: true })),
  };
}
