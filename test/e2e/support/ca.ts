import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

/** A certificate authority that lives as long as one test run. */
export interface Authority {
  readonly folder: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** PEM text of its certificate. */
  readonly certificate: string;
}

export interface KeyPair {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Makes an authority in `folder`. Throws when openssl is missing or refuses. */
export function makeAuthority(folder: string, name = 'Polder e2e CA'): Authority {
  mkdirSync(folder, { recursive: true });
  const certificateFile = join(folder, 'ca.crt');
  const keyFile = join(folder, 'ca.key');
  openssl(
    ['req', '-x509', ...newKey, '-keyout', keyFile, '-out', certificateFile, '-days', '30', '-subj', `/CN=${name}`],
    ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  );
  return { folder, certificateFile, keyFile, certificate: readFileSync(certificateFile, 'utf8') };
}

/**
 * Signs a certificate for these host names and addresses, good for servers and clients alike; `subject` is like `/O=system:masters/CN=admin`.
 * Its files are `<name>.crt` and `<name>.key` in the authority's folder. Throws when openssl refuses.
 */
export function issueCertificate(
  authority: Authority,
  name: string,
  { hosts = [], subject = `/CN=${name}` }: { hosts?: readonly string[]; subject?: string } = {},
): KeyPair {
  const file = (extension: string) => join(authority.folder, `${name}.${extension}`);
  const names = hosts.map((host) => `${isIP(host) === 0 ? 'DNS' : 'IP'}:${host}`);
  const extensions = ['basicConstraints=CA:FALSE', 'extendedKeyUsage=serverAuth,clientAuth'];
  if (names.length > 0) extensions.push(`subjectAltName=${names.join(',')}`);
  writeFileSync(file('ext'), extensions.join('\n'));
  openssl(['req', ...newKey, '-keyout', file('key'), '-out', file('csr'), '-subj', subject]);
  openssl(
    ['x509', '-req', '-in', file('csr'), '-CA', authority.certificateFile, '-CAkey', authority.keyFile, '-CAcreateserial'],
    ['-out', file('crt'), '-days', '30', '-extfile', file('ext')],
  );
  return { certificateFile: file('crt'), keyFile: file('key') };
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'] as const;

function openssl(...args: readonly (readonly string[])[]): void {
  execFileSync('openssl', args.flat(), { stdio: ['ignore', 'ignore', 'pipe'] });
}
