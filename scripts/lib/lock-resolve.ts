import type { Registries } from './registry-client.ts';
import { registryOf, ServerFault } from './registry-fault.ts';
import type { Git } from './registry-git.ts';
import { platformOfConfig, platformsOf, readManifest } from './registry-manifest.ts';
import type { WantedImage, WantedRepository } from './registry-wanted.ts';

/**
 * The digest that an image's tag has where the cluster pulls it: of the index where there is one, so that each node takes its own platform.
 * Throws ServerFault when the registry refuses, or the image lacks a platform.
 */
export async function imageDigest(registries: Registries, { target }: WantedImage, platforms: readonly string[]): Promise<string> {
  const { bytes, digest } = await registries.manifest(target);
  const wrong = (words: string) => new ServerFault('other', 'registry', registryOf(target), words);
  const manifest = readManifest(bytes);
  if (manifest === undefined) throw wrong(`${registryOf(target)} serves no OCI or Docker manifest that nodes can pull; put the image there again`);
  const there = manifest.kind === 'index' ? platformsOf(manifest) : platformList(await registries.config(`${withoutTag(target)}@${digest}`));
  const lacking = platforms.filter((platform) => !there.includes(platform));
  if (lacking.length > 0)
    throw wrong(`at ${registryOf(target)} it is made for ${there.join(', ') || 'no platform'}, and not for ${lacking.join(', ')}; mirror all its platforms`);
  return digest;
}

function platformList(config: Buffer): string[] {
  const platform = platformOfConfig(config);
  return platform === undefined ? [] : [platform];
}

/** An image reference without its tag. */
export function withoutTag(reference: string): string {
  return reference.replace(/:[^:/]+$/, '');
}

/**
 * The commit that a repository's tag has where Argo CD reads it.
 * Throws ServerFault when the server refuses or has no such tag, or upstream's tag is no longer at the commit that a person looked up.
 */
export async function repositoryCommit(git: Git, { upstream, url, tag, known }: WantedRepository): Promise<string> {
  const { host } = new URL(url);
  const commit = await git.tagCommit(url, tag);
  if (commit === undefined) throw new ServerFault('missing', 'git', host, `no tag ${tag}`);
  if (url === upstream && known !== undefined && known !== commit)
    throw new ServerFault(
      'other',
      'git',
      host,
      `upstream's tag is now at ${commit}, and its component says ${known}: a tag that was moved; find out why before you take it`,
    );
  return commit;
}
