import type { AnyComponent, Chosen, ClusterContext } from '../../kit/component.ts';
import { goDuration } from '../../kit/duration.ts';
import { distinctPorts } from '../../kit/network.ts';
import { folderOf, hostOf, isOwnMirror } from './names.ts';
import type { ZotConfig } from './settings.ts';
import type { SyncContent, SyncRegistry, ZotFile } from './types.ts';

/** The images that are mirrored: the host of each upstream registry, its repositories, and the versions of each (none: all). */
type Upstreams = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

interface Mirroring {
  readonly cluster: ClusterContext;
  readonly config: Pick<ZotConfig, 'mirror' | 'seed'>;
  readonly platform: readonly Pick<Chosen, 'component'>[];
}

/** What is fetched: the images of the chosen components and what is asked for beside them. */
export function upstreams({ config, platform }: Pick<Mirroring, 'config' | 'platform'>): Upstreams {
  const found = new Map<string, Map<string, string[]>>();
  const add = (host: string, repository: string, version?: string) => {
    const repositories = found.get(host) ?? new Map<string, string[]>();
    const versions = repositories.get(repository) ?? [];
    found.set(host, repositories.set(repository, version === undefined || versions.includes(version) ? versions : [...versions, version].sort()));
  };
  for (const { component } of platform)
    for (const { repository, version } of Object.values((component as AnyComponent).images)) add(hostOf(repository), folderOf(repository), version);
  for (const [host, patterns] of Object.entries(config.mirror.more)) for (const pattern of patterns) add(host, pattern);
  return sorted(found);
}

/** The registry that stands between this one and the upstreams; undefined where this one reaches them itself. */
export function between({ cluster, config }: Pick<Mirroring, 'cluster' | 'config'>): string | undefined {
  return isOwnMirror(cluster) ? config.seed : cluster.mirrors.registry;
}

/** The folder that the mirrored images stand in: kit/image.ts writes references below mirrors.registry. */
export function mirrorFolder(cluster: ClusterContext): string {
  return isOwnMirror(cluster) ? folderOf(cluster.mirrors.registry ?? '') : '';
}

/** Where a cluster without internet has nowhere to fetch from, what it has was pushed there. */
export function syncRegistries(mirroring: Mirroring): SyncRegistry[] {
  const { cluster, config } = mirroring;
  const all = upstreams(mirroring);
  const via = between(mirroring);
  if (!config.mirror.onDemand && config.mirror.every === undefined) return [];
  if (via === undefined && cluster.airGapped) return [];
  const folder = mirrorFolder(cluster);
  const contents = [...all].map(([host, repositories]) => ({ host, content: [...repositories].map((one) => contentOf(one, { host, folder, via })) }));
  return via === undefined
    ? contents.map(({ host, content }) => registry(`https://${host === 'docker.io' ? 'index.docker.io' : host}`, content, config))
    : [
        registry(
          `https://${hostOf(via)}`,
          contents.flatMap(({ content }) => content),
          config,
        ),
      ];
}

/** How zot maps names: its pkg/extensions/sync/content.go. The prefix is the upstream's name, the destination is where it goes here. */
function contentOf(
  [repository, versions]: readonly [string, readonly string[]],
  { host, folder, via }: { readonly host: string; readonly folder: string; readonly via: string | undefined },
): SyncContent {
  const here = ['', folder, host].filter((part, index) => index === 0 || part !== '').join('/');
  const tags = versions.length === 0 ? {} : { tags: { regex: `^(${versions.map(escaped).join('|')})$` } };
  if (via === undefined) return { prefix: repository, destination: here, ...tags };
  const there = [folderOf(via), host].filter((part) => part !== '').join('/');
  const pattern = /\*.*$/.exec(repository)?.[0];
  // Without its prefix nothing is left of a whole name, so the destination is all of it; of a pattern, what the pattern stands for.
  const kept = pattern === undefined ? repository : repository.slice(0, -pattern.length).replace(/\/$/, '');
  return { prefix: `${there}/${repository}`, destination: kept === '' ? here : `${here}/${kept}`, stripPrefix: true, ...tags };
}

/** Digests stay as the upstream has them (`preserveDigest`): images are pulled by digest where the lock knows one. */
function registry(url: string, content: readonly SyncContent[], { mirror }: Pick<ZotConfig, 'mirror'>): SyncRegistry {
  return {
    urls: [url],
    onDemand: mirror.onDemand,
    ...(mirror.every === undefined ? {} : { pollInterval: goDuration(mirror.every) }),
    tlsVerify: true,
    maxRetries: 3,
    retryDelay: '10s',
    preserveDigest: true,
    content,
  };
}

function escaped(version: string): string {
  return version.replace(/[.+]/g, (character) => `\\${character}`);
}

function sorted<V>(map: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
  const entries = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(entries.map(([key, value]) => [key, (value instanceof Map ? sorted(value) : value) as V]));
}

/** The ports of the addresses that zot calls: other registries, and the identity provider. */
export function upstreamPorts({ extensions }: Pick<ZotFile, 'extensions'>, issuer: string | undefined): number[] {
  const called = [...(extensions.sync?.registries.flatMap(({ urls }) => urls) ?? []), ...(issuer === undefined ? [] : [issuer])];
  return distinctPorts(called.map((url) => Number(new URL(url).port || 443)));
}
