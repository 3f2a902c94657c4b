import type { Built } from '../../charts-ts/built.ts';
import type { PolderCluster } from '../../charts-ts/catalogue.ts';
import { podsOf } from '../../charts-ts/checks/pods.ts';
import { compare } from '../../charts-ts/config/problem.ts';
import { gitSource, imageReference } from '../../charts-ts/kit/image.ts';
import { clusterContext } from '../../charts-ts/order.ts';

/** An image that a cluster pulls. */
export interface UsedImage {
  /** As its maker publishes it. */
  readonly upstream: string;
  /** As the cluster pulls it: at the site's registry, with a digest where the lock has one. */
  readonly reference: string;
  readonly component: string;
  /** Its name among the component's images. */
  readonly name: string;
  /** Whether an operator starts it, told by a flag, a variable or a field, and no pod in Git. */
  readonly operated: boolean;
}

/** A Git repository that a cluster reads definitions from. */
export interface UsedRepository {
  readonly upstream: string;
  /** As Argo CD reads it: the site's mirror, or upstream itself. */
  readonly url: string;
  readonly tag: string;
  /** What is synced: a commit, or the tag where nobody has looked its commit up. */
  readonly revision: string;
  readonly component: string;
}

/** What a cluster's sites must have for it: every image and repository, sorted. */
export interface Used {
  readonly images: readonly UsedImage[];
  readonly repositories: readonly UsedRepository[];
}

/** Only what the rendered objects of this cluster name: an image of a part that is off is not pulled. */
export function usedBy(built: readonly Built[], cluster: PolderCluster): Used {
  const facts = clusterContext(cluster);
  const objects = built.flatMap((one) => one.objects);
  const text = JSON.stringify(objects);
  const inPods = new Set(objects.flatMap((object) => imagesOfPods(podsOf(object, 1)?.spec)));
  const images = built.flatMap(({ component }) =>
    Object.entries(component.images).flatMap(([name, image]) => {
      const reference = imageReference(image, facts, cluster.lock);
      if (!inPods.has(reference) && !mentions(text, reference)) return [];
      return [{ upstream: `${image.repository}:${image.version}`, reference, component: component.name, name, operated: !inPods.has(reference) }];
    }),
  );
  const repositories = built.flatMap(({ component }) =>
    component.crds.map((source) => {
      const { repoURL, targetRevision } = gitSource(source, facts, cluster.lock);
      return { upstream: source.repository, url: repoURL, tag: source.tag, revision: targetRevision, component: component.name };
    }),
  );
  return {
    images: images.sort((a, b) => compare(a.upstream, b.upstream)),
    repositories: distinct(repositories).sort((a, b) => compare(a.upstream, b.upstream) || compare(a.tag, b.tag)),
  };
}

function imagesOfPods(spec: NonNullable<ReturnType<typeof podsOf>>['spec'] | undefined): string[] {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].flatMap(({ image }) => (image === undefined ? [] : [image]));
}

/** Whether a text names a reference itself, and not a longer one that holds it: `a/b:1` is not in `a/b:1-alpine`. */
export function mentions(text: string, reference: string): boolean {
  for (let at = text.indexOf(reference); at !== -1; at = text.indexOf(reference, at + 1)) {
    const [before = '', after = ''] = [text[at - 1], text[at + reference.length]];
    if (!/[\w./-]/.test(before) && !/[\w.@-]/.test(after)) return true;
  }
  return false;
}

/** Two components, or two folders of one, may read from one repository. */
function distinct(repositories: readonly UsedRepository[]): UsedRepository[] {
  return [...new Map(repositories.map((one) => [`${one.upstream}@${one.tag}@${one.component}`, one])).values()];
}
