import type { Construct } from 'constructs';
import { list, literal } from '../../kit/cel.ts';
import type { Condition } from '../../kit/image-policy.ts';
import { polder } from '../../kit/labels.ts';
import { resource } from '../../kit/resource.ts';
import { before } from './cel.ts';
import { handedOver, routeKinds } from './handed-over-routes.ts';
import { requests } from './match.ts';
import { type CleanUpPolicy, objectName } from './names.ts';
import type { CleanUp, Exemption } from './settings.ts';
import type { DeletingPolicy } from './types.ts';

/**
 * Deletes what ended long ago in namespaces of tenants, never what is protected, nor what belongs to something that tidies up itself; and
 * routes for hostnames that have gone to another tenant.
 */
export function cleanUp(
  scope: Construct,
  { schedule, finishedJobs, endedPods, handedOverRoutes }: CleanUp,
  exemptions: readonly Exemption[],
  hasGatewayApi: boolean,
): void {
  if (handedOverRoutes)
    deleting(scope, 'handed-over-routes', {
      // Until then its new owner shares the hostname with the old one.
      schedule: '*/10 * * * *',
      exemptions,
      resources: routeKinds(hasGatewayApi),
      // The label is the tenant's own to write: it keeps no hostname with it.
      conditions: handedOver,
    });
  if (finishedJobs !== null)
    deleting(scope, 'finished-jobs', {
      schedule,
      exemptions,
      resources: [{ apiGroups: ['batch'], resources: ['jobs'] }],
      conditions: [
        isNotProtected,
        { name: 'says-nothing-itself', expression: '!has(object.spec.ttlSecondsAfterFinished) && !has(object.metadata.ownerReferences)' },
        {
          name: 'ended-long-ago',
          expression: `object.?status.?conditions.orValue([]).exists(c, c.type in ['Complete', 'Failed'] && c.status == 'True' && ${olderThan('c.lastTransitionTime', finishedJobs)})`,
        },
      ],
    });
  if (endedPods !== null)
    deleting(scope, 'ended-pods', {
      schedule,
      exemptions,
      resources: [{ apiGroups: [''], resources: ['pods'] }],
      conditions: [
        isNotProtected,
        { name: 'ended', expression: "object.?status.?phase.orValue('') in ['Succeeded', 'Failed']" },
        { name: 'is-not-of-a-job', expression: "!object.metadata.?ownerReferences.orValue([]).exists(owner, owner.kind == 'Job')" },
        {
          name: 'long-ago',
          expression: `([object.metadata.creationTimestamp] + object.?status.?conditions.orValue([]).map(c, c.lastTransitionTime)).all(since, ${olderThan('since', endedPods)})`,
        },
      ],
    });
}

function olderThan(moment: string, days: number): string {
  return `time.now() - timestamp(${moment}) > duration('${days * 24}h')`;
}

const isNotProtected: Condition = { name: 'is-not-protected', expression: `object.metadata.?labels[?${literal(polder.protected)}].orValue('') != 'true'` };

/** Kyverno's program for clean-up knows no PolicyException: exemptions are conditions, and end by the same clock. */
function exempt(name: CleanUpPolicy, exemptions: readonly Exemption[]): Condition[] {
  return exemptions
    .filter(({ policy }) => policy === name)
    .map(({ namespaces, until }, index) => ({
      name: `is-not-exempt-${index + 1}`,
      expression: `!(object.metadata.namespace in ${list(namespaces)} && ${before(until)})`,
    }));
}

interface Deleting {
  readonly schedule: string;
  readonly exemptions: readonly Exemption[];
  readonly resources: readonly { readonly apiGroups: readonly string[]; readonly resources: readonly string[] }[];
  readonly conditions: readonly Condition[];
}

function deleting(scope: Construct, name: CleanUpPolicy, options: Deleting): void {
  resource<DeletingPolicy>(scope, {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'DeletingPolicy',
    metadata: { name: objectName(name) },
    spec: {
      schedule: options.schedule,
      deletionPropagationPolicy: 'Background',
      matchConstraints: requests(
        'tenants',
        options.resources.map((one) => ({ ...one, apiVersions: ['v1'], operations: ['DELETE'] })),
      ),
      conditions: [...options.conditions, ...exempt(name, options.exemptions)],
    },
  });
}
