import { type Ending, endsSoon } from '../../kit/ending.ts';
import type { Alert } from '../../kit/metrics.ts';

export const exceptionEnds = 'ExceptionEnds';

/** Of components that cannot tell by themselves: those that are there before Prometheus. */
export function endingAlerts(endings: readonly Ending[]): Alert[] {
  if (endings.length === 0) return [];
  return [
    {
      name: exceptionEnds,
      expression: endsSoon(endings.map(({ what, owner, until, key, daysBefore }) => ({ labels: { what, owner, until, key }, until, daysBefore }))),
      holds: '1h',
      severity: 'warning',
      summary: '{{ $labels.what }} is until {{ $labels.until }}, and does not end by itself',
      runbook: 'ask {{ $labels.owner }} whether it is mended; then remove it from {{ $labels.key }}, or date it again in a review',
    },
  ];
}
