import type { Alert } from '../../kit/metrics.ts';
import { name, namespace } from './names.ts';

const own = `namespace="${namespace}",job="${name}"`;

/** Metric names: pkg/extensions/monitoring/extension.go of zot v2.1.20. A volume that fills up is told by the component cluster-rules. */
export function zotAlerts(pulledBySelf: boolean): readonly Alert[] {
  return [
    {
      name: 'ZotDown',
      expression: `absent(up{${own}} == 1)`,
      holds: '10m',
      severity: pulledBySelf ? 'critical' : 'warning',
      summary: 'The registry does not answer: images are neither pulled from it nor pushed',
      runbook: `kubectl -n ${namespace} describe pod ${name}-0, then its log; with a login it does not start without the identity provider; docs/registry.md tells of the seed`,
    },
    {
      name: 'ZotErrors',
      expression: `sum(rate(zot_http_requests_total{${own},code=~"5.."}[15m])) / sum(rate(zot_http_requests_total{${own}}[15m])) > 0.05`,
      holds: '15m',
      severity: 'warning',
      summary: 'More than 1 in 20 answers of the registry are errors',
      runbook: `kubectl -n ${namespace} logs ${name}-0: look for "level":"error"; a full volume, or an upstream registry that does not answer`,
    },
    {
      name: 'ZotGarbageStays',
      expression: `sum(increase(zot_gc_runs_total{${own},error="true"}[2d])) > 0 unless sum(increase(zot_gc_runs_total{${own},error="false"}[2d])) > 0`,
      holds: '1h',
      severity: 'warning',
      summary: 'The registry has thrown nothing away for two days: its garbage collection fails',
      runbook: `kubectl -n ${namespace} logs ${name}-0 | grep gc; a repository that it cannot read: docs/registry.md, "A broken repository"`,
    },
  ];
}
