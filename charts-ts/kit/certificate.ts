import type { Construct } from 'constructs';
import { type Resource, resource } from './resource.ts';

/** https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.Certificate: the part that the platform uses. */
interface Certificate extends Resource {
  readonly apiVersion: 'cert-manager.io/v1';
  readonly kind: 'Certificate';
  readonly spec: {
    readonly secretName: string;
    readonly issuerRef: { readonly group: 'cert-manager.io'; readonly kind: 'ClusterIssuer' | 'Issuer'; readonly name: string };
    readonly commonName?: string;
    readonly isCA?: boolean;
    readonly dnsNames?: readonly string[];
    readonly duration?: string;
    readonly renewBefore?: string;
    readonly usages: readonly string[];
    readonly privateKey: { readonly algorithm: 'ECDSA'; readonly size: 256 | 384; readonly rotationPolicy: 'Always' };
    readonly revisionHistoryLimit: number;
  };
}

export interface CertificateOptions {
  /** Also the name of the Secret, unless `secretName` says otherwise. */
  readonly name: string;
  readonly secretName?: string;
  /** A component's own namespace when left out. */
  readonly namespace?: string;
  readonly issuer: { readonly kind: 'ClusterIssuer' | 'Issuer'; readonly name: string };
  /**
   * What it is for: hostnames of a server, the name of a client, or that of a certificate authority. A server's that signs
   * itself needs a common name: it is its issuer (RFC 5280 4.1.2.4).
   */
  readonly subject: { readonly dnsNames: readonly string[]; readonly commonName?: string } | { readonly client: string } | { readonly authority: string };
  /** As Go writes durations, such as 2160h0m0s; the issuer's own when left out. */
  readonly duration?: string;
  /** How long before its end it is renewed; a third of its life when left out. */
  readonly renewBefore?: string;
  /** Bits of the elliptic curve. P-256 by default: every client and every ACME server takes it. */
  readonly curve?: 256 | 384;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * A certificate that cert-manager makes and renews, with a new key each time. Returns the name of its Secret.
 * ECDSA, since NCSC's 2025 guidelines phase out RSA below 3072 bits, and cert-manager's default is RSA 2048.
 */
export function certificate(scope: Construct, options: CertificateOptions): string {
  const { name, secretName = name, issuer, subject } = options;
  resource<Certificate>(scope, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: {
      name,
      ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
      ...(options.annotations === undefined ? {} : { annotations: options.annotations }),
    },
    spec: {
      secretName,
      issuerRef: { group: 'cert-manager.io', ...issuer },
      ...named(subject),
      ...(options.duration === undefined ? {} : { duration: options.duration }),
      ...(options.renewBefore === undefined ? {} : { renewBefore: options.renewBefore }),
      // An elliptic-curve key signs; key encipherment, in cert-manager's default usages, is RSA's.
      usages: usages(subject),
      privateKey: { algorithm: 'ECDSA', size: options.curve ?? 256, rotationPolicy: 'Always' },
      revisionHistoryLimit: 1,
    },
  });
  return secretName;
}

type Subject = CertificateOptions['subject'];

function named(subject: Subject): Pick<Certificate['spec'], 'isCA' | 'commonName' | 'dnsNames'> {
  if ('authority' in subject) return { isCA: true, commonName: subject.authority };
  return 'client' in subject ? { commonName: subject.client } : subject;
}

function usages(subject: Subject): readonly string[] {
  if ('authority' in subject) return ['digital signature', 'cert sign', 'crl sign'];
  return ['digital signature', 'client' in subject ? 'client auth' : 'server auth'];
}
