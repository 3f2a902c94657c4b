import { catalogue, configSchema, type PolderCluster, PolderConfig } from '../../charts-ts/catalogue.ts';
import { Lock } from '../../charts-ts/config/lock.ts';
import { merge } from '../../charts-ts/config/merge.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import type { ClusterTenant } from '../../charts-ts/config/tenants.ts';
import { type AnyComponent, comesWhenAsked } from '../../charts-ts/kit/component.ts';
import { type KubeObject, objectText } from '../../charts-ts/kit/object.ts';
import { render } from '../../charts-ts/render.ts';

/** A valid cluster of three workers in two zones; tests change what they are about. */
export const exampleConfig: Readonly<Record<string, unknown>> = {
  profile: 'small',
  kubernetes: '1.36',
  organisation: 'Ministerie van Voorbeelden',
  contact: 'platform@example.nl',
  nodes: [
    { zone: 'zone-a', count: 2, cpu: '16', memory: '64Gi' },
    { zone: 'zone-b', count: 1, cpu: '16', memory: '64Gi' },
  ],
  network: { pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], nodes: ['10.20.0.0/24'] },
  ingress: { domain: 'apps.example.nl' },
  git: { repository: 'https://git.example.nl/polder/polder.git' },
  securityTxt: { contact: 'mailto:security@example.nl', expires: '2027-06-30' },
  components: { 'cert-manager': { issuer: { ca: { secretName: 'site-ca' } } } },
};

/** What every cluster stands on: an example has these and the components that a test turns on. */
const foundation = ['base', 'gateway-api', 'cert-manager', 'trust-manager', 'traefik', 'argo-cd', 'admission-policies', 'tenants'];
const others = catalogue.map(({ name }: AnyComponent) => name).filter((name) => !foundation.includes(name));
/** Those that a cluster has where a tenant asks have no switch. */
const switched = others.filter((name) => !comesWhenAsked(catalogue.find((one) => one.name === name) as AnyComponent));
/** The switches of all other components, off. */
export const bare = { components: Object.fromEntries(switched.map((name) => [name, { enabled: false }])) };

/** A cluster from `exampleConfig` and changes (maps are merged deep). Throws with zod's words when it is not valid. */
export function exampleCluster(
  changes: Readonly<Record<string, unknown>> = {},
  lock: Partial<Lock> = {},
  tenants: readonly ClusterTenant[] = [],
): PolderCluster {
  const at = () => ({ file: 'clusters/site/example/cluster.yaml', line: 1, column: 1 });
  const profile = changes['profile'] ?? exampleConfig['profile'];
  const merged = merge([configSchema.profileLayer(profile), { value: bare, at }, { value: exampleConfig, at }, { value: changes, at }]);
  const config = PolderConfig.parse(merged.value);
  return { id: 'site/example', site: 'site', name: 'example', file: at().file, config, lock: Lock.parse(lock), merged, tenants };
}

export interface RenderedComponent {
  readonly objects: readonly KubeObject[];
  /** The one object of a kind and name; throws with the list of what there is. */
  object(kind: string, name: string): KubeObject;
}

function isOptional({ name }: { readonly name: string }): boolean {
  return others.includes(name as never);
}

/** The component itself is on, whatever its profile says. */
function turnedOn(changes: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const components = (changes['components'] ?? {}) as Readonly<Record<string, object>>;
  return { ...changes, components: { ...components, [name]: { enabled: true, ...components[name] } } };
}

/** The finished objects of one component in an example cluster, all checks passed. Throws the problems' text otherwise. */
export function renderComponent(
  component: { readonly name: string },
  changes: Readonly<Record<string, unknown>> = {},
  lock: Partial<Lock> = {},
  tenants: readonly ClusterTenant[] = [],
): RenderedComponent {
  const cluster = exampleCluster(isOptional(component) ? turnedOn(changes, component.name) : changes, lock, tenants);
  const rendered = render(catalogue as readonly AnyComponent[], cluster);
  if (!rendered.ok) throw new Error(rendered.problems.map(problemText).join('\n'));
  const built = rendered.value.built.find((candidate) => candidate.component.name === component.name);
  if (built === undefined)
    throw new Error(`${component.name} is not in this cluster; there is ${rendered.value.built.map((one) => one.component.name).join(', ')}`);
  return {
    objects: built.objects,
    object(kind, name) {
      const found = built.objects.find((object) => object.kind === kind && object.metadata.name === name);
      if (found === undefined) throw new Error(`no ${kind}/${name}; there is ${built.objects.map(objectText).join(', ')}`);
      return found;
    },
  };
}
