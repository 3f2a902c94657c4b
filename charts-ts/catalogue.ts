import { z } from 'zod';
import { velero } from './backup/velero/index.ts';
import { base } from './base/base/index.ts';
import { clusterFacts, type Profile, profiles } from './config/facts.ts';
import type { Cluster, ConfigSchema } from './config/load.ts';
import type { Layer } from './config/merge.ts';
import { opencost } from './cost/opencost/index.ts';
import { cloudnativePg } from './data/cloudnative-pg/index.ts';
import { databases } from './data/databases/index.ts';
import { argoCd } from './gitops/argo-cd/index.ts';
import { access } from './identity/access/index.ts';
import { keycloak } from './identity/keycloak/index.ts';
import { oauth2Proxy } from './identity/oauth2-proxy/index.ts';
import { certManager } from './ingress/cert-manager/index.ts';
import { externalDns } from './ingress/external-dns/index.ts';
import { gatewayApiDefinitions } from './ingress/gateway-api/index.ts';
import { metallb } from './ingress/metallb/index.ts';
import { traefik } from './ingress/traefik/index.ts';
import { trustManager } from './ingress/trust-manager/index.ts';
import { capabilities } from './kit/capability.ts';
import { type AnyComponent, comesWhenAsked } from './kit/component.ts';
import { local } from './local/index.ts';
import { alertmanager } from './observability/alertmanager/index.ts';
import { alloy } from './observability/alloy/index.ts';
import { blackboxExporter } from './observability/blackbox-exporter/index.ts';
import { clusterRules } from './observability/cluster-rules/index.ts';
import { grafana } from './observability/grafana/index.ts';
import { kubeStateMetrics } from './observability/kube-state-metrics/index.ts';
import { loki } from './observability/loki/index.ts';
import { metricsServer } from './observability/metrics-server/index.ts';
import { nodeExporter } from './observability/node-exporter/index.ts';
import { otelCollector } from './observability/otel-collector/index.ts';
import { perses } from './observability/perses/index.ts';
import { prometheus } from './observability/prometheus/index.ts';
import { prometheusOperator } from './observability/prometheus-operator/index.ts';
import { victoriaLogs } from './observability/victoria-logs/index.ts';
import { victoriaTraces } from './observability/victoria-traces/index.ts';
import { admissionPolicies } from './policy/admission-policies/index.ts';
import { kyverno } from './policy/kyverno/index.ts';
import { kyvernoPolicies } from './policy/kyverno-policies/index.ts';
import { forgejo } from './registry/forgejo/index.ts';
import { zot } from './registry/zot/index.ts';
import { descheduler } from './scaling/descheduler/index.ts';
import { keda } from './scaling/keda/index.ts';
import { externalSecrets } from './secrets/external-secrets/index.ts';
import { openbao } from './secrets/openbao/index.ts';
import { falco } from './security/falco/index.ts';
import { trivyOperator } from './security/trivy-operator/index.ts';
import { localPath } from './storage/local-path/index.ts';
import { rookCeph } from './storage/rook-ceph/index.ts';
import { snapshotController } from './storage/snapshot-controller/index.ts';
import { storageClasses } from './storage/storage-classes/index.ts';
import { bucketsOfTenants } from './tenancy/buckets-of-tenants/index.ts';
import { certificatesOfTenants } from './tenancy/certificates-of-tenants/index.ts';
import { dashboardsOfTenants } from './tenancy/dashboards-of-tenants/index.ts';
import { databasesOfTenants } from './tenancy/databases-of-tenants/index.ts';
import { imagesOfTenants } from './tenancy/images-of-tenants/index.ts';
import { loginsOfTenants } from './tenancy/logins-of-tenants/index.ts';
import { repositoriesOfTenants } from './tenancy/repositories-of-tenants/index.ts';
import { secretsOfTenants } from './tenancy/secrets-of-tenants/index.ts';
import { tenants } from './tenancy/tenants/index.ts';
import { headlamp } from './ui/headlamp/index.ts';

