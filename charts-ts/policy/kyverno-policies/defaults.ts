import type { Construct } from 'constructs';
import { dump } from 'js-yaml';
import { literal } from '../../kit/cel.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { dnsOf } from '../../kit/distribution.ts';
import { polder } from '../../kit/labels.ts';
import { pods } from '../../kit/network.ts';
import { resource, trackingId } from '../../kit/resource.ts';
import { namespacesOfTenants } from './match.ts';
import { objectName, type TenantPolicy } from './names.ts';
import type { Defaults } from './settings.ts';
import type { GeneratingPolicy, MutatingPolicy } from './types.ts';

/** What Git makes has what Git says; this is for what people make. */
const madeAtRunTime = { name: 'made-at-run-time', expression: `!(${literal(trackingId)} in object.metadata.?annotations.orValue({}))` };

interface Made {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: unknown;
}

/** The namespaces' defaults: each is put back when somebody takes it away, and stays when the policy goes. */
export function defaults(scope: Construct, cluster: ClusterContext, { podSecurity, networkPolicies, limits, quota }: Defaults): void {
  if (podSecurity !== 'off') podSecurityPolicy(scope, podSecurity);
  if (networkPolicies) generating(scope, 'tenant-network', [defaultDeny, allowDns(cluster)]);
  if (limits !== null) {
    const { request, limit } = limits;
    generating(scope, 'tenant-limits', [
      {
        apiVersion: 'v1',
        kind: 'LimitRange',
        metadata: { name: 'polder-limits' },
        spec: { limits: [{ type: 'Container', default: limit, defaultRequest: request }] },
      },
    ]);
  }
  if (quota !== null) {
    const hard = { pods: String(quota.pods), 'requests.cpu': quota.cpu, 'requests.memory': quota.memory };
    generating(scope, 'tenant-quota', [{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'polder-quota' }, spec: { hard } }]);
  }
}

const networkPolicy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };

const defaultDeny: Made = { ...networkPolicy, metadata: { name: 'polder-default-deny' }, spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } };

function allowDns(cluster: ClusterContext): Made {
  const { namespace, podLabels, port } = dnsOf(cluster);
  const ports = ['UDP', 'TCP'].map((protocol) => ({ port, protocol }));
  return {
    ...networkPolicy,
    metadata: { name: 'polder-allow-dns' },
    spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: pods(namespace, podLabels), ports }] },
  };
}

function generating(scope: Construct, name: TenantPolicy, objects: readonly Made[]): void {
  resource<GeneratingPolicy>(scope, {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'GeneratingPolicy',
    metadata: { name: objectName(name) },
    spec: {
      evaluation: {
        admission: { enabled: true },
        generateExisting: { enabled: true },
        orphanDownstreamOnPolicyDelete: { enabled: true },
        skipBackgroundRequests: true,
        synchronize: { enabled: true },
      },
      matchConstraints: namespacesOfTenants,
      matchConditions: [madeAtRunTime],
      generate: objects.map((object) => ({ template: { value: dump(inNamespace(object)), interpolate: 'cel' } })),
    },
  });
}

function inNamespace({ metadata, ...rest }: Made): object {
  return { ...rest, metadata: { ...metadata, namespace: '(( object.metadata.name ))', labels: { 'app.kubernetes.io/part-of': 'polder' } } };
}

/** A level that the namespace does not name is the one of the API server's own configuration, mostly privileged. */
function podSecurityPolicy(scope: Construct, level: 'restricted' | 'baseline'): void {
  const label = 'pod-security.kubernetes.io/enforce';
  const add = (key: string, value: string) =>
    `JSONPatch{op: 'add', path: ${literal(`/metadata/labels/${key.replaceAll('/', '~1')}`)}, value: ${literal(value)}}`;
  resource<MutatingPolicy>(scope, {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'MutatingPolicy',
    metadata: { name: objectName('tenant-pod-security') },
    spec: {
      failurePolicy: 'Fail',
      reinvocationPolicy: 'Never',
      evaluation: { admission: { enabled: true }, mutateExisting: { enabled: false } },
      matchConstraints: namespacesOfTenants,
      matchConditions: [
        { name: 'is-of-a-tenant', expression: `${literal(polder.tenant)} in object.metadata.?labels.orValue({})` },
        { name: 'names-no-level', expression: `!(${literal(label)} in object.metadata.?labels.orValue({}))` },
      ],
      mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: `[${add(label, level)}, ${add(`${label}-version`, 'latest')}]` } }],
    },
  });
}
