import type { ForTenants } from './facts.ts';

/** The image as the cluster pulls it: below the site's mirror, unless it names a place that the cluster takes images from. */
export function pulledImage(image: string, { mirror, registries }: ForTenants['images']): string {
  if (mirror === undefined || [mirror, ...registries].some((place) => image.startsWith(`${place}/`))) return image;
  return `${mirror}/${image}`;
}
