import { namespaceOf, present } from '../config/tenants.ts';
import { clusterContext } from '../order.ts';
import { sizes } from '../tenancy/tenants/sizes.ts';
import type { Check } from './checks.ts';
import { type Amounts, capacity, gib, requests } from './nodes-hold-the-requests.ts';

/** What tenants were promised is there when they ask for it: all quotas together, beside the platform itself, fit the declared nodes. */
export const nodesHoldTheQuotas: Check = (built, cluster) => {
  if (cluster.tenants.length === 0) return [];
  const offered = capacity(cluster.config);
  const platform = requests(built, clusterContext(cluster));
  // What has left, or is leaving, starts nothing any more.
  const quotas = present(cluster.tenants).flatMap((tenant) =>
    Object.entries(tenant.config.namespaces)
      .filter(([, { leaving }]) => !leaving)
      .map(([name, { size }]) => ({
        namespace: namespaceOf(tenant, name),
        cpu: sizes[size].cpu,
        memory: sizes[size].memory * 2 ** 30,
      })),
  );
  const amounts = { cpu: (amount: number) => `${amount.toFixed(1)} CPU`, memory: (amount: number) => `${gib(amount)} of memory` } as const;
  return (['cpu', 'memory'] as const).flatMap((what: keyof Amounts) => {
    const promised = quotas.reduce((sum, quota) => sum + quota[what], 0);
    // Where the platform alone is too much, that is told already.
    if (platform[what] > offered[what] || promised + platform[what] <= offered[what]) return [];
    const largest = [...quotas].sort((a, b) => b[what] - a[what]).slice(0, 3);
    const message = `tenants may request ${amounts[what](promised)} beside the platform's ${amounts[what](platform[what])}, and the nodes offer ${amounts[what](offered[what])}; add nodes, or give a namespace a smaller size (${largest.map((one) => `${one.namespace}: ${amounts[what](one[what])}`).join(', ')})`;
    return [{ ...cluster.merged.place(['nodes']), path: 'nodes', message }];
  });
};
