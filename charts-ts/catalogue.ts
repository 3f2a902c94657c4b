import { z } from 'zod';
import { base } from './base/base/index.ts';
import { clusterFacts, type Profile, profiles } from './config/facts.ts';
import type { Cluster, ConfigSchema } from './config/load.ts';
import type { Layer } from './config/merge.ts';
import { argoCd } from './gitops/argo-cd/index.ts';
import { certManager } from './ingress/cert-manager/index.ts';
import { gatewayApiDefinitions } from './ingress/gateway-api/index.ts';
import { traefik } from './ingress/traefik/index.ts';
import { trustManager } from './ingress/trust-manager/index.ts';
import { capabilities } from './kit/capability.ts';
import type { AnyComponent } from './kit/component.ts';
import { admissionPolicies } from './policy/admission-policies/index.ts';

/** Every component of the platform: the only registry. The order here means nothing; waves follow from needs. */
export const catalogue = [
  base,
  gatewayApiDefinitions,
  certManager,
  trustManager,
  traefik,
  argoCd,
  admissionPolicies,
] as const satisfies readonly AnyComponent[];

/** Each component's part of cluster.yaml, with the switch that leaves it out. */
function componentSchema(component: AnyComponent): z.ZodType {
  const enabled = component.required
    ? z
        .literal(true, { error: `every cluster has ${component.name}; remove this key` })
        .optional()
        .describe('Every cluster has the component')
    : z.boolean().default(true).describe('False leaves the component out');
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

/** Where a component's folder stands, for messages and headers. */
export function componentFolder(component: AnyComponent): string {
  return `charts-ts/${component.area}/${component.name}`;
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
