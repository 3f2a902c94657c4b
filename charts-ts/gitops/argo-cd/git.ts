import { distinctPorts } from '../../kit/network.ts';
import type { ArgoCd } from './settings.ts';

/** The addresses of all Git repositories that this cluster reads, without folders on a disk. */
function addresses({ cluster, platform, gitSource }: Pick<ArgoCd, 'cluster' | 'platform' | 'gitSource'>): URL[] {
  const sources = platform.flatMap(({ component }) => component.crds.map((source) => gitSource(source).repoURL));
  const ofTenants = cluster.tenants.flatMap(({ config }) => Object.values(config.repositories).map(({ url }) => url));
  return [cluster.git.repository, ...sources, ...ofTenants].map((address) => new URL(address)).filter(({ protocol }) => protocol !== 'file:');
}

/** The ports of the Git servers: 443, 22 for SSH, or what an address says. */
export function gitPorts(context: ArgoCd): number[] {
  const found = addresses(context).map(({ protocol, port }) => (port === '' ? (protocol === 'ssh:' ? 22 : 443) : Number(port)));
  return distinctPorts(found);
}

/**
 * The site's CAs by Git host. Git then trusts nothing else for that host, so public hosts are left out:
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories-using-self-signed-tls-certificates-or-are-signed-by-custom-ca
 */
export function certificatesByHost({ cluster, config }: ArgoCd): Readonly<Record<string, string>> {
  const certificates = cluster.trust.certificates;
  if (certificates === undefined) return {};
  const own = [cluster.git.repository, cluster.mirrors.git ?? []].flat().map((address) => new URL(address));
  const hosts = config.certificateHosts ?? own.filter(({ protocol }) => protocol === 'https:').map(({ hostname }) => hostname);
  return Object.fromEntries([...new Set(hosts)].sort().map((host) => [host, certificates]));
}