/** Every component of the platform: the only registry, a fork's own included. The order here means nothing; waves follow from needs. */
export const catalogue = [
  ...local,
  base,
  gatewayApiDefinitions,
  certManager,
  trustManager,
  metallb,
  traefik,
  externalDns,
  argoCd,
  admissionPolicies,
  alertmanager,
  prometheus,
  prometheusOperator,
  snapshotController,
  rookCeph,
  localPath,
  storageClasses,
  kubeStateMetrics,
  nodeExporter,
  metricsServer,
  blackboxExporter,
  clusterRules,
  perses,
  grafana,
  cloudnativePg,
  databases,
  velero,
  otelCollector,
  victoriaLogs,
  victoriaTraces,
  alloy,
  loki,
  openbao,
  externalSecrets,
  keycloak,
  oauth2Proxy,
  access,
  falco,
  trivyOperator,
  opencost,
  headlamp,
  descheduler,
  keda,
  kyverno,
  kyvernoPolicies,
  forgejo,
  zot,
  tenants,
  databasesOfTenants,
  bucketsOfTenants,
  secretsOfTenants,
  loginsOfTenants,
  imagesOfTenants,
  certificatesOfTenants,
  repositoriesOfTenants,
  dashboardsOfTenants,
] as const satisfies readonly AnyComponent[];

/** Why a component has no switch; undefined where it has one. */
function withoutSwitch(component: AnyComponent): { readonly error: string; readonly description: string } | undefined {
  if (comesWhenAsked(component))
    return {
      error: `a cluster has ${component.name} where a tenant's file asks for it, and has no switch for it`,
      description: "A cluster has it where a tenant's file asks for it",
    };
  return component.required ? { error: `every cluster has ${component.name}`, description: 'Every cluster has the component' } : undefined;
}

/** Each component's part of cluster.yaml, with the switch that leaves it out. */
function componentSchema(component: AnyComponent): z.ZodType {
  const fixed = withoutSwitch(component);
  const enabled =
    fixed === undefined
      ? z.boolean().default(true).describe('False leaves the component out')
      : z
          .literal(true, { error: `${fixed.error}; remove this key` })
          .optional()
          .describe(fixed.description);
  return z
    .strictObject({ enabled, ...component.config.shape })
    .prefault({})
    .describe(component.purpose);
}

const components = z
  .strictObject(Object.fromEntries(catalogue.map((component: AnyComponent) => [component.name, componentSchema(component)])))
  .prefault({})
  .describe('Settings of each component; one that is not named here has its defaults');

const provides = z
  .strictObject(Object.fromEntries(capabilities.map((capability) => [capability.id, capability.schema.optional().describe(capability.description)])))
  .prefault({})
  .describe('What the cluster or site has by itself: used, and not installed again');

/** The whole of what fleet.yaml, site.yaml and cluster.yaml may say. */
export const PolderConfig = z.strictObject({ ...clusterFacts, components, provides });
export type PolderConfig = z.output<typeof PolderConfig>;
export type PolderCluster = Cluster<PolderConfig>;

/** Whether a component is the fork's own: docs/extending.md. */
export function isLocal(component: AnyComponent): boolean {
  return (local as readonly AnyComponent[]).includes(component);
}

/** Where a component's folder stands, for messages and headers. */
export function componentFolder(component: AnyComponent): string {
  return `charts-ts/${isLocal(component) ? 'local' : component.area}/${component.name}`;
}

/** What `loadClusters` needs to read this catalogue's configuration. */
export const configSchema: ConfigSchema<PolderConfig> = {
  schema: PolderConfig,
  profileLayer: (profile) => layers[(profiles as readonly unknown[]).includes(profile) ? (profile as Profile) : 'small'],
};

function profileLayer(profile: Profile): Layer {
  const byName = new Map<string, AnyComponent>(catalogue.map((component) => [component.name, component]));
  return {
    isCode: true,
    value: { components: Object.fromEntries(catalogue.map((component: AnyComponent) => [component.name, profileSettings(component, profile)])) },
    at: ([, name]) => {
      const component = byName.get(String(name));
      return { file: component === undefined ? 'charts-ts/catalogue.ts' : `${componentFolder(component)}/index.ts`, line: 1, column: 1 };
    },
  };
}

function profileSettings(component: AnyComponent, profile: Profile): Readonly<Record<string, unknown>> {
  const without = component.enabledIn !== undefined && !component.enabledIn.includes(profile);
  return { ...component.profiles[profile], ...(without ? { enabled: false } : {}) };
}

const layers: Readonly<Record<Profile, Layer>> = { lab: profileLayer('lab'), small: profileLayer('small'), production: profileLayer('production') };
