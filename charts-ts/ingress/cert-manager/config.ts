import { isIP } from 'node:net';
import { z } from 'zod';
import { DnsLabel, DnsName, Email, HttpsUrl } from '../../config/values.ts';
import { quoted } from '../../config/words.ts';
import { SecretKeyRef } from '../../kit/secret.ts';
import { SizeSetting } from '../../kit/size.ts';

const Size = SizeSetting.describe('CPU that each pod requests, memory that it requests and gets at most, CPU that it gets at most');

const replicas = z.int().min(1).max(9);

const Nameserver = z.string().refine((value) => isIP(value) !== 0 || DnsName.safeParse(value).success, {
  error: (issue) => `${quoted(issue.input)} is not a name server; write its address or name, like 192.0.2.53 or ns1.example.nl, without a port`,
});

export const Http01 = z
  .strictObject({
    gateway: z
      // By name, not by the capability: the Gateway needs a certificate, so it comes after the issuer.
      .strictObject({ name: DnsLabel.default('public'), namespace: DnsLabel.default('traefik'), listener: DnsLabel.default('http') })
      .prefault({})
      .describe('The Gateway whose plain HTTP listener answers the challenges'),
  })
  .describe('By an answer on port 80 of each hostname: no wildcard certificates');

const Rfc2136 = z
  .strictObject({
    nameserver: Nameserver.describe('The name server that takes updates of the zone, by address or name'),
    port: z.int().min(1).max(65535).default(53).describe('Its port'),
    tsigKeyName: z.string().min(1).describe("The TSIG key's name at the name server"),
    tsigAlgorithm: z.enum(['HMACSHA256', 'HMACSHA512']).default('HMACSHA256').describe("The TSIG key's algorithm; MD5 and SHA-1 are phased out"),
    tsigSecret: SecretKeyRef.describe('Where the TSIG key stands, in the namespace cert-manager'),
  })
  .describe('By DNS records, through updates of the zone (RFC 2136): wildcard certificates too');

const Acme = z
  .strictObject({
    server: HttpsUrl.describe("The ACME server's directory, such as https://acme.example.nl/directory"),
    email: Email.optional().describe("Where the ACME server's operator can write to; the cluster's contact when left out"),
    serverCa: z
      .enum(['public', 'site'])
      .optional()
      .describe("Who signed the ACME server's own certificate: a public CA, or one of trust.certificates; site when the cluster is air-gapped"),
    externalAccountBinding: z
      .strictObject({
        keyId: z.string().min(1).describe("The account's id"),
        keySecret: SecretKeyRef.describe("Where the account's key stands, in the namespace cert-manager"),
      })
      .optional()
      .describe('The account at an ACME server that knows its customers beforehand'),
    solver: z
      .strictObject({ http01: Http01.nullish(), rfc2136: Rfc2136.nullish() })
      .prefault({})
      .describe('How the cluster proves that a hostname is its own: http01 when left out'),
  })
  .describe("An ACME server: Let's Encrypt, or a site's own");

const Ca = z
  .strictObject({ secretName: DnsLabel.default('site-ca').describe('The Secret in the namespace cert-manager with tls.crt and tls.key of the CA') })
  .describe('A CA whose key a person brings: kubectl -n cert-manager create secret tls <secretName> --cert=ca.crt --key=ca.key');

/** cert-manager's part of cluster.yaml. */
export const CertManagerConfig = z.strictObject({
  issuer: z
    // null takes back what a wider file said, since maps are merged.
    .strictObject({ acme: Acme.nullish(), ca: Ca.nullish(), selfSigned: z.strictObject({}).nullish().describe('A root of its own, for labs') })
    .optional()
    .describe('Who signs the certificates of the platform: one of acme, ca, selfSigned. A lab signs them itself when nothing is said'),
  replicas: z
    .strictObject({ controller: replicas.default(1), webhook: replicas.default(2), cainjector: replicas.default(1) })
    .prefault({})
    .describe('Pods of each program; of controller and cainjector one works and the others wait'),
  sizes: z
    .strictObject({
      controller: Size.default({ cpu: '50m', memory: '256Mi', cpuLimit: '1' }),
      webhook: Size.default({ cpu: '25m', memory: '128Mi', cpuLimit: '500m' }),
      cainjector: Size.default({ cpu: '25m', memory: '128Mi', cpuLimit: '500m' }),
    })
    .prefault({})
    .describe('What each pod gets'),
});
export type CertManagerConfig = z.output<typeof CertManagerConfig>;
export type Acme = z.output<typeof Acme>;
export type Rfc2136 = z.output<typeof Rfc2136>;
export type Http01 = z.output<typeof Http01>;
