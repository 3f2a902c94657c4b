import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { LabelSelector } from '../../kit/admission.ts';
import type { Chosen } from '../../kit/component.ts';
import { polder } from '../../kit/labels.ts';
import type { KyvernoConfig } from './config.ts';
import { configMaps, name, namespace } from './names.ts';

interface Filter {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The keys of ConfigMap `kyverno`: https://kyverno.io/docs/installation/customization/#configmap-keys */
interface Settings {
  readonly excludeGroups: readonly string[];
  readonly filters: readonly Filter[];
  readonly webhooks: { readonly namespaceSelector: LabelSelector };
}

/**
 * Namespaces where nothing waits for Kyverno: its own, those of the components that it stands on, and others: the cluster provider's, and
 * those that bring it back (Argo CD, the registry, the Gateway before it). So Kyverno that is down keeps nobody from mending it.
 */
export function unguarded(config: KyvernoConfig, platform: readonly Chosen[], others: readonly (string | undefined)[]): string[] {
  const closure = platform.find(({ component }) => component.name === name)?.closure ?? new Set<string>();
  const below = platform.filter(({ component }) => closure.has(component.name)).map(({ component }) => component.namespace.name);
  const known = others.filter((other) => other !== undefined);
  return [...new Set([...config.unguardedNamespaces, namespace, ...below, ...known])].sort();
}

/** What the programs read at run time, and again when it changes. */
export function settings(scope: Construct, config: KyvernoConfig, namespaces: readonly string[], prefixes: readonly string[]): void {
  const everything = [...namespaces, ...prefixes.map((prefix) => `${prefix}*`)].map((one) => ({ kind: '*/*', namespace: one, name: '*' }));
  configMap(scope, configMaps.settings, {
    ...text({
      // Kubelets, which tell of pods that are there already.
      excludeGroups: ['system:nodes'],
      filters: [...everything, { kind: 'Event', namespace: '*', name: '*' }, ...config.filters],
      webhooks: {
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: namespaces },
            // Drivers of storage and networks: a node is not ready without them.
            { key: polder.layer, operator: 'NotIn', values: ['system'] },
          ],
        },
      },
    }),
    // Selectors of namespaces know no beginnings of names; a request for what has no namespace has no such field.
    ...(prefixes.length === 0
      ? {}
      : {
          matchConditions: JSON.stringify(
            prefixes.map((prefix) => ({
              name: `not-${prefix.replace(/-$/, '')}`,
              expression: `!has(request.namespace) || !request.namespace.startsWith('${prefix}')`,
            })),
          ),
        }),
    generateSuccessEvents: 'false',
  });
  configMap(scope, configMaps.metrics, { metricsExposure: JSON.stringify(exposure), namespaces: JSON.stringify({ exclude: [], include: [] }) });
}

function text({ excludeGroups, filters, webhooks }: Settings): Readonly<Record<string, string>> {
  return {
    excludeGroups: excludeGroups.join(','),
    resourceFilters: filters.map((filter) => `[${filter.kind},${filter.namespace},${filter.name}]`).join(' '),
    webhooks: JSON.stringify(webhooks),
  };
}

/** Of durations neither namespace nor operation is asked, and they have a series for each bucket; of results both are. */
const exposure = Object.fromEntries(
  [
    'kyverno_image_validating_policy_execution_duration_seconds',
    'kyverno_generating_policy_execution_duration_seconds',
    'kyverno_mutating_policy_execution_duration_seconds',
    'kyverno_validating_policy_execution_duration_seconds',
    'kyverno_admission_review_duration_seconds',
  ].map((metric) => [
    metric,
    { disabledLabelDimensions: ['resource_namespace', 'resource_request_operation'], bucketBoundaries: [0.05, 0.1, 0.5, 1, 2.5, 5, 10] },
  ]),
);

function configMap(scope: Construct, configMapName: string, data: Readonly<Record<string, string>>): void {
  new k8s.KubeConfigMap(scope, `ConfigMap-${configMapName}`, { metadata: { name: configMapName }, data });
}
