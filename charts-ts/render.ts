import { ApiObject, App, Chart } from 'cdk8s';
import type { Built } from './built.ts';
import type { PolderCluster } from './catalogue.ts';
import { checks } from './checks/checks.ts';
import { compare, distinctProblems, type Loaded } from './config/problem.ts';
import { applicationFiles } from './emit/applications.ts';
import { objectFiles } from './emit/files.ts';
import { forTenantsFiles } from './emit/for-tenants.ts';
import { forOpenShift, type OpenShift } from './emit/openshift/openshift.ts';
import { type Capability, gateway, gitops } from './kit/capability.ts';
import { type AnyComponent, askersOf, type Context } from './kit/component.ts';
import { finished } from './kit/finished.ts';
import { gitSource, imageReference } from './kit/image.ts';
import { polder } from './kit/labels.ts';
import { isClusterScoped, type KubeObject } from './kit/object.ts';
import { ofPlatform } from './kit/series.ts';
import { clusterContext, order, type Planned } from './order.ts';

/** What one cluster becomes: files by path relative to the repository, and what the table tells of them. */
export interface Rendered {
  readonly files: ReadonlyMap<string, string>;
  readonly built: readonly Built[];
}

/** From a cluster's configuration to the text of its files: pure, the same input gives the same bytes. */
export function render(catalogue: readonly AnyComponent[], cluster: PolderCluster): Loaded<Rendered> {
  const planned = order(catalogue, cluster);
  if (!planned.ok) return planned;
  const scopes = new Map(catalogue.flatMap((component) => component.crds.flatMap((source) => Object.entries(source.kinds))));
  const { components } = planned.value;
  const openShift = openShiftOf(cluster, planned.value.fact(gateway));
  const built = components.map((plan) => builtOf(plan, components, cluster, { scopes, openShift }));
  const problems = checks.flatMap((check) => check(built, cluster));
  if (problems.length > 0) return { ok: false, problems: distinctProblems(problems) };
  return {
    ok: true,
    value: {
      built,
      files: new Map([
        ...built.flatMap((one) => objectFiles(one, cluster)),
        ...applicationFiles(catalogue, built, planned.value.fact(gitops), cluster),
        ...forTenantsFiles(planned.value, cluster),
      ]),
    },
  };
}

/** What finished objects follow from beside their constructs. */
interface Finish {
  readonly scopes: ReadonlyMap<string, 'Namespaced' | 'Cluster'>;
  readonly openShift: OpenShift | undefined;
}

function builtOf(plan: Planned, platform: readonly Planned[], cluster: PolderCluster, finish: Finish): Built {
  const { component } = plan;
  const context = contextOf(plan, platform, cluster) as never;
  const own = objectsOf(component, (scope) => component.build(scope, context), finish);
  const { forTenants } = component;
  const askers = askersOf(component, cluster);
  if (forTenants === undefined || askers.length === 0) return { ...plan, objects: own };
  // A chart for each: what cdk8s does with one grows faster than what is in it.
  const made = askers.map(({ tenant }) => ({ tenant, objects: objectsOf(component, (scope) => forTenants.build(scope, tenant, context), finish) }));
  return { ...plan, objects: [...own, ...made.flatMap(({ objects }) => objects)], forTenants: made };
}

function objectsOf(component: AnyComponent, build: (scope: Chart) => void, { scopes, openShift }: Finish): KubeObject[] {
  const chart = new Chart(new App({ outdir: 'unused' }), component.name, { disableResourceNameHashes: true, labels: commonLabels(component) });
  build(chart);
  // Not by the chart's own toJson: it orders objects by dependencies, which take time and which a wave has anyway.
  const made = chart.node.findAll().filter((construct) => ApiObject.isApiObject(construct)) as ApiObject[];
  const written = made.map((one) => finished(one, one.metadata.namespace ?? (isClusterScoped(one, scopes) ? undefined : component.namespace.name)));
  const objects = openShift === undefined ? written : forOpenShift(written, component, openShift);
  return objects
    .map((object) => withReasons(ofPlatform(object), component))
    .sort((a, b) => compare(a.kind, b.kind) || compare(a.metadata.namespace ?? '', b.metadata.namespace ?? '') || compare(a.metadata.name, b.metadata.name));
}

/** What OpenShift makes differ; undefined on any other distribution. */
function openShiftOf({ config }: PolderCluster, door: GatewayFact | undefined): OpenShift | undefined {
  if (config.distribution !== 'openshift') return undefined;
  return { router: door?.kind === 'openshift-router' ? door : undefined };
}

type GatewayFact = typeof gateway extends Capability<infer Fact> ? Fact : never;

/** What a component's build is given. */
export function contextOf(plan: Planned, platform: readonly Planned[], cluster: PolderCluster): Context {
  const { component } = plan;
  const facts = clusterContext(cluster);
  return {
    cluster: facts,
    namespace: component.namespace.name,
    config: plan.config,
    needs: plan.needs,
    wants: plan.wants,
    knows: plan.knows,
    images: Object.fromEntries(Object.entries(component.images).map(([key, image]) => [key, imageReference(image, facts, cluster.lock)])),
    platform,
    gitSource: (source) => gitSource(source, facts, cluster.lock),
  };
}

function commonLabels(component: AnyComponent): Record<string, string> {
  return { 'app.kubernetes.io/part-of': 'polder', 'app.kubernetes.io/component': component.name };
}

/** Why an object deviates from the secure defaults stands on the object, for whoever reads it in the cluster. */
function withReasons(object: KubeObject, { exceptions = [] }: AnyComponent): KubeObject {
  const reasons = exceptions
    .filter((exception) => exception.object === `${object.kind}/${object.metadata.name}`)
    .map(({ rule, reason }) => `${rule}: ${reason}`);
  if (reasons.length === 0) return object;
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [polder.exception]: reasons.join('; ') } } };
}
