import { type Facts, problemAt, type Rule } from './rules.ts';

/** Hostnames are made below a cluster's domain: two clusters with one domain, or one inside the other, would claim the same names. */
export const domainsDoNotOverlap: Rule = (clusters) => {
  const byDomain = new Map<string, Facts>();
  const problems = clusters.flatMap((cluster) => {
    const { domain } = cluster.config.ingress;
    const other = byDomain.get(domain);
    if (other === undefined) byDomain.set(domain, cluster);
    return other === undefined
      ? []
      : [problemAt(cluster, ['ingress', 'domain'], `"${domain}" is the domain of ${other.id} already; give each cluster its own`)];
  });
  const nested = clusters.flatMap((cluster) => {
    const { domain } = cluster.config.ingress;
    const outer = parents(domain).flatMap((parent) => byDomain.get(parent) ?? [])[0];
    return outer === undefined
      ? []
      : [problemAt(cluster, ['ingress', 'domain'], `"${domain}" lies inside "${outer.config.ingress.domain}" of ${outer.id}; give each cluster its own`)];
  });
  return [...problems, ...nested];
};

function parents(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(1).map((_, index) => labels.slice(index + 1).join('.'));
}
