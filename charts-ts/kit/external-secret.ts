import type { Resource } from './resource.ts';

/** https://external-secrets.io/latest/api/externalsecret/: the part that the platform writes. */
export interface ExternalSecret extends Resource {
  readonly apiVersion: 'external-secrets.io/v1';
  readonly kind: 'ExternalSecret';
  readonly spec: {
    readonly refreshPolicy: 'CreatedOnce' | 'Periodic';
    readonly refreshInterval: string;
    readonly secretStoreRef?: { readonly kind: 'ClusterSecretStore'; readonly name: string };
    readonly target: {
      readonly name: string;
      /** CreateOrMerge: like Owner, without an owner. */
      readonly creationPolicy: 'Owner' | 'CreateOrMerge';
      readonly deletionPolicy: 'Retain';
      readonly immutable?: true;
      readonly template?: {
        readonly engineVersion: 'v2';
        readonly mergePolicy: 'Merge';
        readonly data?: Readonly<Record<string, string>>;
        readonly metadata?: { readonly labels: Readonly<Record<string, string>> };
      };
    };
    readonly data?: readonly { readonly secretKey: string; readonly remoteRef: { readonly key: string; readonly property: string } }[];
    readonly dataFrom?: readonly {
      readonly sourceRef: {
        readonly generatorRef: { readonly apiVersion: 'generators.external-secrets.io/v1alpha1'; readonly kind: 'Password'; readonly name: string };
      };
    }[];
  };
}

/** https://external-secrets.io/latest/api/generator/password/ */
export interface Password extends Resource {
  readonly apiVersion: 'generators.external-secrets.io/v1alpha1';
  readonly kind: 'Password';
  readonly spec: {
    readonly length: number;
    readonly symbols: 0;
    readonly noUpper: false;
    readonly allowRepeat: true;
    readonly encoding: 'raw';
    readonly secretKeys: readonly string[];
  };
}

/** A store of Secrets of one namespace, for others: https://external-secrets.io/latest/provider/kubernetes/ */
export interface SecretsOfNamespace extends Resource {
  readonly apiVersion: 'external-secrets.io/v1';
  readonly kind: 'ClusterSecretStore';
  readonly spec: {
    readonly provider: {
      readonly kubernetes: {
        readonly remoteNamespace: string;
        readonly server: {
          readonly url: string;
          readonly caProvider: { readonly type: 'ConfigMap'; readonly namespace: string; readonly name: string; readonly key: string };
        };
        readonly auth: { readonly serviceAccount: { readonly name: string; readonly namespace: string } };
      };
    };
    /** Which namespaces may use it. */
    readonly conditions: readonly { readonly namespaces: readonly string[] }[];
  };
}
