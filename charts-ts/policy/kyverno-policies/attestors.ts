import type { Attestor, Cosign } from '../../kit/image-policy.ts';
import { type Signer, ways } from './signers.ts';

/** Of optional values those that are there. */
function present<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** A signer as Kyverno writes it. */
export function attestor(name: string, signer: Signer): Attestor {
  const { notary } = signer;
  if (notary === undefined) return { name, cosign: cosign(signer) };
  const { certificates, timestampCertificates } = notary;
  return {
    name,
    notary: present({
      certs: { value: certificates },
      tsaCerts: timestampCertificates === undefined ? undefined : { value: timestampCertificates },
    }) as NonNullable<Attestor['notary']>,
  };
}

function cosign({ publicKey, certificate, keyless, transparencyLog, timestampCertificates, signatureRepository, annotations }: Signer): Cosign {
  return present({
    ...(publicKey === undefined ? {} : { key: { data: publicKey } }),
    ...(certificate === undefined
      ? {}
      : { certificate: { cert: { value: certificate.certificate }, ...(certificate.chain === undefined ? {} : { certChain: { value: certificate.chain } }) } }),
    ...(keyless === undefined ? {} : login(keyless)),
    ...(signatureRepository === undefined ? {} : { source: { repository: signatureRepository } }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ...log(transparencyLog, timestampCertificates, keyless !== undefined),
  });
}

function login({ issuer, subject, subjectPattern, roots, trustedRoot, tuf }: NonNullable<Signer['keyless']>): Cosign {
  return {
    keyless: {
      identities: [
        { issuer, ...(subject === undefined ? {} : { subject }), ...(subjectPattern === undefined ? {} : { subjectRegExp: `^(${subjectPattern})$` }) },
      ],
      ...(roots === undefined ? {} : { roots }),
    },
    ...(trustedRoot === undefined ? {} : { trustedRoot: { value: trustedRoot } }),
    ...(tuf === undefined ? {} : { tuf: { mirror: tuf.mirror, ...(tuf.root === undefined ? {} : { root: { data: tuf.root } }) } }),
  };
}

/** Without a log, a key or certificate is judged with nothing from outside but the registry. */
function log(transparencyLog: Signer['transparencyLog'], timestampCertificates: string | undefined, isKeyless: boolean): Cosign {
  const stamped = timestampCertificates === undefined ? {} : { tsaCertChain: timestampCertificates };
  if (transparencyLog === false) return { ctlog: { insecureIgnoreTlog: true, ...(isKeyless ? { insecureIgnoreSCT: true } : {}), ...stamped } };
  const { url, publicKey, certificateLogPublicKey } = transparencyLog;
  const ctlog = {
    ...(url === undefined ? {} : { url }),
    ...(publicKey === undefined ? {} : { rekorPubKey: publicKey }),
    ...(certificateLogPublicKey === undefined ? {} : { ctLogPubKey: certificateLogPublicKey }),
    ...stamped,
  };
  return Object.keys(ctlog).length === 0 ? {} : { ctlog };
}

/** The ways of signing that a signer names: one, or it is a mistake. */
export function waysOf(signer: Signer): string[] {
  return ways.filter((way) => signer[way] !== undefined);
}
