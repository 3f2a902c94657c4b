import type { Construct } from 'constructs';
import type { LabelSelector } from '../../kit/admission.ts';
import { polder } from '../../kit/labels.ts';
import { type Resource, resource } from '../../kit/resource.ts';
import { tenantStoreName } from '../../kit/secret.ts';

/** https://external-secrets.io/latest/provider/hashicorp-vault/: the part that is written here. */
interface ClusterSecretStore extends Resource {
  readonly apiVersion: 'external-secrets.io/v1';
  readonly kind: 'ClusterSecretStore';
  readonly spec: {
    readonly provider: { readonly vault: Vault };
    readonly conditions: readonly { readonly namespaceSelector: LabelSelector }[];
  };
}

interface Vault {
  readonly server: string;
  readonly path: string;
  readonly version: 'v2';
  readonly caProvider?: { readonly type: 'Secret'; readonly namespace: string; readonly name: string; readonly key: string };
  readonly auth: {
    readonly kubernetes: {
      readonly mountPath: string;
      readonly role: string;
      /** Without a namespace: the account of this name in that of the ExternalSecret. */
      readonly serviceAccountRef: { readonly name: string; readonly audiences: readonly string[] };
    };
  };
}

/** The facts of the capabilities `vault` and `tenant-secrets`. */
interface Facts {
  readonly vault: {
    readonly url: string;
    readonly namespace?: string | undefined;
    readonly auth: { readonly path: string; readonly audience: string };
    readonly ca?: { readonly secretName: string; readonly key: string } | undefined;
  };
  readonly folders: { readonly mount: string; readonly role: string; readonly account: string };
  /** Where External Secrets runs, which has the CA of a store outside the cluster. */
  readonly operator: string;
}

/**
 * One store for all tenants, which is nobody by itself: it logs in as the account of the namespace that asks, so what is read is up to the
 * secret store. A SecretStore in each namespace would need the CA there too, and to let tenants bring stores of their own.
 */
export function storeOfTenants(scope: Construct, { vault, folders, operator }: Facts): void {
  const { url, namespace = operator, auth, ca } = vault;
  resource<ClusterSecretStore>(scope, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name: tenantStoreName },
    spec: {
      provider: {
        vault: {
          server: url,
          path: folders.mount,
          version: 'v2',
          ...(ca === undefined ? {} : { caProvider: { type: 'Secret', namespace, name: ca.secretName, key: ca.key } }),
          auth: { kubernetes: { mountPath: auth.path, role: folders.role, serviceAccountRef: { name: folders.account, audiences: [auth.audience] } } },
        },
      },
      conditions: [{ namespaceSelector: { matchExpressions: [{ key: polder.tenant, operator: 'Exists' }] } }],
    },
  });
}
