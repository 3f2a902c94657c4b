import type { Lock } from '../config/lock.ts';
import type { ClusterContext, CrdSource, Image } from './component.ts';
import { withoutSlash } from './url.ts';

/** An image as the cluster pulls it: below the site's mirror, with a digest where the lock knows one. */
export function imageReference(image: Image, cluster: ClusterContext, lock: Lock): string {
  const upstream = `${image.repository}:${image.version}`;
  const digest = image.rolling ? undefined : lock.images[upstream];
  const prefix = cluster.mirrors.registry === undefined ? '' : `${cluster.mirrors.registry}/`;
  return `${prefix}${upstream}${digest === undefined ? '' : `@${digest}`}`;
}

/** Where a third party's repository is read: below the site's mirror, at the commit that the mirror serves. */
export function gitSource(source: CrdSource, cluster: ClusterContext, lock: Lock): { readonly repoURL: string; readonly targetRevision: string } {
  const mirror = cluster.mirrors.git;
  return {
    repoURL: mirror === undefined ? source.repository : `${withoutSlash(mirror)}/${source.repository.replace(/^https:\/\//, '')}`,
    targetRevision: lock.repositories[`${source.repository}@${source.tag}`] ?? source.commit ?? source.tag,
  };
}
