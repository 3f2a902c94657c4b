import { describe, expect, it } from 'vitest';
import { deploymentObject } from '../../support/fakes.ts';
import { checkov } from '../support/python.ts';
import { exceptions } from './exceptions/checkov.ts';
import { type Finding, verdict } from './lib/findings.ts';
import { distinct, type Judged, judgedClusters } from './lib/objects.ts';
import { ask, folderOf, inFile } from './lib/run.ts';

interface Answer {
  readonly results: {
    readonly failed_checks: readonly { readonly check_id: string; readonly check_name: string; readonly file_path: string }[];
    readonly passed_checks: readonly unknown[];
  };
  readonly summary: { readonly parsing_errors: number; readonly resource_count: number };
}

/** Checkov's checks of Kubernetes objects, offline. */
describe('checkov', () => {
  function judge(objects: readonly Judged[]): { readonly findings: readonly Finding[]; readonly summary: Answer['summary'] } {
    const { folder, files } = folderOf(objects);
    // Quiet would leave out what failed when nothing did.
    const args = ['--directory', folder, '--framework', 'kubernetes', '--skip-download', '--compact', '--output', 'json'];
    const { results, summary } = JSON.parse(ask(checkov(), args)) as Answer;
    const findings = results.failed_checks.map(({ check_id, check_name, file_path }) => ({
      rule: check_id,
      judged: inFile(files, folder, file_path),
      message: check_name,
    }));
    return { findings, summary };
  }

  it('finds nothing that is not explained', () => {
    const { findings, summary } = judge(distinct(judgedClusters()));

    expect(verdict(findings, exceptions)).toEqual({ unexplained: [], unneeded: [] });
    expect(summary.parsing_errors).toBe(0);
    expect(summary.resource_count).toBeGreaterThan(500);
  });

  it('finds a privileged container and a host path', () => {
    const pod = { volumes: [{ name: 'host', hostPath: { path: '/' } }], hostPID: true };
    const bad = deploymentObject({ container: { securityContext: { privileged: true } }, pod });
    const rules = judge([{ component: 'bad', object: bad }]).findings.map(({ rule }) => rule);

    expect(rules).toEqual(expect.arrayContaining(['CKV_K8S_16', 'CKV_K8S_17', 'CKV_K8S_23']));
  });
});
