import { podsOf, within } from '../checks/pods.ts';
import { maps } from '../checks/reach/workload.ts';
import { quantity } from '../config/values.ts';
import type { Prices } from '../cost/opencost/prices.ts';
import type { KubeObject } from '../kit/object.ts';
import type { ObjectPair } from './objects.ts';

/** What pods request and volumes claim. CPU in cores, memory and storage in bytes. */
export interface Requests {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
  /** Euros a month at the site's prices; left out where the site gives none. */
  readonly cost?: number;
}

/** More than this of a core or a byte counts: sums of decimals never quite fit. */
const least = 1e-6;

/** What the change of some objects adds to the requests of a cluster; negative where it takes away. */
export function requestsChange(pairs: readonly ObjectPair[], nodes: number, prices: Prices | undefined): Requests | undefined {
  let [cpu, memory, storage, cost] = [0, 0, 0, 0];
  const count = (object: KubeObject | undefined, sign: 1 | -1) => {
    if (object === undefined) return;
    const asked = podRequests(object, nodes);
    cpu += sign * asked.cpu;
    memory += sign * asked.memory;
    for (const { bytes, storageClass } of claims(object)) {
      storage += sign * bytes;
      cost += (sign * bytes * (prices?.storageClasses[storageClass] ?? prices?.storage ?? 0)) / 2 ** 30;
    }
  };
  for (const { before, after } of pairs) {
    count(before, -1);
    count(after, 1);
  }
  if ([cpu, memory, storage].every((amount) => Math.abs(amount) < least)) return undefined;
  const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits + 0;
  return {
    cpu: rounded(cpu, 4),
    memory: rounded(memory, 0),
    storage: rounded(storage, 0),
    ...(prices === undefined ? {} : { cost: rounded(cost + cpu * prices.cpu + (memory / 2 ** 30) * prices.memory, 2) }),
  };
}

/** As the scheduler counts: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers */
function podRequests(object: KubeObject, nodes: number): { readonly cpu: number; readonly memory: number } {
  const operated = operators[object.kind]?.(object);
  if (operated !== undefined) return operated;
  const pods = podsOf(object, nodes);
  // Those of Jobs come and go: they are no lasting request.
  if (pods === undefined || pods.ends) return { cpu: 0, memory: 0 };
  const of = (what: 'cpu' | 'memory') => {
    const asked = (container: { readonly resources?: { readonly requests?: Readonly<Record<string, unknown>> } }) =>
      amount(container.resources?.requests?.[what]);
    const { containers = [], initContainers = [] } = pods.spec;
    // A sidecar stays: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
    const stays = (container: object) => within(container, 'restartPolicy') === 'Always';
    const sum = [...containers, ...initContainers.filter(stays)].reduce((total, container) => total + asked(container), 0);
    return pods.count * Math.max(sum, ...initContainers.filter((container) => !stays(container)).map(asked));
  };
  return { cpu: of('cpu'), memory: of('memory') };
}

/** Pods that operators start for a custom resource, as far as the resource itself says how many and how large. */
const operators: Readonly<Record<string, (object: KubeObject) => { readonly cpu: number; readonly memory: number } | undefined>> = {
  // https://prometheus-operator.dev/docs/api-reference/api/
  Prometheus: (object) => times(object, 'replicas'),
  Alertmanager: (object) => times(object, 'replicas'),
  // https://cloudnative-pg.io/documentation/current/resource_management/
  Cluster: (object) => (object.apiVersion.startsWith('postgresql.cnpg.io/') ? times(object, 'instances') : undefined),
};

function times(object: KubeObject, field: string): { readonly cpu: number; readonly memory: number } {
  const requests = within(object, 'spec', 'resources', 'requests');
  return { cpu: countOf(object, field) * amount(within(requests, 'cpu')), memory: countOf(object, field) * amount(within(requests, 'memory')) };
}

interface Claim {
  readonly bytes: number;
  /** Empty: the cluster's default. */
  readonly storageClass: string;
}

/** The volumes that an object claims, by class. */
function claims(object: KubeObject): readonly Claim[] {
  const many = (count: number, claim: unknown): Claim => ({
    bytes: count * amount(within(claim, 'spec', 'resources', 'requests', 'storage')),
    storageClass: className(within(claim, 'spec')),
  });
  switch (object.kind) {
    case 'PersistentVolumeClaim':
      return [many(1, object)];
    case 'StatefulSet':
      return maps(within(object, 'spec', 'volumeClaimTemplates')).map((claim) => many(countOf(object, 'replicas'), claim));
    case 'Prometheus':
    case 'Alertmanager':
      return [many(countOf(object, 'replicas'), within(object, 'spec', 'storage', 'volumeClaimTemplate'))];
    case 'Cluster':
      // https://cloudnative-pg.io/documentation/current/storage/
      return ['storage', 'walStorage'].map((which) => ({
        bytes: countOf(object, 'instances') * amount(within(object, 'spec', which, 'size')),
        storageClass: String(within(object, 'spec', which, 'storageClass') ?? ''),
      }));
    default:
      return [];
  }
}

function className(spec: unknown): string {
  const name = within(spec, 'storageClassName');
  return typeof name === 'string' ? name : '';
}

function countOf(object: KubeObject, field: string): number {
  const value = within(object, 'spec', field);
  return typeof value === 'number' ? value : 1;
}

function amount(value: unknown): number {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' ? quantity(value) : 0;
  return Number.isNaN(number) ? 0 : number;
}
