import { join } from 'node:path';
import { withoutTag } from './lock-resolve.ts';
import { hasImage, imageSaver, imageVerifier, layoutPath, type MirrorImage, withLayout } from './mirror-folder.ts';
import { type Plan, type Task, there } from './mirror-tasks.ts';
import type { Registries } from './registry-client.ts';
import { registryOf, ServerFault } from './registry-fault.ts';
import type { WantedImage } from './registry-wanted.ts';

/** From upstream into the site's registry. What the lock knows is taken by its digest: a tag that was moved upstream changes nothing. */
export function copyImage(image: WantedImage, registries: Registries): Task {
  const { upstream, target } = image;
  return {
    name: upstream,
    target,
    servers: [registryOf(upstream), registryOf(target)],
    look: async () => {
      const digest = image.locked ?? (await registries.digest(upstream));
      return plan(digest, target, registries, () => registries.copy(`${withoutTag(upstream)}@${digest}`, target));
    },
  };
}

/** From upstream into a folder. */
export function saveImages(images: readonly WantedImage[], folder: string, registries: Registries): Task[] {
  const save = imageSaver(folder, registries);
  return images.map((image) => ({
    name: image.upstream,
    target: join(folder, layoutPath(image.upstream)),
    servers: [registryOf(image.upstream)],
    look: async () => {
      const digest = image.locked ?? (await registries.digest(image.upstream));
      const carry = () => save({ upstream: image.upstream, digest, layout: layoutPath(image.upstream) });
      // Its layout is written all the same: it is small, and may name what the tag was before.
      return { state: hasImage(join(folder, 'blobs'), digest) ? 'there' : 'missing', id: digest, carry };
    },
  }));
}

/** From a folder into the site's registry. */
export function sendImages(pairs: readonly { readonly wanted: WantedImage; readonly carried: MirrorImage }[], folder: string, registries: Registries): Task[] {
  const verify = imageVerifier(folder);
  return pairs.map(({ wanted: { upstream, target, locked }, carried }) => ({
    name: upstream,
    target,
    servers: [registryOf(target)],
    look: async () => {
      if (locked !== undefined && locked !== carried.digest)
        throw new ServerFault(
          'other',
          'registry',
          registryOf(target),
          `${folder} has ${carried.digest}, and the lock says ${locked}; make the folder again with this lock`,
        );
      return plan(carried.digest, target, registries, async () => {
        const wrong = await verify(carried);
        if (wrong !== undefined) throw new ServerFault('other', 'registry', registryOf(target), `${wrong}; carry it again`);
        await withLayout(folder, carried, (layout) => registries.push(layout, target));
      });
    },
  }));
}

/** Looks what the target's tag is now; after the work it must be the digest. */
async function plan(digest: string, target: string, registries: Registries, work: () => Promise<void>): Promise<Plan> {
  const now = await registries.digest(target).catch((error: unknown) => {
    if (error instanceof ServerFault && error.kind === 'missing') return undefined;
    throw error;
  });
  if (now === digest) return there(digest);
  const carry = async () => {
    await work();
    const arrived = await registries.digest(target);
    if (arrived !== digest)
      throw new ServerFault('other', 'registry', registryOf(target), `${registryOf(target)} serves ${arrived} after it was sent ${digest}`);
  };
  return { state: now === undefined ? 'missing' : 'replaced', id: digest, carry };
}
