import type { Construct } from 'constructs';
import type { LabelSelector } from './admission.ts';
import { type Resource, resource } from './resource.ts';

/** https://external-secrets.io/latest/provider/hashicorp-vault/: the part that is written here. */
interface ClusterSecretStore extends Resource {
  readonly apiVersion: 'external-secrets.io/v1';
  readonly kind: 'ClusterSecretStore';
  readonly spec: {
    readonly provider: { readonly vault: Vault };
    /** Which namespaces may use it: one of the conditions must hold. */
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
      readonly serviceAccountRef: { readonly name: string; readonly namespace?: string; readonly audiences: readonly string[] };
    };
  };
}

export interface StoreOptions {
  readonly name: string;
  /** The fact of the capability `vault`, as far as whoever reads it must know. */
  readonly vault: {
    readonly url: string;
    readonly namespace?: string | undefined;
    readonly auth: { readonly path: string; readonly audience: string };
    readonly ca?: { readonly secretName: string; readonly key: string } | undefined;
  };
  /** The path of the key-value engine that it reads. */
  readonly mount: string;
  readonly role: string;
  /** Who logs in. Without a namespace: the account of this name in that of the ExternalSecret. */
  readonly account: { readonly name: string; readonly namespace?: string };
  /** Where External Secrets runs, which has the CA of a store outside the cluster. */
  readonly operator: string;
  /** Whose ExternalSecrets may name it. */
  readonly users: LabelSelector;
}

/** A ClusterSecretStore that reads the secret store, by a Kubernetes login. OpenBao speaks Vault's language; the provider of its own name knows no such login yet. */
export function vaultStore(scope: Construct, { name, vault, mount, role, account, operator, users }: StoreOptions): void {
  const { url, namespace = operator, auth, ca } = vault;
  resource<ClusterSecretStore>(scope, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name },
    spec: {
      provider: {
        vault: {
          server: url,
          path: mount,
          version: 'v2',
          ...(ca === undefined ? {} : { caProvider: { type: 'Secret', namespace, name: ca.secretName, key: ca.key } }),
          auth: { kubernetes: { mountPath: auth.path, role, serviceAccountRef: { ...account, audiences: [auth.audience] } } },
        },
      },
      conditions: [{ namespaceSelector: users }],
    },
  });
}
