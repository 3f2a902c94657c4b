import { type Chosen, type ClusterContext, plannedFor } from './component.ts';
import type { Alert } from './metrics.ts';

/** What people let hold until a day. Generate has no clock, so that it gives the same on every day: Prometheus tells when the day comes. */
export interface Ending {
  /** What it is, such as: the exemption of shop from no-latest. */
  readonly what: string;
  readonly owner: string;
  readonly until: string;
  /** The key in cluster.yaml that people remove. */
  readonly key: string;
  /** How many days before the day somebody is told; below zero: after it. */
  readonly daysBefore: number;
}

/** All endings that nothing but an alert minds, of the chosen components. */
export function endingsOf(platform: readonly Chosen[], cluster: ClusterContext): Ending[] {
  return platform.flatMap((one) => one.component.endings?.(plannedFor(one, cluster)) ?? []);
}

/** True for each of these from some days before the day that it ends on, with labels that say which it is. The clock is Prometheus' own. */
export function endsSoon(
  endings: readonly { readonly labels: Readonly<Record<string, string>>; readonly until: string; readonly daysBefore: number }[],
): Alert['expression'] {
  return endings
    .map(({ labels, until, daysBefore }) => {
      const from = Date.parse(startOf(until)) / 1000 - daysBefore * 24 * 3600;
      return Object.entries(labels).reduce(
        (expression, [label, value]) => `label_replace(${expression}, ${JSON.stringify(label)}, ${JSON.stringify(value.replaceAll('$', '$$$$'))}, "", "")`,
        `(vector(time()) > ${from})`,
      );
    })
    .join(' or ');
}

/** The moment at which a day begins, as RFC 3339 writes it. */
export function startOf(day: string): string {
  return `${day}T00:00:00Z`;
}
