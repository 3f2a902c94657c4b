import type { Construct } from 'constructs';
import { z } from 'zod';
import { DnsLabel } from '../config/values.ts';
import type { ExternalSecret, Password } from './external-secret.ts';
import { resource } from './resource.ts';

/**
 * Where a secret stands in the cluster: configuration names it, and never holds it. Any key of a component's
 * configuration that is called after a password, token, secret or private key has this type.
 */
export const SecretKeyRef = z
  .strictObject({
    name: DnsLabel.describe("The Secret's name"),
    key: z
      .string()
      .regex(/^[-._a-zA-Z0-9]{1,253}$/, { error: 'is not a key of a Secret; use letters, digits, ".", "-" and "_"' })
      .describe('The key in it'),
  })
  .describe('A Secret that is in the cluster already, by its name and key; the secret itself never goes into Git');
export type SecretKeyRef = z.output<typeof SecretKeyRef>;

/** The ClusterSecretStore that reads the platform's secrets. */
export const secretStoreName = 'platform';

/** The ClusterSecretStore that tenants' ExternalSecrets name: each namespace reads its own folder by it. */
export const tenantStoreName = 'tenants';

export interface GeneratedPassword {
  /** Of the Secret, of the generator and of the ExternalSecret. */
  readonly name: string;
  /** A component's own namespace when left out. */
  readonly namespace?: string;
  readonly key: string;
  /** Characters: letters and digits, so that it may stand in an address. Default 32, which is 190 bits. */
  readonly length?: number;
  /** What else the Secret holds that is no secret, such as the user's name. */
  readonly also?: Readonly<Record<string, string>>;
}

/**
 * A password that is made in the cluster, once, by External Secrets: the component needs `externalSecrets`. Returns where it stands.
 *
 * It is never written over, and nobody owns the Secret: one that a backup brings back keeps its password, and it stays when
 * its component goes. A new password is made when the Secret is deleted; whatever knows the old one must then learn it.
 */
export function generatedPassword(scope: Construct, options: GeneratedPassword): SecretKeyRef {
  const { name, key, length = 32, also } = options;
  const metadata = { name, ...(options.namespace === undefined ? {} : { namespace: options.namespace }) };
  resource<Password>(scope, {
    apiVersion: 'generators.external-secrets.io/v1alpha1',
    kind: 'Password',
    metadata,
    spec: { length, symbols: 0, noUpper: false, allowRepeat: true, encoding: 'raw', secretKeys: [key] },
  });
  resource<ExternalSecret>(scope, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata,
    spec: {
      refreshPolicy: 'CreatedOnce',
      refreshInterval: '0s',
      target: {
        name,
        creationPolicy: 'CreateOrMerge',
        deletionPolicy: 'Retain',
        immutable: true,
        ...(also === undefined ? {} : { template: { engineVersion: 'v2', mergePolicy: 'Merge', data: also } }),
      },
      dataFrom: [{ sourceRef: { generatorRef: { apiVersion: 'generators.external-secrets.io/v1alpha1', kind: 'Password', name } } }],
    },
  });
  return { name, key };
}

export interface FromStore {
  /** Of the Secret and of the ExternalSecret. */
  readonly name: string;
  readonly namespace?: string;
  /** Of the capability `externalSecrets`: the component also wants `secretStore`, and calls this where both are there. */
  readonly store: string;
  /** Where it stands in the secret store, below its mount, such as argo-cd/notifications. */
  readonly path: string;
  /** Each key of the Secret, and what it is called in the store. */
  readonly keys: Readonly<Record<string, string>>;
  /** Of the Secret, where its user finds it by them. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What else the Secret holds that is no secret, such as an address. */
  readonly also?: Readonly<Record<string, string>>;
  /** How often the store is read again, as Go writes durations. Default an hour. */
  readonly refreshInterval?: string;
}

/** A Secret that follows what the secret store holds at a path. Returns its name. */
export function fromStore(scope: Construct, options: FromStore): string {
  const { name, namespace, store, path, keys, labels, also, refreshInterval = '1h0m0s' } = options;
  resource<ExternalSecret>(scope, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval,
      secretStoreRef: { kind: 'ClusterSecretStore', name: store },
      target: {
        name,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        ...(labels === undefined && also === undefined
          ? {}
          : {
              template: {
                engineVersion: 'v2',
                mergePolicy: 'Merge',
                ...(also === undefined ? {} : { data: also }),
                ...(labels === undefined ? {} : { metadata: { labels } }),
              },
            }),
      },
      data: Object.entries(keys).map(([secretKey, property]) => ({ secretKey, remoteRef: { key: path, property } })),
    },
  });
  return name;
}

export interface CopiedSecret {
  /** Of the copy and of the ExternalSecret. */
  readonly name: string;
  /** Of the Secret that is copied, where it is called otherwise. */
  readonly from?: string;
  /** Where the copy goes. */
  readonly namespace: string;
  /** The ClusterSecretStore that reads the namespace of the other. */
  readonly store: string;
  readonly keys: readonly string[];
  readonly refreshInterval?: string;
}

/** A Secret that follows one of another namespace. */
export function copiedSecret(scope: Construct, { name, from = name, namespace, store, keys, refreshInterval = '15m0s' }: CopiedSecret): void {
  resource<ExternalSecret>(scope, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace },
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval,
      secretStoreRef: { kind: 'ClusterSecretStore', name: store },
      target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data: keys.map((key) => ({ secretKey: key, remoteRef: { key: from, property: key } })),
    },
  });
}
