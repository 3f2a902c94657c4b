import type { Built } from '../../charts-ts/built.ts';
import { catalogue, type PolderCluster } from '../../charts-ts/catalogue.ts';
import { distinctProblems } from '../../charts-ts/config/problem.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import { render } from '../../charts-ts/render.ts';
import { Refusal, refuseProblems } from './command.ts';
import { usedBy } from './images.ts';
import { registryOf } from './registry-fault.ts';

/** An image of a cluster, once, whichever components have it. */
export interface WantedImage {
  readonly upstream: string;
  /** Where the cluster pulls it, by tag: at the site's registry, or upstream itself. */
  readonly target: string;
  /** Published anew under the same version: it has no digest in the lock. */
  readonly rolling: boolean;
  /** The digest in the site's lock. */
  readonly locked?: string;
}

/** A repository of definitions at one tag. */
export interface WantedRepository {
  readonly upstream: string;
  readonly tag: string;
  /** Where Argo CD reads it: the site's mirror, or upstream itself. */
  readonly url: string;
  /** The commit in the site's lock. */
  readonly locked?: string;
  /** The commit that the component's author looked up. */
  readonly known?: string;
}

export interface Wanted {
  readonly images: readonly WantedImage[];
  readonly repositories: readonly WantedRepository[];
}

/** What clusters pull and read, together, sorted. Refuses with all problems of all of them. */
export function wantedBy(clusters: readonly PolderCluster[]): Wanted {
  const rendered = clusters.map((cluster) => ({ cluster, made: render(catalogue, cluster) }));
  const problems = distinctProblems(rendered.flatMap(({ made }) => (made.ok ? [] : made.problems)));
  if (problems.length > 0) throw refuseProblems(problems);
  const all = rendered.flatMap(({ cluster, made }) => (made.ok ? [wantedOf(made.value.built, cluster)] : []));
  return {
    images: [...new Map(all.flatMap(({ images }) => images.map((one) => [one.upstream, one] as const))).values()],
    repositories: [...new Map(all.flatMap(({ repositories }) => repositories.map((one) => [repositoryKey(one), one] as const))).values()],
  };
}

/** The name of a repository in the lock. */
export function repositoryKey({ upstream, tag }: Pick<WantedRepository, 'upstream' | 'tag'>): string {
  return `${upstream}@${tag}`;
}

function wantedOf(built: readonly Built[], cluster: PolderCluster): Wanted {
  const components: readonly AnyComponent[] = built.map(({ component }) => component);
  const { images, repositories } = usedBy(built, cluster);
  return {
    images: images.map(({ upstream, reference, component, name }) => {
      const locked = cluster.lock.images[upstream];
      const rolling = components.find((one) => one.name === component)?.images[name]?.rolling ?? false;
      return { upstream, target: reference.replace(/@sha256:[0-9a-f]{64}$/, ''), rolling, ...(locked === undefined || rolling ? {} : { locked }) };
    }),
    repositories: repositories.map(({ upstream, tag, url }) => {
      const locked = cluster.lock.repositories[repositoryKey({ upstream, tag })];
      const known = components.flatMap(({ crds }) => crds).find((source) => source.repository === upstream && source.tag === tag)?.commit;
      return { upstream, tag, url, ...(locked === undefined ? {} : { locked }), ...(known === undefined ? {} : { known }) };
    }),
  };
}

/** Host and port of the site's mirrors, of those that there are. */
export function mirrorHosts({ config: { mirrors } }: PolderCluster): readonly string[] {
  return [...(mirrors.registry === undefined ? [] : [registryOf(mirrors.registry)]), ...(mirrors.git === undefined ? [] : [new URL(mirrors.git).host])];
}

/** The registry that `--insecure` is about. Refuses it where there is none of the site: upstream is asked over TLS, always. */
export function insecureHost(cluster: PolderCluster, insecure: boolean): string | undefined {
  if (!insecure) return undefined;
  const { registry } = cluster.config.mirrors;
  if (registry === undefined) throw new Refusal(`--insecure is about the site's own registry, and ${cluster.id} has no mirrors.registry`);
  return registryOf(registry);
}
