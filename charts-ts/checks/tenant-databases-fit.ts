import { tenantProblem } from '../config/rules/rules.ts';
import { namespaceOf } from '../config/tenants.ts';
import { quantity } from '../config/values.ts';
import { plannedFor } from '../kit/component.ts';
import { clusterContext } from '../order.ts';
import { databasesOfTenants } from '../tenancy/databases-of-tenants/index.ts';
import { sizes } from '../tenancy/tenants/sizes.ts';
import type { Check } from './checks.ts';
import { gib } from './nodes-hold-the-requests.ts';

/** The databases of a namespace fit its quota, with all their copies: else the last one never starts, and nobody is told. */
export const tenantDatabasesFit: Check = (built, cluster) => {
  const own = built.find(({ component }) => component.name === databasesOfTenants.name);
  if (own === undefined) return [];
  const pods = own.component.operated?.(plannedFor(own, clusterContext(cluster))) ?? [];
  return cluster.tenants.flatMap((tenant) =>
    Object.entries(tenant.config.namespaces).flatMap(([name, { size }]) => {
      const databases = Object.entries(tenant.config.databases).filter(([, { namespace }]) => namespace === name);
      const [last] = databases.at(-1) ?? [];
      if (last === undefined) return [];
      const ofThese = pods.filter(({ namespace }) => namespace === namespaceOf(tenant, name));
      const sum = (what: 'cpu' | 'memory') => ofThese.reduce((total, pod) => total + Number(pod.count) * quantity(pod.size[what]), 0);
      const storage = databases.reduce((total, [, { instances, volume }]) => total + instances * quantity(volume), 0);
      const { cpu, memory, storage: disk } = sizes[size];
      const lacking = [
        ...(storage > disk * 2 ** 30 ? [`${gib(storage)} of volumes, and ${size} has ${disk}.0 GiB`] : []),
        ...(sum('memory') > memory * 2 ** 30 ? [`${gib(sum('memory'))} of memory, and ${size} has ${memory}.0 GiB`] : []),
        ...(sum('cpu') > cpu ? [`${sum('cpu').toFixed(1)} CPU, and ${size} has ${cpu}.0`] : []),
      ];
      if (lacking.length === 0) return [];
      const words = `the databases of ${name} ask for ${lacking.join(', and for ')}; write fewer instances, smaller volumes or a larger size`;
      return [tenantProblem(tenant, ['databases', last], words)];
    }),
  );
};
