import { podsOf, within } from '../../../charts-ts/checks/pods.ts';
import { targetsOf } from '../../../charts-ts/checks/reach/services.ts';
import { maps, type Workload, workloadText } from '../../../charts-ts/checks/reach/workload.ts';
import type { KubeObject } from '../../../charts-ts/kit/object.ts';
import { places } from './connections.ts';
import { at, type Reason, reason, toTargets } from './reason.ts';
import { ofKind, type Scene } from './scene.ts';

/** What programs are told to connect to: addresses in their arguments, variables, configuration, and in the custom resources that they act on. */
export function mentioned(scene: Scene): Reason[] {
  return scene.landscape.workloads
    .filter(({ hostNetwork }) => !hostNetwork)
    .flatMap((workload) => {
      const text = textOf(workload, scene);
      return [...inTheCluster(workload, text, scene), ...outsideOfIt(workload, text, scene)];
    });
}

/** ConfigMaps that a program reads by the API, so that its pod does not name them. */
const readsByApi: Readonly<Record<string, readonly string[]>> = {
  'argocd/argocd-server': ['argocd-cm'],
  'trivy-system/trivy-operator': ['trivy-operator', 'trivy-operator-trivy-config'],
  'trivy-system/trivy-scan': ['trivy-operator-trivy-config'],
};

/** Who connects for custom resources, by their kind. */
const actsOn: Readonly<Record<string, readonly string[]>> = {
  ClusterSecretStore: ['external-secrets/external-secrets'],
  ClusterIssuer: ['cert-manager/cert-manager'],
  Probe: ['monitoring/blackbox-exporter'],
  BackupStorageLocation: ['velero/velero', 'velero/velero-data-mover', 'velero/velero-maintenance'],
};

function textOf(workload: Workload, scene: Scene): string {
  const name = workloadText(workload);
  const template = workload.object === undefined ? undefined : podsOf(workload.object, 1)?.spec;
  const configMaps = ofKind(scene, 'ConfigMap').filter(({ metadata }) => metadata.namespace === workload.namespace);
  const dataOf = (wanted: unknown) => configMaps.find(({ metadata }) => metadata.name === wanted)?.['data'];
  const resources = scene.objects.filter((object) => actsOn[object.kind]?.includes(name) || isArchive(object, workload));
  return JSON.stringify([
    template,
    [...wholeConfigMaps(template), ...(readsByApi[name] ?? [])].map(dataOf),
    keysOfConfigMaps(template).map((reference) => within(dataOf(within(reference, 'name')), String(within(reference, 'key')))),
    // Whoever answers a Probe asks its targets, and is not told of itself.
    resources.map((object) => (object.kind === 'Probe' ? within(object, 'spec', 'targets') : object['spec'])),
  ]);
}

/** Where a PostgreSQL cluster's own pods write its backups. */
function isArchive({ kind, metadata }: KubeObject, { by, namespace }: Workload): boolean {
  return by === 'CloudNativePG' && kind === 'ObjectStore' && metadata.namespace === namespace;
}

function containersOf(spec: unknown) {
  return ['containers', 'initContainers'].flatMap((kind) => maps(within(spec, kind)));
}

/** ConfigMaps of which the pod gets every key. */
function wholeConfigMaps(spec: unknown): unknown[] {
  return [
    ...maps(within(spec, 'volumes')).flatMap((volume) => [
      within(volume, 'configMap', 'name'),
      ...maps(within(volume, 'projected', 'sources')).map((source) => within(source, 'configMap', 'name')),
    ]),
    ...containersOf(spec).flatMap(({ envFrom }) => maps(envFrom).map((source) => within(source, 'configMapRef', 'name'))),
  ].filter((name) => name !== undefined);
}

function keysOfConfigMaps(spec: unknown): unknown[] {
  return containersOf(spec)
    .flatMap(({ env }) => maps(env).map((variable) => within(variable, 'valueFrom', 'configMapKeyRef')))
    .filter((reference) => reference !== undefined);
}

/** `[scheme://][pod.]service.namespace.svc[:port]`, and `service:port` of the own namespace. A name without a port and scheme is one in a certificate. */
function inTheCluster(workload: Workload, text: string, scene: Scene): Reason[] {
  const { services, workloads, apiServerPort } = scene.landscape;
  const full = [...text.matchAll(/(?:(https?):\/\/)?(?:[a-z0-9-]+\.)?([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?\.?(?::(\d+))?/g)].map(
    ([, scheme, name = '', namespace = '', port]) => ({ name, namespace, port: port === undefined ? defaults[scheme ?? ''] : Number(port) }),
  );
  const short = [...text.matchAll(/(?<![\w.:/-])(?:https?:\/\/)?([a-z0-9-]+):(\d+)(?![\w.])/g)].map(([, name = '', port]) => ({
    name,
    namespace: workload.namespace,
    port: Number(port),
  }));
  return [...full, ...short].flatMap(({ name, namespace, port }) => {
    if (port === undefined) return [];
    const because = `it is told ${name}.${namespace}.svc:${port}`;
    if (name === 'kubernetes' && namespace === 'default') return [reason(workloadText(workload), places.nodes, [at(apiServerPort)], because)];
    const service = services.find((one) => one.name === name && one.namespace === namespace);
    return service === undefined ? [] : toTargets(workloadText(workload), targetsOf(service, port, workloads), because);
  });
}

const defaults: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** An address outside the cluster. Only whoever names one may need it: many are links for people, so none must be allowed. */
function outsideOfIt(workload: Workload, text: string, { cluster }: Scene): Reason[] {
  const from = workloadText(workload);
  const own = `.${cluster.config.ingress.domain}`;
  return [...text.matchAll(/(https?):\/\/([a-z0-9.-]+\.[a-z]+)(?::(\d+))?/g)].flatMap(([, scheme = '', host = '', port]) => {
    if (/\.svc$/.test(host) || host.endsWith('.svc.cluster.local')) return [];
    const ports = [at(port === undefined ? (defaults[scheme] ?? 443) : Number(port))];
    const because = host.endsWith(own) ? `${host} may lead to a load balancer outside` : `it is told ${host}`;
    return [reason(from, places.internet, ports, because, false), reason(from, places.nodes, ports, because, false)];
  });
}
