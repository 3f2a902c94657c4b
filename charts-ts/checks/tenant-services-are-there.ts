import { tenantProblem } from '../config/rules/rules.ts';
import type { PlatformService } from '../config/tenant.ts';
import type { Check } from './checks.ts';

/** What the component `tenants` must know for a service to be reached; undefined where every cluster has it. */
const facts: Readonly<Record<PlatformService, string | undefined>> = {
  'api-server': undefined,
  hostnames: 'gateway',
  'object-storage': 'objectStorage',
  telemetry: 'telemetry',
};

/** A tenant that asks for a service of the platform finds it on each of its clusters; hostnames need a Gateway, event sources KEDA. */
export const tenantServicesAreThere: Check = (built, { id, tenants }) => {
  const known: Readonly<Record<string, unknown>> = built.find(({ component }) => component.name === 'tenants')?.knows ?? {};
  const scaler = known['externalMetrics'] as { readonly asks?: object } | undefined;
  return tenants.flatMap((tenant) =>
    Object.entries(tenant.config.namespaces).flatMap(([name, { hostnames, connections }]) => [
      ...(hostnames.length === 0 || known['gateway'] !== undefined
        ? []
        : [tenantProblem(tenant, ['namespaces', name, 'hostnames'], `${id} has no Gateway that would serve them; give it one, or remove the hostnames`)]),
      ...(connections.eventSources.length === 0 || scaler?.asks !== undefined
        ? []
        : [
            tenantProblem(
              tenant,
              ['namespaces', name, 'connections', 'eventSources'],
              `${id} has no KEDA that would ask them; turn on the component keda, or remove this`,
            ),
          ]),
      ...connections.platform.flatMap((service, index) => {
        const fact = facts[service];
        if (fact === undefined || known[fact] !== undefined) return [];
        const words = `${id} has no ${service}; turn on a component that offers it, or remove this`;
        return [tenantProblem(tenant, ['namespaces', name, 'connections', 'platform', index], words)];
      }),
    ]),
  );
};
