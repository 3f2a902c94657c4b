import type { Mistake, Planned } from '../../kit/component.ts';
import { primaryKeyIds } from './openpgp.ts';
import type { ArgoCdConfig } from './settings.ts';

/** What the schema cannot see. A wrong key keeps the repo server from starting, and then nothing mends it but hands. */
export function mistakes({ cluster, config }: Planned<ArgoCdConfig>): readonly Mistake[] {
  return [...keyMistakes(config), ...sshMistakes(cluster.git.repository, config)];
}

function keyMistakes(config: ArgoCdConfig): Mistake[] {
  return config.signatureKeys.flatMap(({ id, publicKey }, index) => {
    const at = (field: string, message: string): Mistake[] => [{ path: ['signatureKeys', index, field], message }];
    if (publicKey.includes('PRIVATE KEY')) return at('publicKey', 'holds a private key; a key never goes into Git, so remove it here and replace that key');
    const ids = primaryKeyIds(publicKey);
    if (ids === undefined) return at('publicKey', `is no public key of OpenPGP version 4; write what \`gpg --armor --export ${id}\` prints`);
    if (ids.length > 1) return at('publicKey', `holds ${ids.length} keys (${ids.join(', ')}); write each as an entry of its own`);
    if (config.signatureKeys.findIndex((other) => other.id === id) < index) return at('id', `"${id}" stands twice; remove one of them`);
    return ids[0] === id ? [] : at('id', `"${id}" is not the id of this key, which is ${ids[0]}; an id of a subkey does not do`);
  });
}

function sshMistakes(repository: string, { sshKnownHosts }: ArgoCdConfig): Mistake[] {
  if (!repository.startsWith('ssh:') || sshKnownHosts.trim() !== '') return [];
  const { hostname } = new URL(repository);
  return [
    { path: ['sshKnownHosts'], message: `is empty, and git.repository is read over SSH; write what \`ssh-keyscan ${hostname}\` prints, after comparing it` },
  ];
}
