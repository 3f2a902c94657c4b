import { hostnameBelow } from '../tenants.ts';
import { type Rule, tenantProblem } from './rules.ts';

/** The Gateway serves names below the cluster's domain, and nothing else: a route for another name would never be asked. */
export const tenantHostnamesAreServed: Rule = (clusters) =>
  clusters.flatMap(({ id, config, tenants }) => {
    const { domain } = config.ingress;
    return tenants.flatMap((tenant) =>
      Object.entries(tenant.config.namespaces).flatMap(([name, { hostnames }]) =>
        hostnames.flatMap((written, index) =>
          hostnameBelow(domain, written).replace(/^\*\./, '').endsWith(`.${domain}`)
            ? []
            : [
                tenantProblem(
                  tenant,
                  ['namespaces', name, 'hostnames', index],
                  `"${written}" is not below ${domain}, which is all that the Gateway of ${id} serves; write a name like app.${domain}, or app for a name below the domain of each cluster`,
                ),
              ],
        ),
      ),
    );
  });
