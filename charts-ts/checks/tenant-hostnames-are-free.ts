import { tenantProblem } from '../config/rules/rules.ts';
import { hostnameBelow, hostnamesOverlap } from '../config/tenants.ts';
import { hostnamesOf, serviceHostnamesOf } from '../kit/hostnames.ts';
import { clusterContext } from '../order.ts';
import type { Check } from './checks.ts';

/** No tenant answers for a hostname of the platform, such as where people log in. */
export const tenantHostnamesAreFree: Check = (built, cluster) => {
  if (cluster.tenants.length === 0) return [];
  const context = clusterContext(cluster);
  const platform = [...hostnamesOf(built, context), ...serviceHostnamesOf(built, context).map(({ hostname }) => hostname)];
  return cluster.tenants.flatMap((tenant) =>
    Object.entries(tenant.config.namespaces).flatMap(([name, { hostnames }]) =>
      hostnames.flatMap((written, index) => {
        const hostname = hostnameBelow(cluster.config.ingress.domain, written);
        const taken = platform.filter((own) => hostnamesOverlap(own, hostname));
        if (taken.length === 0) return [];
        const words = `"${hostname}" takes ${taken.join(', ')}, which the platform has on ${cluster.id}; choose another`;
        return [tenantProblem(tenant, ['namespaces', name, 'hostnames', index], words)];
      }),
    ),
  );
};
