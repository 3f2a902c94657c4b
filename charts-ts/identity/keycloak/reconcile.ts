import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { cronJob, type JobOptions, syncJob } from '../../kit/job.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import type { SecretKeyRef } from '../../kit/secret.ts';
import type { Size } from '../../kit/workload.ts';
import { configMapVolume, emptyDir, mount, secretEnv } from '../../kit/workload.ts';
import { secretsFolder } from './clients.ts';
import { internalUrl, reconciler, reconcilerClient } from './names.ts';
import type { Realm } from './types.ts';

export interface ReconcileOptions {
  readonly realm: Realm;
  readonly image: string;
  readonly size: Size;
  readonly schedule: string;
  readonly priorityClass: string;
  /** Secrets whose keys the realm names as files. */
  readonly secrets: readonly SecretKeyRef[];
}

const file = 'realm.json';

/**
 * What keycloak-config-cli takes away when the realm does not name it: clients and their roles, flows, identity providers. Never groups
 * (people are in them), keys, or what Keycloak has by itself. https://github.com/adorsys/keycloak-config-cli/blob/v6.5.0/docs/MANAGED.md
 */
const kept = ['GROUP', 'SUBGROUP', 'REQUIREDACTION', 'CLIENTSCOPE', 'SCOPEMAPPING', 'CLIENTSCOPEMAPPING', 'COMPONENT', 'SUBCOMPONENT'] as const;

/** The realm, and the job that makes Keycloak's like it: in each sync, and by the clock, so that nothing that a hand changed lasts. */
export function reconciling(scope: Construct, options: ReconcileOptions): void {
  new k8s.KubeConfigMap(scope, `ConfigMap-${reconciler}`, {
    metadata: { name: reconciler },
    data: { [file]: realmText(options.realm) },
  });
  const job = jobOf(scope, options);
  // Keycloak of an earlier step is ready then.
  syncJob(scope, { ...job, step: 1 });
  cronJob(scope, { ...job, schedule: options.schedule });
}

/** With each client and each group on a line of its own: a review shows whose changed, and hundreds fit into a ConfigMap, which holds 1 MiB. */
function realmText({ clients, groups, roles, ...realm }: Realm): string {
  const list = (items: readonly object[]) => `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  const own = [`"groups": ${list(groups)}`, ...(roles === undefined ? [] : [`"roles": ${JSON.stringify(roles)}`]), `"clients": ${list(clients)}`];
  return `${JSON.stringify(realm, undefined, 2).slice(0, -2)},\n${own.map((part) => `  ${part}`).join(',\n')}\n}\n`;
}

function jobOf(scope: Construct, { image, size, priorityClass, secrets }: ReconcileOptions): JobOptions {
  return {
    name: reconciler,
    serviceAccount: serviceAccount(scope, reconciler),
    callsApi: false,
    priorityClass,
    deadlineSeconds: 900,
    volumes: [configMapVolume('realm', reconciler), emptyDir('tmp', '128Mi'), ...keysOf(secrets)],
    containers: [
      {
        name: reconciler,
        image,
        // The image's user has a number, 65534; it starts Java with this variable.
        env: [{ name: 'JAVA_OPTS', value: '-XX:MaxRAMPercentage=50' }, ...settings()],
        size,
        mounts: [mount('realm', '/config'), mount('tmp', '/tmp', { writable: true }), ...(secrets.length === 0 ? [] : [mount('secrets', secretsFolder)])],
      },
    ],
  };
}

/** One volume for all, since there may be hundreds; of each Secret the one key that the realm names. */
function keysOf(secrets: readonly SecretKeyRef[]): k8s.Volume[] {
  if (secrets.length === 0) return [];
  const sources = secrets.map(({ name, key }) => ({ secret: { name, items: [{ key, path: `${name}/${key}` }] } }));
  return [{ name: 'secrets', projected: { sources } }];
}

/** https://github.com/adorsys/keycloak-config-cli/blob/v6.5.0/README.md#configuration */
function settings(): k8s.EnvVar[] {
  return [
    { name: 'KEYCLOAK_URL', value: internalUrl },
    { name: 'KEYCLOAK_LOGINREALM', value: 'master' },
    { name: 'KEYCLOAK_GRANTTYPE', value: 'client_credentials' },
    { name: 'KEYCLOAK_CLIENTID', value: reconcilerClient.id },
    secretEnv('KEYCLOAK_CLIENTSECRET', reconcilerClient.secret, reconcilerClient.key),
    { name: 'KEYCLOAK_AVAILABILITYCHECK_ENABLED', value: 'true' },
    { name: 'KEYCLOAK_AVAILABILITYCHECK_TIMEOUT', value: '300s' },
    { name: 'KEYCLOAK_READTIMEOUT', value: '60s' },
    { name: 'IMPORT_FILES_LOCATIONS', value: `/config/${file}` },
    { name: 'IMPORT_VARSUBSTITUTION_ENABLED', value: 'true' },
    // It would skip a realm whose file did not change, whatever a hand did in between.
    { name: 'IMPORT_CACHE_ENABLED', value: 'false' },
    // It would leave alone what it did not make itself, such as a client that somebody added.
    { name: 'IMPORT_REMOTESTATE_ENABLED', value: 'false' },
    ...kept.map((kind) => ({ name: `IMPORT_MANAGED_${kind}`, value: 'no-delete' })),
  ];
}
