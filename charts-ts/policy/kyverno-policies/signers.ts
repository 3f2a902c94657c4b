import { z } from 'zod';
import { HttpsUrl } from '../../config/values.ts';

function pem(label: RegExp, words: string) {
  return z
    .string({ error: `is not ${words}; paste it whole, from -----BEGIN to -----END` })
    .regex(new RegExp(`^\\s*-----BEGIN (${label.source})-----[\\s\\S]+-----END (${label.source})-----\\s*$`), {
      error: `is not ${words} in PEM; paste it whole, from -----BEGIN to -----END`,
    });
}

const PublicKey = pem(/(RSA |EC )?PUBLIC KEY/, 'a public key');
const Certificates = pem(/CERTIFICATE/, 'a certificate');

const Keyless = z.strictObject({
  issuer: HttpsUrl.describe('Who said who they are: the issuer in the certificate, such as https://git.example.nl'),
  subject: z.string().min(1).optional().describe('Who signed: the subject in the certificate, letter by letter'),
  subjectPattern: z.string().min(1).optional().describe('The same as a regular expression that the whole subject must match'),
  roots: Certificates.optional().describe("Certificates of one's own Fulcio"),
  trustedRoot: z
    .string()
    .min(1)
    .optional()
    .describe("The trusted_root.json of one's own Sigstore: Fulcio, Rekor and timestamp authority in one; instead of roots and tuf"),
  tuf: z
    .strictObject({
      mirror: HttpsUrl.describe('Where the TUF repository is read'),
      root: z.base64().optional().describe('Its root.json, in base64: left out, the first one that the mirror gives is believed'),
    })
    .optional()
    .describe("A TUF repository of one's own Sigstore"),
});

const TransparencyLog = z.strictObject({
  url: HttpsUrl.optional().describe("One's own Rekor"),
  publicKey: PublicKey.optional().describe("The key of one's own Rekor"),
  certificateLogPublicKey: PublicKey.optional().describe("The key of one's own log of certificates"),
});

/** Who may have signed. */
export const Signer = z
  .strictObject({
    publicKey: PublicKey.optional().describe('cosign, with a key pair: the public key'),
    certificate: z
      .strictObject({
        certificate: Certificates.describe('The certificate that signed'),
        chain: Certificates.optional().describe('Its issuers, up to the root'),
      })
      .optional()
      .describe('cosign, with a certificate of an own CA'),
    keyless: Keyless.optional().describe('cosign, with a certificate that Fulcio gave for a login'),
    notary: z
      .strictObject({
        certificates: Certificates.describe('The CA of the signers'),
        timestampCertificates: Certificates.optional().describe('The CA of the timestamp authority'),
      })
      .optional()
      .describe('Notation (Notary Project)'),
    transparencyLog: z
      .union([z.literal(false), TransparencyLog])
      .default(false)
      .describe('cosign: false looks in no log, as a site without internet must; {} looks in that of sigstore.dev'),
    timestampCertificates: Certificates.optional().describe('cosign: the certificates of a timestamp authority (RFC 3161), which stands in for a log'),
    signatureRepository: z.string().min(1).optional().describe('cosign: where signatures stand, when not beside the image'),
    annotations: z.record(z.string(), z.string()).default({}).describe('cosign: what the signature must say besides'),
  })
  .describe('One of publicKey, certificate, keyless and notary');
export type Signer = z.output<typeof Signer>;

export const ways = ['publicKey', 'certificate', 'keyless', 'notary'] as const;
