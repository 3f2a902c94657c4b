import type { Construct } from 'constructs';
import type { SecretsOfNamespace } from '../../kit/external-secret.ts';
import { type ClientOf, clientSecret } from '../../kit/login.ts';
import { role, serviceAccount } from '../../kit/rbac.ts';
import { resource } from '../../kit/resource.ts';
import { copiedSecret, generatedPassword } from '../../kit/secret.ts';
import { clientStore, name, namespace, reconcilerClient } from './names.ts';

/** Who External Secrets is: the fact of the capability `external-secrets`. */
interface ExternalSecretsAccount {
  readonly namespace: string;
  readonly account: string;
}

/** What the reconciling job logs in with: a client, since a person's password would be everybody's. */
export function reconcilerSecret(scope: Construct): void {
  generatedPassword(scope, { name: reconcilerClient.secret, key: reconcilerClient.key, length: 48 });
}

/**
 * A secret for each client that knows no better, made here; External Secrets copies it to the client's namespace. It reads with an
 * account that may get exactly these Secrets, and only the namespaces of these clients may ask. Those of tenants are copied by the
 * component `logins-of-tenants`, with a store for each.
 */
export function clientSecrets(scope: Construct, clients: readonly ClientOf[], eso: ExternalSecretsAccount): void {
  if (clients.length === 0) return;
  for (const { client } of clients) generatedPassword(scope, { ...clientSecret(client.id), length: 48, also: { 'client-id': client.id } });
  const elsewhere = clients.filter((one) => one.namespace !== namespace && one.client.tenant === undefined);
  if (elsewhere.length === 0) return;
  const namespaces = [...new Set(elsewhere.map((one) => one.namespace))].sort();
  const reader = serviceAccount(scope, clientStore);
  role(scope, clientStore, {
    namespace,
    account: reader,
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: elsewhere.map(({ client }) => clientSecret(client.id).name).sort(), verbs: ['get'] }],
  });
  role(scope, `${clientStore}-login`, {
    namespace,
    account: eso.account,
    accountNamespace: eso.namespace,
    rules: [
      { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [reader], verbs: ['create'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: [rootCa.name], verbs: ['get'] },
    ],
  });
  store(scope, reader, namespaces);
  for (const target of namespaces) writing(scope, target, elsewhere, eso);
  for (const { client, namespace: target } of elsewhere)
    copiedSecret(scope, { name: clientSecret(client.id).name, namespace: target, store: clientStore, keys: ['client-id', clientSecret(client.id).key] });
}

/** Kubernetes puts it into each namespace: the CA of the API server. */
const rootCa = { name: 'kube-root-ca.crt', key: 'ca.crt' } as const;

function store(scope: Construct, reader: string, namespaces: readonly string[]): void {
  resource<SecretsOfNamespace>(scope, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name: clientStore },
    spec: {
      provider: {
        kubernetes: {
          remoteNamespace: namespace,
          server: { url: 'https://kubernetes.default.svc', caProvider: { type: 'ConfigMap', namespace, ...rootCa } },
          auth: { serviceAccount: { name: reader, namespace } },
        },
      },
      conditions: [{ namespaces }],
    },
  });
}

/** External Secrets writes Secrets only where it is told that it may. */
function writing(scope: Construct, target: string, clients: readonly ClientOf[], eso: ExternalSecretsAccount): void {
  const names = clients.filter((one) => one.namespace === target).map(({ client }) => clientSecret(client.id).name);
  role(scope, `${name}-client-secrets`, {
    namespace: target,
    account: eso.account,
    accountNamespace: eso.namespace,
    rules: [
      // Creating cannot be bound to a name.
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: names.sort(), verbs: ['update', 'patch', 'delete'] },
    ],
  });
}
