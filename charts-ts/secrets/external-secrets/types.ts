import type { LabelSelector } from '../../kit/admission.ts';
import type { Resource } from '../../kit/resource.ts';

/** https://external-secrets.io/latest/api/clustersecretstore/: the part that the platform writes. */
export interface ClusterSecretStore extends Resource {
  readonly apiVersion: 'external-secrets.io/v1';
  readonly kind: 'ClusterSecretStore';
  readonly spec: {
    readonly provider: { readonly vault: VaultProvider };
    /** Which namespaces may use it: one of the conditions must hold. */
    readonly conditions: readonly { readonly namespaceSelector: LabelSelector }[];
  };
}

interface VaultProvider {
  readonly server: string;
  readonly path: string;
  readonly version: 'v2';
  readonly caProvider?: { readonly type: 'Secret'; readonly namespace: string; readonly name: string; readonly key: string };
  readonly auth: {
    readonly kubernetes: {
      readonly mountPath: string;
      readonly role: string;
      readonly serviceAccountRef: { readonly name: string; readonly namespace: string; readonly audiences: readonly string[] };
    };
  };
}
