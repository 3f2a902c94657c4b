import type { Planned, SuppliedSecret } from '../../kit/component.ts';
import { type OpenBaoConfig, sealOf } from './config.ts';
import { openbaoName, sealSecret } from './names.ts';

/** What a person brings so that OpenBao opens by itself. With a manual seal people keep the parts of the key. */
export function sealSecrets({ config }: Planned<OpenBaoConfig>): readonly SuppliedSecret[] {
  const seal = sealOf(config);
  if (seal.by === 'transit')
    return [
      {
        name: seal.tokenSecret.name,
        keys: [seal.tokenSecret.key],
        purpose: `the token at ${seal.address} that may encrypt and decrypt with the key ${seal.keyName}: periodic, and an orphan, so that it stays alive; from whoever runs that OpenBao`,
      },
    ];
  if (seal.by === 'manual') return [];
  const keys = [seal.keyId, ...(seal.previousKeyId === undefined ? [] : [seal.previousKeyId])];
  return [
    {
      name: sealSecret,
      keys,
      purpose:
        'the key that opens OpenBao, 32 random bytes: openssl rand -out FILE 32. Keep a copy in a safe at another place: without it a backup of OpenBao is noise',
      command: `kubectl -n ${openbaoName} create secret generic ${sealSecret} ${keys.map((key) => `--from-file=${key}=FILE`).join(' ')} --dry-run=client -o yaml | kubectl apply --server-side -f -`,
    },
  ];
}
