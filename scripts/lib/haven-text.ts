import type { Judged, Verdict } from './haven.ts';

/** What a run of `npm run haven` tells. */
export interface HavenReport {
  readonly cluster: string;
  /** By what was told of the cluster. */
  readonly checks: readonly Judged[];
  /** By what is there, and where that differs from what was told. */
  readonly live?: { readonly checks: readonly Judged[]; readonly differences: readonly string[] };
}

const verdicts: readonly Verdict[] = ['met by the stack', 'met by the facts', 'met by the cluster', 'not met', 'unknown'];

/** The report for people. It never says that a cluster complies: only the checker does. */
export function havenText({ cluster, checks, live }: HavenReport): string {
  return [
    `${cluster}, by what is told of it`,
    ...checks.map(line),
    ...(live === undefined ? [] : ['', `${cluster}, as it runs`, ...live.checks.map(line), '', ...told(live.differences)]),
    '',
    summary(live?.checks ?? checks),
    'Only the Haven Compliancy Checker says whether a cluster complies: docs/haven.md',
    '',
  ].join('\n');
}

function line({ check, label, verdict, why, todo }: Judged): string {
  return [`  ${verdict.padEnd(18)}  ${check}: ${label}`, `${' '.repeat(22)}${why}`, ...(todo === undefined ? [] : [`${' '.repeat(22)}to do: ${todo}`])].join(
    '\n',
  );
}

function told(differences: readonly string[]): string[] {
  return differences.length === 0 ? ['What is told of it is so.'] : ['What is told of it is not so:', ...differences.map((one) => `  ${one}`)];
}

function summary(checks: readonly Judged[]): string {
  const required = checks.filter((one) => one.required);
  const counts = verdicts.map((verdict) => ({ verdict, count: required.filter((one) => one.verdict === verdict).length })).filter(({ count }) => count > 0);
  return `${required.length} required checks: ${counts.map(({ verdict, count }) => `${count} ${verdict}`).join(', ')}`;
}
