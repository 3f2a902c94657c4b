import type { Resource } from '../../kit/resource.ts';

/** https://cert-manager.io/docs/trust/trust-manager/api-reference/: the parts that the platform writes. */
export interface Bundle extends Resource {
  readonly apiVersion: 'trust.cert-manager.io/v1alpha1';
  readonly kind: 'Bundle';
  readonly spec: {
    readonly sources: readonly (
      | { readonly useDefaultCAs: true }
      | { readonly inLine: string }
      | { readonly secret: { readonly name: string; readonly key: string } }
    )[];
    /** Without a selector: every namespace. */
    readonly target: { readonly configMap: { readonly key: string } };
  };
}

export interface SelfSignedIssuer extends Resource {
  readonly apiVersion: 'cert-manager.io/v1';
  readonly kind: 'Issuer';
  readonly spec: { readonly selfSigned: Readonly<Record<string, never>> };
}
