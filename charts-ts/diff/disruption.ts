import { within } from '../checks/pods.ts';
import { groupOf, type KubeObject } from '../kit/object.ts';
import { frozenFields } from './immutable.ts';
import { textOf } from './lists.ts';
import { type Identity, identityOf, type ObjectPair } from './objects.ts';

/** What happens to whoever uses an object, the worst first. */
export const effects = ['data', 'refused', 'gone', 'downtime', 'replaced', 'restart', 'operator', 'scaled', 'runs', 'kept'] as const;
export type Effect = (typeof effects)[number];

/** Who is disrupted, and why. */
export interface Disruption {
  readonly effect: Effect;
  readonly object: Identity;
  /** In words, with the fields that say so. */
  readonly why: string;
  /** Where Kubernetes, or who else decides it, says so. */
  readonly source: string;
}

const concepts = 'https://kubernetes.io/docs/concepts';
const syncOptions = 'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/';
const hooks = 'https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/';
const code = 'https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg';

/** What an object's change does to whoever uses it. What comes new disrupts nobody. */
export function disruptionsOf({ before, after }: Pick<ObjectPair, 'before' | 'after'>): readonly Disruption[] {
  if (before === undefined) return [];
  return after === undefined ? removal(before) : change(before, after);
}

/** Removing: of what runs, of what holds data, and of what Argo CD is told to leave. */
function removal(before: KubeObject): readonly Disruption[] {
  const say = (effect: Effect, why: string, source: string): Disruption[] => [{ effect, object: identityOf(before), why, source }];
  // https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
  if (syncOptionsOf(before).includes('Prune=false')) return say('kept', 'Argo CD leaves it in the cluster (Prune=false); remove it by hand', syncOptions);
  switch (groupKind(before)) {
    case 'apps/Deployment':
    case 'apps/StatefulSet':
    case 'apps/DaemonSet':
      // A StatefulSet's claims stay unless persistentVolumeClaimRetentionPolicy says otherwise: concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
      if (within(before, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete')
        return say(
          'data',
          'its pods go, and its volumes with them (whenDeleted: Delete)',
          `${concepts}/workloads/controllers/statefulset/#persistentvolumeclaim-retention`,
        );
      return say('gone', 'its pods go', `${concepts}/architecture/garbage-collection/#owners-dependents`);
    case '/PersistentVolumeClaim':
      return say('data', 'its volume goes, where its class reclaims by Delete', `${concepts}/storage/persistent-volumes/#delete`);
    case '/Namespace':
      return say('data', 'all that is in it goes', `${concepts}/overview/working-with-objects/namespaces/`);
    case '/Service':
      return say('gone', 'its address and name go', `${concepts}/services-networking/service/`);
    case 'apiextensions.k8s.io/CustomResourceDefinition':
      return say(
        'data',
        'every object of its kind goes',
        'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#delete-a-customresourcedefinition',
      );
    default:
      return operated[groupKind(before)] === undefined ? [] : say('data', `its operator removes what it runs for it`, operated[groupKind(before)] ?? '');
  }
}

function change(before: KubeObject, after: KubeObject): readonly Disruption[] {
  const object = identityOf(after);
  if (isHook(after))
    // A hook runs at each sync, and one that is deleted before that is made anew: no field of it is frozen.
    return textOf(before['spec']) === textOf(after['spec'])
      ? []
      : [{ effect: 'runs', object, why: 'it runs with the new spec at the next sync', source: hooks }];
  const options = syncOptionsOf(after);
  const frozen = frozenFields(before, after).map(({ field, source }): Disruption => {
    // https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#replace-resource-instead-of-applying-changes
    const forced = options.includes('Force=true') && options.includes('Replace=true');
    return forced
      ? { effect: 'replaced', object, why: `${field} cannot change; Argo CD deletes it and makes it anew`, source }
      : { effect: 'refused', object, why: `${field} cannot change: the sync fails until the object is deleted, and Argo CD then makes it anew`, source };
  });
  return [...frozen, ...restarts(before, after, object), ...scaling(before, after, object)];
}

/** Pods that are replaced, since their template changed; and whether anybody answers meanwhile. */
function restarts(before: KubeObject, after: KubeObject, object: Identity): readonly Disruption[] {
  const kind = groupKind(after);
  const operator = operated[kind];
  if (operator !== undefined)
    return textOf(before['spec']) === textOf(after['spec']) ? [] : [{ effect: 'operator', object, why: 'its operator may restart its pods', source: operator }];
  if (kind === 'apps/DaemonSet' || kind === 'apps/StatefulSet' || kind === 'apps/Deployment') {
    if (textOf(within(before, 'spec', 'template')) === textOf(within(after, 'spec', 'template'))) return [];
    const found = { Deployment: ofDeployment, StatefulSet: ofStatefulSet, DaemonSet: ofDaemonSet }[after.kind as 'Deployment' | 'StatefulSet' | 'DaemonSet'](
      after,
    );
    return found === undefined ? [] : [{ ...found, object }];
  }
  return [];
}

type Found = Pick<Disruption, 'effect' | 'why' | 'source'> | undefined;

/**
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy, and ResolveFenceposts in
 * https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/controller/deployment/util/deployment_util.go: the surge rounds up, what may be away rounds down.
 */
function ofDeployment(after: KubeObject): Found {
  const replicas = replicasOf(after);
  if (replicas === 0) return undefined;
  if (within(after, 'spec', 'strategy', 'type') === 'Recreate')
    return {
      effect: 'downtime',
      why: 'Recreate: all pods stop before the new ones start',
      source: `${concepts}/workloads/controllers/deployment/#recreate-deployment`,
    };
  const share = (field: string, round: (value: number) => number) =>
    shareOf(within(after, 'spec', 'strategy', 'rollingUpdate', field) ?? '25%', replicas, round);
  const [surge, away] = [share('maxSurge', Math.ceil), share('maxUnavailable', Math.floor)];
  const source = `${code}/controller/deployment/util/deployment_util.go`;
  if (Math.max(away, surge === 0 ? 1 : 0) >= replicas)
    return { effect: 'downtime', why: `all ${replicas === 1 ? 'there is' : replicas} may be away at once (maxUnavailable)`, source };
  return {
    effect: 'restart',
    why: 'its pods are replaced one after another',
    source: `${concepts}/workloads/controllers/deployment/#rolling-update-deployment`,
  };
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#rolling-updates: a pod is deleted before its successor starts. */
function ofStatefulSet(after: KubeObject): Found {
  const replicas = replicasOf(after);
  if (replicas === 0) return undefined;
  const strategy = `${concepts}/workloads/controllers/statefulset/#update-strategies`;
  if (within(after, 'spec', 'updateStrategy', 'type') === 'OnDelete')
    return { effect: 'restart', why: 'OnDelete: its pods change when somebody deletes them', source: strategy };
  if (replicas === 1)
    return {
      effect: 'downtime',
      why: 'its only pod stops before the new one starts',
      source: `${concepts}/workloads/controllers/statefulset/#rolling-updates`,
    };
  return { effect: 'restart', why: 'its pods are replaced one after another', source: `${concepts}/workloads/controllers/statefulset/#rolling-updates` };
}

/** https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/: on each node the old pod stops first, unless there is a surge. */
function ofDaemonSet(after: KubeObject): Found {
  const source = 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#daemonset-update-strategy';
  if (within(after, 'spec', 'updateStrategy', 'type') === 'OnDelete')
    return { effect: 'restart', why: 'OnDelete: its pods change when somebody deletes them', source };
  const surge = within(after, 'spec', 'updateStrategy', 'rollingUpdate', 'maxSurge') ?? 0;
  return {
    effect: 'restart',
    why: surge === 0 || surge === '0%' ? 'node after node is without it for a moment' : 'its pods are replaced node after node',
    source,
  };
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#scaling-a-deployment */
function scaling(before: KubeObject, after: KubeObject, object: Identity): readonly Disruption[] {
  const kind = groupKind(after);
  if (kind !== 'apps/Deployment' && kind !== 'apps/StatefulSet') return [];
  const [from, to] = [replicasOf(before), replicasOf(after)];
  if (from === to) return [];
  const source = `${concepts}/workloads/controllers/${kind === 'apps/Deployment' ? 'deployment/#scaling-a-deployment' : 'statefulset/#deployment-and-scaling-guarantees'}`;
  if (to === 0) return [{ effect: 'gone', object, why: 'scaled to 0: nobody answers', source }];
  return [{ effect: 'scaled', object, why: `from ${from} to ${to} pods`, source }];
}

/** Custom resources whose operator runs pods that keep state or serve: what it does with a change is its own to say. */
const operated: Readonly<Record<string, string>> = {
  'monitoring.coreos.com/Prometheus': 'https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Prometheus',
  'monitoring.coreos.com/Alertmanager': 'https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Alertmanager',
  'postgresql.cnpg.io/Cluster': 'https://cloudnative-pg.io/documentation/current/rolling_update/',
  'ceph.rook.io/CephCluster': 'https://rook.io/docs/rook/latest-release/CRDs/Cluster/ceph-cluster-crd/',
  'ceph.rook.io/CephObjectStore': 'https://rook.io/docs/rook/latest-release/CRDs/Object-Storage/ceph-object-store-crd/',
  'ceph.rook.io/CephFilesystem': 'https://rook.io/docs/rook/latest-release/CRDs/Shared-Filesystem/ceph-filesystem-crd/',
};

function groupKind(object: KubeObject): string {
  return `${groupOf(object)}/${object.kind}`;
}

function replicasOf(object: KubeObject): number {
  const replicas = within(object, 'spec', 'replicas');
  return typeof replicas === 'number' ? replicas : 1;
}

function shareOf(value: unknown, of: number, round: (value: number) => number): number {
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return percent === undefined ? Number(value) : round((Number(percent) / 100) * of);
}

function syncOptionsOf({ metadata }: KubeObject): readonly string[] {
  return (metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '').split(',').map((option) => option.trim());
}

function isHook({ metadata }: KubeObject): boolean {
  return metadata.annotations?.['argocd.argoproj.io/hook'] !== undefined;
}
