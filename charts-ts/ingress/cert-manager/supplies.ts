import type { SuppliedSecret } from '../../kit/component.ts';
import type { Choice } from './choice.ts';
import { controller } from './names.ts';

/** What a person brings for the issuer: the key of a CA, of a zone of DNS, of an account. */
export function issuerSecrets(choice: Choice): readonly SuppliedSecret[] {
  if (choice.by === 'selfSigned') return [];
  if (choice.by === 'ca') return [authority(choice.secretName)];
  const { acme, solver } = choice;
  const account = acme.externalAccountBinding;
  return [
    ...(account === undefined
      ? []
      : [
          {
            name: account.keySecret.name,
            keys: [account.keySecret.key],
            purpose: `the key of the account ${account.keyId} at the ACME server ${new URL(acme.server).hostname}, in base64url, from whoever runs that server`,
          },
        ]),
    ...(solver.by === 'rfc2136'
      ? [
          {
            name: solver.rfc2136.tsigSecret.name,
            keys: [solver.rfc2136.tsigSecret.key],
            purpose: `the TSIG key ${solver.rfc2136.tsigKeyName} of ${solver.rfc2136.nameserver}, in base64, from the DNS team: it must allow updates of TXT records`,
          },
        ]
      : []),
  ];
}

function authority(secretName: string): SuppliedSecret {
  return {
    name: secretName,
    keys: ['tls.crt', 'tls.key'],
    purpose: "the CA that signs the platform's certificates, with its private key, in PEM: an intermediate of the site's own CA, from whoever runs that",
    command: `kubectl -n ${controller} create secret tls ${secretName} --cert=FILE --key=FILE --dry-run=client -o yaml | kubectl apply --server-side -f -`,
  };
}
