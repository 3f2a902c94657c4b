import type { AnyComponent, Exception } from '../../kit/component.ts';
import { groupOf, isBuiltIn, type KubeObject } from '../../kit/object.ts';
import { demandsOf, statedDemands } from './demands.ts';
import { lettingInTheRouter } from './network.ts';
import { type Fields, map, templateOf, withoutIds, withoutIdsAnywhere, withTemplate } from './pods.ts';
import { type Router, routesInsteadOf } from './routes.ts';
import { constraints, hostFolderType, requiredScc, restricted } from './scc.ts';
import type { Demands } from './types.ts';

/** What of a cluster matters to a component's objects on OpenShift. */
export interface OpenShift {
  /** The fact of the capability `gateway`, where it is OpenShift's own router. */
  readonly router: Router | undefined;
}

/**
 * A component's finished objects, as OpenShift takes them. Pods that `restricted-v2` admits leave users and groups to the platform;
 * each other workload gets an SCC of its own, with the least that lets it in. Pure, and the only place that knows of SCCs.
 */
export function forOpenShift(objects: readonly KubeObject[], component: AnyComponent, { router }: OpenShift): KubeObject[] {
  const adapted = objects.flatMap((object) => adapt(object, component));
  const all = [...adapted, ...operatedConstraints(objects, component)];
  if (router === undefined) return all;
  const routed = all.flatMap((object) => (object.kind === 'HTTPRoute' ? routesInsteadOf(object, all) : [object]));
  return routed.map((object) => lettingInTheRouter(object, router));
}

function adapt(object: KubeObject, component: AnyComponent): KubeObject[] {
  if (object.kind === 'Namespace') return [withLabels(object, { 'security.openshift.io/scc.podSecurityLabelSync': 'false' })];
  const template = templateOf(object);
  const stated = exceptionsOf(object, component);
  if (template === undefined) return [isBuiltIn(groupOf(object)) || stated.length > 0 ? object : (withoutIdsAnywhere(object) as KubeObject)];

  const spec = map(template['spec']);
  const demands = demandsOf(
    spec,
    stated.some(({ rule }) => rule === 'fixed-user'),
  );
  if (demands === undefined) return [withTemplate(object, (pod) => pinned({ ...pod, spec: withoutIds(spec) }, restricted))];
  const name = constraintsName(component.name, object.metadata.name);
  return [
    withTemplate(object, (pod) => pinned({ ...pod, spec: demanding(spec, demands) }, name)),
    ...constraints(name, demands, {
      namespace: object.metadata.namespace ?? component.namespace.name,
      accounts: [String(spec['serviceAccountName'] ?? 'default')],
      labels: map(object.metadata.labels) as Readonly<Record<string, string>>,
    }),
  ];
}

/** For pods that an operator starts: of the accounts that no workload of the component uses, or of all where there is no such. */
function operatedConstraints(objects: readonly KubeObject[], component: AnyComponent): KubeObject[] {
  const written = new Set(objects.filter((object) => templateOf(object) !== undefined).map((object) => `${object.kind}/${object.metadata.name}`));
  const demands = statedDemands((component.exceptions ?? []).filter(({ object }) => !written.has(object)));
  const accounts = objects.filter(({ kind }) => kind === 'ServiceAccount');
  const used = new Set(objects.flatMap((object) => String(map(map(templateOf(object))['spec'])['serviceAccountName'] ?? '')));
  const free = accounts.filter(({ metadata }) => !used.has(metadata.name));
  const chosen = free.length > 0 ? free : accounts;
  const [first] = chosen;
  if (demands === undefined || first === undefined) return [];
  return constraints(`polder-${component.name}-operated`, demands, {
    namespace: first.metadata.namespace ?? component.namespace.name,
    accounts: chosen.map(({ metadata }) => metadata.name),
    labels: map(first.metadata.labels) as Readonly<Record<string, string>>,
  });
}

function exceptionsOf(object: KubeObject, { exceptions = [] }: AnyComponent): readonly Exception[] {
  return exceptions.filter((exception) => exception.object === `${object.kind}/${object.metadata.name}`);
}

/** `polder-<component>`, with the workload's own name where that says more. */
function constraintsName(component: string, workload: string): string {
  return workload === component || workload.startsWith(`${component}-`) ? `polder-${workload}` : `polder-${component}-${workload}`;
}

function pinned(template: Fields, scc: string): Fields {
  const metadata = map(template['metadata']);
  return { ...template, metadata: { ...metadata, annotations: { ...map(metadata['annotations']), [requiredScc]: scc } } };
}

function demanding(spec: Fields, { user, hostPath }: Demands): Fields {
  const own = user === undefined ? withoutIds(spec) : spec;
  return hostPath ? { ...own, securityContext: { ...map(own['securityContext']), seLinuxOptions: { type: hostFolderType } } } : own;
}

function withLabels(object: KubeObject, labels: Readonly<Record<string, string>>): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}
