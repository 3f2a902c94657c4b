import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { renderVariants } from '../support/profiles.ts';
import { containerArguments, type Workload } from './support/arguments.ts';
import { type Binary, buildPrograms, hasBinary } from './support/programs.ts';

/** A program, and the workload whose arguments it is given. */
interface Flagged {
  readonly binary: Binary;
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly workload: string;
  readonly container?: string;
  /** Words before the flags, where the image's entrypoint has them. */
  readonly command?: readonly string[];
  /** Flags that only the pinned release knows, where the newest that builds is older: by their beginning. */
  readonly newer?: readonly string[];
}

// Not Traefik: before its help it reads no flag. clusters.test.ts runs it with its own.
const programs: readonly Flagged[] = [
  { binary: 'blackbox-exporter', kind: 'Deployment', workload: 'blackbox-exporter' },
  { binary: 'cloudnative-pg', kind: 'Deployment', workload: 'cloudnative-pg' },
  { binary: 'kube-state-metrics', kind: 'Deployment', workload: 'kube-state-metrics' },
  { binary: 'local-path-provisioner', kind: 'Deployment', workload: 'local-path', newer: ['--health-port'] },
  { binary: 'metallb-controller', kind: 'Deployment', workload: 'metallb-controller', newer: ['--health-probe-port'] },
  { binary: 'metrics-server', kind: 'Deployment', workload: 'metrics-server' },
  { binary: 'node-exporter', kind: 'DaemonSet', workload: 'node-exporter' },
  { binary: 'perses', kind: 'Deployment', workload: 'perses' },
  { binary: 'prometheus-operator', kind: 'Deployment', workload: 'prometheus-operator' },
  { binary: 'snapshot-controller', kind: 'Deployment', workload: 'snapshot-controller' },
  { binary: 'trust-manager', kind: 'Deployment', workload: 'trust-manager' },
  { binary: 'victoria-logs', kind: 'StatefulSet', workload: 'victoria-logs' },
];

/** What Go's flag packages say of a flag that they do not know: flag, pflag and cobra, kingpin, and go-flags. */
const refusal = /flag provided but not defined|unknown (long |shorthand )?flag|unknown flag|unexpected argument|unknown command/;
const binaries = await buildPrograms();
const workloads = renderVariants().map(({ variant, built }) => [variant, built.flatMap(({ objects }) => objects)] as const);

describe.each(programs.filter(({ binary }) => hasBinary(binary)))('$binary', ({ binary, kind, workload, container, command = [], newer = [] }) => {
  const cases = workloads.flatMap(([variant, objects]) => {
    const found = objects.find((object) => object.kind === kind && object.metadata.name === workload);
    return found === undefined ? [] : [[variant, argumentsOf(found)] as const];
  });

  function argumentsOf(object: KubeObject): string[] {
    return containerArguments(object as unknown as Workload, container).filter((argument) => !newer.some((start) => argument.startsWith(start)));
  }

  it('stands in at least one example cluster', () => {
    expect(cases).not.toEqual([]);
  });

  it.each(cases)('knows each flag that it is given: %s', (_, args) => {
    expect(said(binary, [...command, ...args, '--help'])).not.toMatch(refusal);
  });

  it('would refuse a flag that it does not know', () => {
    const [, args] = cases[0] ?? [];
    expect(said(binary, [...command, ...(args ?? []), '--no-such-flag', '--help'])).toMatch(refusal);
  });
});

function said(binary: Binary, args: readonly string[]): string {
  const { stdout, stderr, status, error } = spawnSync(binaries[binary], args, { encoding: 'utf8', timeout: 20_000, env: { PATH: process.env['PATH'] } });
  if (error !== undefined) throw error;
  // CloudNativePG's manager keeps silent, and fails.
  if (`${stdout}${stderr}`.trim() === '' && status !== 0) return 'unknown flag';
  // A usage text may speak of unknown flags itself: what refuses is said first.
  return `${stderr}\n${stdout}`.split('\n').slice(0, 20).join('\n');
}

// Said, so that nobody takes what was left out for what holds.
describe.each(programs.filter(({ binary }) => !hasBinary(binary)))('$binary', () => {
  it.skip('was not built: the time for building was over', () => {});
});
