import { type ForTenants, forTenantsFile } from '../app/facts.ts';
import type { PolderCluster } from '../catalogue.ts';
import { gateway, identityProvider, metrics, objectStorage, probes, resourceMetrics, telemetry, trustBundle } from '../kit/capability.ts';
import { tenantPriorityClass } from '../kit/labels.ts';
import { yamlText } from '../kit/yaml.ts';
import type { Plan } from '../order.ts';
import { clusterFolder, headerStart } from './files.ts';

/**
 * What tenants must know of the cluster, as a file that they copy into their repositories. Beside the components' folders, where no
 * Application of Argo CD looks. It changes when the platform does, not when a tenant comes or goes.
 */
export function forTenantsFiles(plan: Pick<Plan, 'fact'>, cluster: PolderCluster): [string, string][] {
  if (cluster.tenants.length === 0) return [];
  const header = `${headerStart}${cluster.file} by charts-ts/emit/for-tenants.ts. Copy it into the repository of an application, for polder-app: it holds no secrets.\n`;
  return [[`${clusterFolder(cluster)}/${forTenantsFile}`, `${header}${yamlText(factsOf(plan, cluster))}`]];
}

/** The facts, in the order in which people read them. */
export function factsOf({ fact }: Pick<Plan, 'fact'>, { id, config }: PolderCluster): ForTenants {
  const { kind, name, namespace, listener } = fact(gateway) ?? {};
  const read = fact(metrics);
  const login = fact(identityProvider);
  const buckets = fact(objectStorage);
  const otlp = fact(telemetry);
  const trust = fact(trustBundle);
  const prober = fact(probes);
  const { requireDigests = false, registries = [], enabled = true } = (config.components['admission-policies'] ?? {}) as PolicySettings;
  return {
    cluster: id,
    domain: config.ingress.domain,
    ...(kind === undefined || name === undefined || namespace === undefined || listener === undefined ? {} : { gateway: { kind, name, namespace, listener } }),
    images: {
      ...(config.mirrors.registry === undefined ? {} : { mirror: config.mirrors.registry }),
      registries: enabled ? [...registries] : [],
      digests: enabled && requireDigests,
    },
    priorityClass: tenantPriorityClass,
    ...(read === undefined ? {} : { metrics: { namespace: read.namespace, podLabels: read.podLabels } }),
    ...(prober === undefined ? {} : { probes: prober }),
    autoscaling: fact(resourceMetrics) !== undefined,
    ...(login === undefined ? {} : { login: { issuer: login.issuer, usernameClaim: login.usernameClaim, groupsClaim: login.groupsClaim } }),
    ...(buckets === undefined ? {} : { objectStorage: { url: buckets.url } }),
    ...(otlp === undefined ? {} : { telemetry: { grpc: otlp.grpc, http: otlp.http } }),
    ...(trust === undefined ? {} : { trust: { configMap: trust.configMap, key: trust.key } }),
  };
}

/** Of the component that judges images; its settings are of another layer. */
interface PolicySettings {
  readonly enabled?: boolean;
  readonly requireDigests?: boolean;
  readonly registries?: readonly string[];
}
