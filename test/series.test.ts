import { describe, expect, it } from 'vitest';
import { opencost } from '../charts-ts/cost/opencost/index.ts';
import type { AnyComponent } from '../charts-ts/kit/component.ts';
import { isReserved, openSelectors } from '../charts-ts/kit/series.ts';
import { kubeStateMetrics } from '../charts-ts/observability/kube-state-metrics/index.ts';
import { nodeExporter } from '../charts-ts/observability/node-exporter/index.ts';
import { descheduler } from '../charts-ts/scaling/descheduler/index.ts';
import { keda } from '../charts-ts/scaling/keda/index.ts';
import { externalSecrets } from '../charts-ts/secrets/external-secrets/index.ts';
import { trivyOperator } from '../charts-ts/security/trivy-operator/index.ts';
import { componentRules, ruleName, rulesOf } from './rules/lib/rules.ts';
import { renderAlone } from './support/alone.ts';

const every = componentRules().flatMap(({ file }) => rulesOf(file));

/** They ask the same of each namespace, and answer for each by itself: what a tenant's series make fire, its own people are told. */
const ofEachNamespace = [
  'PostgresArchivingFails',
  'PostgresConnectionsRunOut',
  'PostgresReplicaLags',
  'PostgresReplicationBroken',
  'PostgresTransactionIdsRunOut',
  'TargetDown',
];

const aggregation = /\b(?:avg|bottomk|count|count_values|group|max|min|quantile|stddev|stdvar|sum|topk)\s*(?:(by|without)\s*\(([^)]*)\)\s*)?\(/gi;

describe('what the platform tells', () => {
  it('is told by no series that a tenant can make, but in rules that answer for each namespace by itself', () => {
    const open = every.filter(({ expr }) => openSelectors(expr).length > 0);

    expect([...new Set(open.map(ruleName))].sort()).toEqual(ofEachNamespace);
  });

  it.each(ofEachNamespace)('%s says of which namespace it is', (name) => {
    for (const { expr } of every.filter((rule) => ruleName(rule) === name)) {
      expect(expr).not.toMatch(/\b(absent|absent_over_time|scalar|vector|label_replace|label_join)\s*\(/);
      for (const [, way, labels = ''] of expr.matchAll(aggregation)) expect([way, labels.split(/,\s*/).includes('namespace')], expr).toEqual(['by', true]);
    }
  });

  it('is recorded under names that no tenant may take', () => {
    expect(every.filter((rule) => 'record' in rule && !isReserved(ruleName(rule))).map(ruleName)).toEqual([]);
  });

  // What keeps the labels of what it tells of, and node-exporter: Prometheus must let these names pass.
  it.each([kubeStateMetrics, nodeExporter, opencost, trivyOperator, externalSecrets, keda, descheduler] as readonly AnyComponent[])(
    'is believed of $name',
    (component) => {
      const { objects } = renderAlone(component, { components: { 'prometheus-operator': { enabled: true } } }).built;
      const classes = objects
        .filter(({ kind }) => ['PodMonitor', 'ServiceMonitor'].includes(kind))
        .map((object) => (object['spec'] as { scrapeClass?: string }).scrapeClass);

      expect(classes).toContain('cluster');
    },
  );
});
