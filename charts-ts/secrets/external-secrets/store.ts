import type { Construct } from 'constructs';
import { polder } from '../../kit/labels.ts';
import { resource } from '../../kit/resource.ts';
import { secretStoreName } from '../../kit/secret.ts';
import type { ClusterSecretStore } from './types.ts';

/** The fact of the capability `vault`. */
interface SecretStore {
  readonly url: string;
  readonly namespace?: string | undefined;
  readonly mount: string;
  readonly auth: { readonly path: string; readonly role: string; readonly account: string; readonly audience: string };
  readonly ca?: { readonly secretName: string; readonly key: string } | undefined;
}

/** The platform's secrets, for the platform's own namespaces: tenants cannot name it. */
export function platformStore(scope: Construct, namespace: string, { url, mount, auth, ca, ...store }: SecretStore): void {
  resource<ClusterSecretStore>(scope, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name: secretStoreName },
    spec: {
      provider: {
        // OpenBao speaks Vault's language; the provider of its own name knows no Kubernetes login yet.
        vault: {
          server: url,
          path: mount,
          version: 'v2',
          ...(ca === undefined ? {} : { caProvider: { type: 'Secret', namespace: store.namespace ?? namespace, name: ca.secretName, key: ca.key } }),
          auth: {
            kubernetes: {
              mountPath: auth.path,
              role: auth.role,
              serviceAccountRef: { name: auth.account, namespace, audiences: [auth.audience] },
            },
          },
        },
      },
      conditions: [{ namespaceSelector: { matchExpressions: [{ key: polder.layer, operator: 'In', values: ['platform', 'system'] }] } }],
    },
  });
}
