import { blockStorage, offer, sharedStorage, snapshots } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { siteClasses } from './classes.ts';
import { chosenClasses, classesOf, type NamedClass, StorageClassesConfig, snapshotClass } from './config.ts';
import { storageMistakes } from './mistakes.ts';

/** A site's own storage, whose CSI driver somebody else runs: its classes, and what the platform takes of them. */
export const storageClasses = component({
  name: 'storage-classes',
  area: 'storage',
  purpose: "StorageClasses for a site's own storage, whose CSI driver the cluster has already",
  homepage: 'https://kubernetes.io/docs/concepts/storage/storage-classes/',
  licence: 'Apache-2.0',
  governance: 'Kubernetes (CNCF graduated)',
  choice: { runnerUp: 'Rook', because: 'a site that has storage needs no second one in the cluster: only names for it' },
  upgrade: "Raise nothing: it follows the site's own CSI driver. A class never changes; make one of a new name instead.",
  haven: ['rwxvolumes'],
  images: {},
  crds: [],
  namespace: { name: 'kube-system', podSecurity: 'privileged' },
  config: StorageClassesConfig,
  profiles: {},
  enabledIn: [],
  needs: {},
  wants: { snapshots },
  mistakes: storageMistakes,
  offers: ({ config }) => {
    // Without any class yet it shows what it could offer: the mistake about that stops the cluster.
    if (classesOf(config).length === 0) return [offer(blockStorage, { storageClass: 'standard' }), offer(sharedStorage, { storageClass: 'shared' })];
    const { block, shared } = chosenClasses(config);
    return [...(block === undefined ? [] : [offer(blockStorage, fact(block))]), ...(shared === undefined ? [] : [offer(sharedStorage, fact(shared))])];
  },
  build(scope, { config }) {
    siteClasses(scope, config);
  },
});

function fact(one: NamedClass): { readonly storageClass: string; readonly snapshotClass?: string } {
  const snapshot = snapshotClass(one);
  return { storageClass: one.name, ...(snapshot === undefined ? {} : { snapshotClass: snapshot }) };
}
