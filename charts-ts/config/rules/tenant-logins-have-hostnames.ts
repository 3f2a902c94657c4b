import { hostnameBelow, hostnamesOverlap, present } from '../tenants.ts';
import { type Rule, tenantProblem } from './rules.ts';

/** People are sent back after a login to hostnames of the very namespace whose program asked, and to nowhere else. */
export const tenantLoginsHaveHostnames: Rule = (clusters) =>
  clusters.flatMap(({ config, tenants }) =>
    present(tenants).flatMap((tenant) =>
      Object.entries(tenant.config.logins).flatMap(([login, { namespace, hostname }]) => {
        const given = tenant.config.namespaces[namespace]?.hostnames;
        // A namespace that is not there has words of its own.
        if (given === undefined) return [];
        const full = (name: string) => hostnameBelow(config.ingress.domain, name);
        if (given.some((one) => hostnamesOverlap(full(one), full(hostname)))) return [];
        const words = `"${hostname}" is none of the hostnames of ${namespace}${given.length === 0 ? ', which has none' : ` (${given.join(', ')})`}; write one of those, or add it there`;
        return [tenantProblem(tenant, ['logins', login, 'hostname'], words)];
      }),
    ),
  );
