import type { KubeObject } from '../../../../charts-ts/kit/object.ts';
import type { Case } from '../case.ts';
import { other, team, tenantAdmin } from '../setting.ts';

const ownStore = 'secretStoreRef: { kind: ClusterSecretStore, name: tenants }';
const tenantsStore = { kind: 'ClusterSecretStore', name: 'tenants' };
const external = (spec: Readonly<Record<string, unknown>>, kind = 'ExternalSecret', namespace = team, application?: string): KubeObject => ({
  apiVersion: 'external-secrets.io/v1',
  kind,
  metadata: {
    name: 'payment',
    namespace,
    ...(application === undefined
      ? {}
      : { annotations: { 'argocd.argoproj.io/tracking-id': `${application}:external-secrets.io/${kind}:${namespace}/payment` } }),
  },
  spec,
});
const notOurs = (store: string) => `ExternalSecret "payment" reads from the ${store}, which is not this tenant's; write ${ownStore}`;

export const noForeignStores: readonly Case[] = [
  ...(
    [
      ['the folder of its namespace', { secretStoreRef: tenantsStore, dataFrom: [{ extract: { key: 'cases-team/payment' } }] }],
      ['a password that is made', { dataFrom: [{ sourceRef: { generatorRef: { kind: 'Password', name: 'payment' } } }] }],
    ] as const
  ).map(([what, spec]): Case => ({ policy: 'no-foreign-stores', it: `lets ${what} be read`, request: { create: external(spec) } })),
  ...['1m', '1h0m0s', '0', '0s'].map(
    (refreshInterval): Case => ({
      policy: 'no-foreign-stores',
      it: `lets the secret store be asked every ${refreshInterval}`,
      request: { create: external({ secretStoreRef: tenantsStore, refreshInterval }) },
    }),
  ),
  ...['1s', '59s999ms', 'often'].map(
    (refreshInterval): Case => ({
      policy: 'no-foreign-stores',
      it: `refuses to ask the secret store of all every ${refreshInterval}`,
      request: { create: external({ secretStoreRef: tenantsStore, refreshInterval }) },
      refused: `ExternalSecret "payment" has the refreshInterval "${refreshInterval}"; write 1m or longer, or 0s to read once`,
    }),
  ),
  {
    policy: 'no-foreign-stores',
    it: 'asks nothing outside tenants',
    request: { create: external({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' } }, 'ExternalSecret', other) },
  },
  ...(
    [
      ["the platform's store", { secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' } }, 'ClusterSecretStore "platform"'],
      ['a store of its own', { secretStoreRef: { name: 'tenants' } }, 'SecretStore "tenants"'],
      [
        'another store for one key',
        { secretStoreRef: tenantsStore, data: [{ secretKey: 'a', sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'keycloak' } } }] },
        'ClusterSecretStore "keycloak"',
      ],
      [
        'another store for all keys',
        { dataFrom: [{ sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'platform' } } }] },
        'ClusterSecretStore "platform"',
      ],
    ] as const
  ).map(([what, spec, store]): Case => ({ policy: 'no-foreign-stores', it: `refuses ${what}`, request: { create: external(spec) }, refused: notOurs(store) })),
  {
    policy: 'no-foreign-stores',
    it: 'lets the platform hand over a secret, such as that of a login',
    request: { create: external({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'keycloak' } }, 'ExternalSecret', team, 'tenant-voorbeeld.logins') },
  },
  {
    policy: 'no-foreign-stores',
    it: "refuses another store to Argo CD when a tenant's repository has it",
    request: { create: external({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' } }, 'ExternalSecret', team, 'voorbeeld.app') },
    refused: notOurs('ClusterSecretStore "platform"'),
  },
  {
    policy: 'no-foreign-stores',
    it: "refuses another store to a tenant's own people, whatever they write on it",
    as: tenantAdmin,
    request: { create: external({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' } }, 'ExternalSecret', team, 'tenant-voorbeeld.logins') },
    refused: notOurs('ClusterSecretStore "platform"'),
  },
  {
    policy: 'no-foreign-stores',
    it: 'refuses what is made of the whole cluster, or calls others',
    request: { create: external({ dataFrom: [{ sourceRef: { generatorRef: { kind: 'ClusterGenerator', name: 'any' } } }] }) },
    refused: 'ExternalSecret "payment" has a ClusterGenerator made, and tenants have passwords only; use a generator of the kind Password',
  },
  ...['PushSecret', 'SecretStore'].map(
    (kind): Case => ({
      policy: 'no-foreign-stores',
      it: `refuses a ${kind}`,
      request: { create: external({}, kind) },
      refused: `${kind} "payment" is not for tenants: secrets come from the folder of their namespace, and go nowhere; remove it`,
    }),
  ),
];
