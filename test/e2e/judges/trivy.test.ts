import { describe, expect, it } from 'vitest';
import { deploymentObject } from '../../support/fakes.ts';
import { buildPrograms } from '../support/programs.ts';
import { exceptions } from './exceptions/trivy.ts';
import { type Finding, verdict } from './lib/findings.ts';
import { distinct, type Judged, judgedClusters } from './lib/objects.ts';
import { ask, folderOf, inFile } from './lib/run.ts';

interface Answer {
  readonly rule: string;
  readonly title: string;
  readonly severity: string;
  readonly file: string;
  readonly message: string;
}

/** Trivy's checks of Kubernetes objects, as `trivy config` runs them. */
describe('trivy', async () => {
  const { 'trivy-config': trivy } = await buildPrograms(['trivy-config']);

  function judge(objects: readonly Judged[]): readonly Finding[] {
    const { folder, files } = folderOf(objects);
    const answers = JSON.parse(ask(trivy, [folder], { fine: [0] })) as readonly Answer[];
    return answers.map(({ rule, title, severity, file, message }) => ({
      rule,
      judged: inFile(files, folder, file),
      message: `${severity}: ${title}: ${message}`,
    }));
  }

  it('finds nothing that is not explained', () => {
    expect(verdict(judge(distinct(judgedClusters())), exceptions)).toEqual({ unexplained: [], unneeded: [] });
  });

  it('finds a privileged container that runs as root', () => {
    const bad = deploymentObject({ container: { securityContext: { privileged: true, runAsUser: 0 } } });
    const rules = judge([{ component: 'bad', object: bad }]).map(({ rule }) => rule);

    // https://avd.aquasec.com/misconfig/kubernetes/
    expect(rules).toEqual(expect.arrayContaining(['KSV-0017', 'KSV-0105', 'KSV-0014', 'KSV-0001']));
  });
});
