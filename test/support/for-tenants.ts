import { ForTenants } from '../../charts-ts/app/facts.ts';
import { catalogue, type PolderCluster } from '../../charts-ts/catalogue.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import { factsOf } from '../../charts-ts/emit/for-tenants.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import { order } from '../../charts-ts/order.ts';

/** What a cluster tells tenants, as generate writes it. */
export function forTenants(cluster: PolderCluster): ForTenants {
  const plan = order(catalogue as readonly AnyComponent[], cluster);
  if (!plan.ok) throw new Error(plan.problems.map(problemText).join('\n'));
  return ForTenants.parse(factsOf(plan.value, cluster));
}

/** What a cluster may have by itself, so that an application can use all of it. */
export const everythingForTenants = {
  metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
  probes: { address: 'blackbox-exporter.monitoring.svc:9115', module: 'https' },
  'resource-metrics': {},
  'identity-provider': { issuer: 'https://login.apps.example.nl/realms/platform' },
  'object-storage': {
    url: 'http://objects.objects.svc:80',
    namespace: 'objects',
    podLabels: { 'app.kubernetes.io/name': 'objects' },
    port: 80,
    storageClass: 'buckets',
  },
} as const;
