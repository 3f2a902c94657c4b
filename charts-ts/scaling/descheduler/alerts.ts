import type { Alert } from '../../kit/metrics.ts';

const job = 'job="descheduler"';

/** Metric names: metrics/metrics.go of v0.36.0. `result` is success, or what went wrong in words. */
export function deschedulerAlerts(intervalMinutes: number): readonly Alert[] {
  return [
    {
      name: 'DeschedulerDown',
      expression: `absent(up{${job}} == 1)`,
      holds: '30m',
      severity: 'warning',
      summary: 'The descheduler does not answer: pods stay where they are',
      runbook: 'kubectl -n descheduler describe deploy descheduler, then its log: a policy that it cannot read ends it at once',
    },
    {
      name: 'DeschedulerStandsStill',
      expression: `increase(descheduler_loop_duration_seconds_count{${job}}[${4 * intervalMinutes}m]) == 0`,
      holds: '15m',
      severity: 'warning',
      summary: 'The descheduler has not looked at the nodes for a long time',
      runbook: 'kubectl -n descheduler logs deploy/descheduler: does it wait for the API server, or for fewer than two nodes that are ready?',
    },
    {
      name: 'DeschedulerEvictionsFail',
      expression: `sum by (namespace) (increase(descheduler_pods_evicted_total{${job},result!="success",result!~".*maximum number.*"}[1h])) > 10`,
      holds: '30m',
      severity: 'warning',
      summary: 'Pods of {{ $labels.namespace }} cannot be evicted, hour after hour',
      runbook: 'kubectl -n {{ $labels.namespace }} get pdb: one that allows no disruption also stops the drain of a node',
    },
    {
      name: 'DeschedulerEvictsAgainAndAgain',
      expression: `sum by (namespace, strategy) (increase(descheduler_pods_evicted_total{${job},result="success"}[6h])) > 50`,
      holds: '1h',
      severity: 'warning',
      summary: 'Pods of {{ $labels.namespace }} are evicted and come back to the same nodes ({{ $labels.strategy }})',
      runbook: 'turn that strategy off in components.descheduler (docs/scaling.md); the scheduler and the descheduler do not agree on where they belong',
    },
  ];
}
