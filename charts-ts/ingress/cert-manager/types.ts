import type { Resource } from '../../kit/resource.ts';
import type { ParentRef } from '../../kit/route.ts';

/** https://cert-manager.io/docs/reference/api-docs/: the parts that the platform writes. */
export interface ClusterIssuer extends Resource {
  readonly apiVersion: 'cert-manager.io/v1';
  readonly kind: 'ClusterIssuer';
  readonly spec: { readonly ca: { readonly secretName: string } } | { readonly acme: AcmeIssuer };
}

export interface SelfSignedIssuer extends Resource {
  readonly apiVersion: 'cert-manager.io/v1';
  readonly kind: 'Issuer';
  readonly spec: { readonly selfSigned: Readonly<Record<string, never>> };
}

export interface AcmeIssuer {
  readonly server: string;
  readonly email: string;
  /** PEM in base64. With it only these CAs count, without it the public ones of the image. */
  readonly caBundle?: string;
  readonly externalAccountBinding?: { readonly keyID: string; readonly keySecretRef: KeyRef };
  readonly privateKeySecretRef: KeyRef;
  readonly solvers: readonly AcmeSolver[];
}

export type AcmeSolver =
  | { readonly http01: { readonly gatewayHTTPRoute: { readonly parentRefs: readonly ParentRef[]; readonly serviceType: 'ClusterIP' } } }
  | {
      readonly dns01: {
        readonly rfc2136: {
          readonly nameserver: string;
          readonly tsigKeyName: string;
          readonly tsigAlgorithm: 'HMACSHA256' | 'HMACSHA512';
          readonly tsigSecretSecretRef: KeyRef;
        };
      };
    };

interface KeyRef {
  readonly name: string;
  readonly key: string;
}
