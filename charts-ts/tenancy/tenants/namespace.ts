import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { TenantNamespace } from '../../config/tenant.ts';
import { type ClusterTenant, hostnameBelow } from '../../config/tenants.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { platformPrefix, podSecurityLabels, polder } from '../../kit/labels.ts';
import { plural } from '../../kit/plural.ts';
import { keepAnnotations } from '../../kit/resource.ts';
import type { TenantKind } from '../../kit/tenant-kinds.ts';
import { containerDefaults, cpuBurst, sizes, timesObjects } from './sizes.ts';

/** The namespace: kept when its file goes, and never deleted without a named confirmation. */
export function namespace(scope: Construct, tenant: ClusterTenant, name: string, { hostnames, confirm }: TenantNamespace, cluster: ClusterContext): void {
  const { body, costCentre, classification, contacts } = tenant.config;
  const mayGo = tenant.archived?.confirmed === true || confirm !== undefined;
  new k8s.KubeNamespace(scope, `Namespace-${name}`, {
    metadata: {
      name,
      labels: {
        ...podSecurityLabels('restricted'),
        [polder.protected]: 'true',
        [polder.tenant]: tenant.name,
        [polder.owner]: body,
        [polder.costCentre]: costCentre,
        [polder.classification]: classification,
        ...(hostnames.length === 0 ? {} : { [polder.routes]: 'public' }),
      },
      annotations: {
        ...keepAnnotations,
        [polder.contact]: contacts.email.join(', '),
        ...(mayGo ? { [polder.allowDeletion]: name } : {}),
        ...(hostnames.length === 0 ? {} : { [polder.hostnames]: hostnames.map((hostname) => hostnameBelow(cluster.ingress.domain, hostname)).join(',') }),
      },
    },
  });
}

/** What it may ask for together, and what one container gets; of these kinds so many. The quota stays as long as the namespace does. */
export function bounds(
  scope: Construct,
  namespace: string,
  { size, leaving }: TenantNamespace,
  { archived }: Pick<ClusterTenant, 'archived'>,
  kinds: readonly TenantKind[],
): void {
  const { cpu, memory, pods, storage, disk, objects } = sizes[size];
  const hard: Readonly<Record<string, number | string>> = {
    'requests.cpu': cpu,
    'limits.cpu': cpu * cpuBurst,
    'requests.memory': `${memory}Gi`,
    'limits.memory': `${memory}Gi`,
    'requests.storage': `${storage}Gi`,
    // As with memory: a disk that is promised twice is taken from a neighbour.
    'requests.ephemeral-storage': `${disk}Gi`,
    'limits.ephemeral-storage': `${disk}Gi`,
    // Of who has left, and of what is leaving: what stops stays stopped, also where something would start it again.
    pods: archived === undefined && !leaving ? pods : 0,
    secrets: objects,
    ...Object.fromEntries(kinds.map((one) => [counted(one), objects * (timesObjects[one.kind] ?? 1)])),
    // What tenants publish goes through the Gateway.
    'services.loadbalancers': 0,
    'services.nodeports': 0,
  };
  new k8s.KubeResourceQuota(scope, `ResourceQuota-${namespace}`, {
    metadata: { name: `${platformPrefix}quota`, namespace, annotations: { ...keepAnnotations } },
    spec: { hard: amounts(hard) },
  });
  const { request, limit } = containerDefaults;
  new k8s.KubeLimitRange(scope, `LimitRange-${namespace}`, {
    metadata: { name: `${platformPrefix}limits`, namespace },
    spec: {
      limits: [
        {
          type: 'Container',
          defaultRequest: amounts(request),
          default: amounts(limit),
          max: amounts({ cpu: cpu * cpuBurst, memory: `${memory}Gi`, 'ephemeral-storage': `${disk}Gi` }),
        },
        { type: 'PersistentVolumeClaim', max: amounts({ storage: `${storage}Gi` }) },
      ],
    },
  });
}

/** Kinds that a quota counts by their own name; all others by count/: https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-on-object-count */
const byOwnName = ['configmaps', 'persistentvolumeclaims', 'services'];

function counted({ group, kind }: TenantKind): string {
  const resource = plural(kind);
  if (group !== '') return `count/${resource}.${group}`;
  return byOwnName.includes(resource) ? resource : `count/${resource}`;
}

function amounts(of: Readonly<Record<string, number | string>>): Record<string, k8s.Quantity> {
  return Object.fromEntries(
    Object.entries(of).map(([key, amount]) => [key, typeof amount === 'number' ? k8s.Quantity.fromNumber(amount) : k8s.Quantity.fromString(amount)]),
  );
}
