import { z } from 'zod';
import { namespaceOf } from '../../config/tenants.ts';
import { externalMetrics, externalSecrets, gateway, gatewayApi, metrics, namespaces, objectStorage, telemetry } from '../../kit/capability.ts';
import { type Context, component } from '../../kit/component.ts';
import { type TenantKind, tenantKinds } from '../../kit/tenant-kinds.ts';
import { bindings, roles } from './access.ts';
import { tenantsDashboard } from './dashboard.ts';
import { bounds, namespace } from './namespace.ts';
import { network } from './network.ts';

/** Facts of the platform that tenants' network policies name, and whose kinds quotas count; nothing is waited for. */
const knows = { externalMetrics, externalSecrets, gateway, gatewayApi, metrics, objectStorage, telemetry };
export type Known = Context<unknown, Record<never, never>, Record<never, never>, string, typeof knows>['knows'];

/**
 * The namespaces of tenants, with what closes and bounds them and who may do what in them. Early, so that what watches them finds them;
 * what runs in them comes by Applications of their own (emit/tenants.ts), after the whole platform.
 */
export const tenants = component({
  name: 'tenants',
  area: 'tenancy',
  purpose: 'The namespaces of tenants, from one file for each: quota, network policies, roles of their groups, their project in Argo CD',
  homepage: 'https://kubernetes.io/docs/concepts/security/multi-tenancy/',
  licence: 'Apache-2.0',
  governance: 'Kubernetes (CNCF graduated)',
  choice: { runnerUp: 'Capsule', because: 'Git tells the whole of what a tenant has, and no webhook stands between a tenant and its pods (decision 20)' },
  upgrade: "Raise nothing: it follows the cluster's Kubernetes; a new minor may have kinds that tenants should see: add them in access.ts.",
  images: {},
  crds: [],
  // Each object of a tenant names its own.
  namespace: { name: 'kube-system', podSecurity: 'privileged' },
  config: z.strictObject({}),
  profiles: {},
  required: true,
  needs: { namespaces },
  wants: {},
  knows,
  dashboards: [tenantsDashboard],
  offers: () => [],
  build(scope, { cluster }) {
    if (cluster.tenants.length > 0) roles(scope);
  },
  forTenants: {
    application: (tenant) => `tenant-${tenant}`,
    build(scope, tenant, { cluster, knows: known }) {
      const kinds = countedKinds(known);
      for (const [name, settings] of Object.entries(tenant.config.namespaces)) {
        const whole = namespaceOf(tenant, name);
        namespace(scope, tenant, whole, settings, cluster);
        bounds(scope, whole, settings, tenant, kinds);
        network(scope, tenant, name, settings, { cluster, knows: known });
        bindings(scope, whole, tenant.config);
      }
    },
  },
});

/** Of KEDA, which asks as often as each says, for all tenants. */
const scalers: readonly TenantKind[] = ['ScaledJob', 'ScaledObject'].map((kind) => ({ group: 'keda.sh', kind }));

/** The kinds of which a quota says how many there may be. */
function countedKinds(known: Known): readonly TenantKind[] {
  return [...tenantKinds.filter(({ group }) => isServed(group, known)), ...(known.externalMetrics?.asks === undefined ? [] : scalers)];
}

/** Whether kinds of this API group are here: Kubernetes' own are, others with what brings them. */
function isServed(group: string, known: Known): boolean {
  const bringers = Object.entries(knows).filter(([, { apiGroups }]) => apiGroups.includes(group));
  return bringers.length === 0 || bringers.some(([key]) => known[key as keyof Known] !== undefined);
}
