import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { ClusterTenant } from '../../config/tenants.ts';
import type { SecretsOfNamespace } from '../../kit/external-secret.ts';
import { platformPrefix } from '../../kit/labels.ts';
import { clientSecret, type OidcClient } from '../../kit/login.ts';
import { role } from '../../kit/rbac.ts';
import { resource } from '../../kit/resource.ts';
import { copiedSecret } from '../../kit/secret.ts';

/** Who External Secrets is: the fact of the capability `external-secrets`. */
interface ExternalSecretsAccount {
  readonly namespace: string;
  readonly account: string;
}

/** A tenant with the clients of its logins. */
export interface Logins {
  readonly tenant: Pick<ClusterTenant, 'name'>;
  readonly clients: readonly OidcClient[];
}

/** Kubernetes puts it into each namespace: the CA of the API server. */
const rootCa = { name: 'kube-root-ca.crt', key: 'ca.crt' } as const;

/** Of the store, the ServiceAccount that it reads with, and its Role. */
function storeName({ name }: Pick<ClusterTenant, 'name'>): string {
  return `logins-${name}`;
}

/**
 * A store for each tenant, that reads exactly the Secrets of its own logins. One for all would do for what is written here, but tenants
 * write ExternalSecrets too: with it, one could ask for another's secret.
 */
export function storesOfTenants(scope: Construct, all: readonly Logins[], from: string, eso: ExternalSecretsAccount): void {
  if (all.length === 0) return;
  for (const one of all) storeOf(scope, one, from);
  role(scope, 'logins-of-tenants', {
    namespace: from,
    account: eso.account,
    accountNamespace: eso.namespace,
    rules: [
      { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: all.map(({ tenant }) => storeName(tenant)), verbs: ['create'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: [rootCa.name], verbs: ['get'] },
    ],
  });
}

function storeOf(scope: Construct, { tenant, clients }: Logins, from: string): void {
  const name = storeName(tenant);
  new k8s.KubeServiceAccount(scope, `ServiceAccount-${name}`, { metadata: { name, namespace: from }, automountServiceAccountToken: false });
  role(scope, name, {
    namespace: from,
    account: name,
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: clients.map(({ id }) => clientSecret(id).name).sort(), verbs: ['get'] }],
  });
  resource<SecretsOfNamespace>(scope, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name },
    spec: {
      provider: {
        kubernetes: {
          remoteNamespace: from,
          server: { url: 'https://kubernetes.default.svc', caProvider: { type: 'ConfigMap', namespace: from, ...rootCa } },
          auth: { serviceAccount: { name, namespace: from } },
        },
      },
      conditions: [{ namespaces: namespacesOf(clients) }],
    },
  });
}

/** The Secrets in the tenant's own namespaces, and External Secrets' right to write these and no others there. */
export function secretsOfTenant(scope: Construct, { tenant, clients }: Logins, eso: ExternalSecretsAccount): void {
  for (const namespace of namespacesOf(clients)) {
    const own = clients.flatMap((client) => (client.tenant?.namespace === namespace ? [{ client, secret: client.tenant.secret }] : []));
    role(scope, `${platformPrefix}logins`, {
      namespace,
      account: eso.account,
      accountNamespace: eso.namespace,
      rules: [
        // Creating cannot be bound to a name.
        { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
        { apiGroups: [''], resources: ['secrets'], resourceNames: own.map(({ secret }) => secret).sort(), verbs: ['update', 'patch', 'delete'] },
      ],
    });
    for (const { client, secret } of own) {
      const { name: from, key } = clientSecret(client.id);
      copiedSecret(scope, { name: secret, from, namespace, store: storeName(tenant), keys: ['client-id', key] });
    }
  }
}

/** Where logins are, sorted. */
export function namespacesOf(clients: readonly OidcClient[]): string[] {
  return [...new Set(clients.flatMap(({ tenant }) => tenant?.namespace ?? []))].sort();
}
