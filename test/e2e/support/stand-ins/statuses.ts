import { plural } from '../../../../charts-ts/kit/plural.ts';
import type { Kubectl } from '../kubectl.ts';
import type { Live } from './live.ts';

/** A custom resource whose health Argo CD reads from a status that its operator writes; the operator cannot run here. */
export interface Pretended {
  /** As kubectl names the resource, with its group. */
  readonly resource: string;
  readonly why: string;
  readonly status: Readonly<Record<string, unknown>>;
}

/** Kyverno's own condition has no generation: a policy that a test changes stays healthy. */
const accepted = { conditionStatus: { ready: true, message: 'pretended' } };
const kyverno = [
  'deletingpolicies',
  'generatingpolicies',
  'imagevalidatingpolicies',
  'mutatingpolicies',
  'namespacedimagevalidatingpolicies',
  'validatingpolicies',
];

const available = { conditions: [condition('Available'), condition('Reconciled')] };

/** What is only pretended to be healthy: test/e2e/README.md lists it. */
export const pretended: readonly Pretended[] = [
  {
    resource: 'cephclusters.ceph.rook.io',
    why: 'Rook runs the ceph program and disks, which are not here',
    status: { phase: 'Ready', state: 'Created', message: 'pretended', ceph: { health: 'HEALTH_OK' } },
  },
  { resource: 'cephobjectstores.ceph.rook.io', why: 'the same', status: { phase: 'Ready' } },
  { resource: 'objectbucketclaims.objectbucket.io', why: 'the same', status: { phase: 'Bound' } },
  { resource: 'clustersecretstores.external-secrets.io', why: 'OpenBao is on no module proxy', status: { conditions: [condition('Ready')] } },
  { resource: 'externalsecrets.external-secrets.io', why: 'External Secrets 2 is on no module proxy', status: { conditions: [condition('Ready')] } },
  {
    resource: 'clusters.postgresql.cnpg.io',
    why: 'its operator starts PostgreSQL in pods, and these run nothing',
    status: { phase: 'Cluster in healthy state', conditions: [condition('Ready')] },
  },
  ...kyverno.map((kind) => ({ resource: `${kind}.policies.kyverno.io`, why: 'no webhook answers here', status: accepted })),
  {
    resource: 'routes.route.openshift.io',
    why: "OpenShift's router is part of OpenShift",
    status: { ingress: [{ routerName: 'default', conditions: [{ type: 'Admitted', status: 'True' }] }] },
  },
  {
    resource: 'ingresses.networking.k8s.io',
    why: 'the same: it makes Routes of them',
    status: { loadBalancer: { ingress: [{ hostname: 'router-default.apps.example.nl' }] } },
  },
  { resource: 'schedules.velero.io', why: 'its server needs an object store', status: { phase: 'Enabled' } },
  { resource: 'prometheuses.monitoring.coreos.com', why: 'its operator takes its rights only from the folder that a kubelet makes', status: available },
];

function condition(type: string): object {
  return { type, status: 'True', reason: 'Pretended', message: 'pretended by the test', lastTransitionTime: '2026-01-01T00:00:00Z', observedGeneration: 1 };
}

/** Writes the status of each such object that has none. */
export async function writeStatuses(kubectl: Kubectl, objects: readonly Live[], kinds: readonly Pretended[] = pretended): Promise<void> {
  for (const { resource, status } of kinds) {
    for (const { metadata } of objects.filter((object) => resourceOf(object) === resource && !includes(object.status, status))) {
      const where = metadata.namespace === undefined ? [] : ['--namespace', metadata.namespace];
      // Some of these have the status as a part of the object, not as a resource of its own.
      const patch = ['patch', resource, metadata.name, ...where, '--type=merge', '--patch', JSON.stringify({ status })];
      await kubectl([...patch, '--subresource=status']).catch(() => kubectl(patch));
    }
  }
}

/** As kubectl names it: the plural of English, and the group. */
function resourceOf({ apiVersion, kind }: Live): string {
  return `${plural(kind)}.${apiVersion.split('/')[0]}`;
}

/** Whether all that is pretended is there; other parts of a status do not matter, nor when a condition changed. */
function includes(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return actual === wanted;
  return Object.entries(wanted).every(
    ([key, value]) => key === 'lastTransitionTime' || includes((actual as Readonly<Record<string, unknown>> | undefined | null)?.[key], value),
  );
}
