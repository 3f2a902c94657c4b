import { describe, expect, it } from 'vitest';
import { kubernetesMinors } from '../../../charts-ts/config/facts.ts';
import { deploymentObject } from '../../support/fakes.ts';
import { buildPrograms } from '../support/programs.ts';
import { exceptions } from './exceptions/kube-score.ts';
import { type Finding, verdict } from './lib/findings.ts';
import { type Judged, judgedClusters } from './lib/objects.ts';
import { ask, folderOf, inFile } from './lib/run.ts';

interface Scored {
  readonly file_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string; readonly description: string }[] | null;
  }[];
}

/** The clusters of profile production: the others do without a second replica, to be small. */
const available = ['odc-noord/prod-1', 'production with everything'];

/** What kube-score calls all right; anything below is a finding. */
const allRight = 10;

/** kube-score looks at a whole cluster at once: which policy selects which pods, and which Service. */
describe('kube-score', async () => {
  const { 'kube-score': kubeScore } = await buildPrograms(['kube-score']);

  function judge(objects: readonly Judged[], more: readonly string[] = []): readonly Finding[] {
    const { folder, files } = folderOf(objects);
    const paths = [...files.keys()].map((path) => `${folder}/${path}`);
    const args = ['score', '--output-format', 'json', '--kubernetes-version', `v${kubernetesMinors[0]}`, ...more, ...paths];
    const scored = JSON.parse(ask(kubeScore, args)) as readonly Scored[];
    return scored.flatMap(({ file_name, checks }) =>
      checks
        .filter(({ skipped, grade }) => !skipped && grade < allRight)
        .map(({ check, comments }) => ({
          rule: check.id,
          judged: inFile(files, folder, file_name),
          message: (comments ?? []).map(({ path, summary }) => [path, summary].filter((part) => part !== '').join(': ')).join('; '),
        })),
    );
  }

  it('finds nothing that is not explained', () => {
    const findings = judgedClusters().flatMap(({ name, objects }) => judge(objects, available.includes(name) ? [] : ['--ignore-test', 'deployment-replicas']));

    expect(verdict(findings, exceptions)).toEqual({ unexplained: [], unneeded: [] });
  });

  it('finds a container without limits that runs an image of no version, and a Deployment that no network policy selects', () => {
    const bad = deploymentObject({ container: { image: 'registry.example.nl/web:latest', resources: {} } });
    const rules = judge([{ component: 'bad', object: bad }]).map(({ rule }) => rule);

    expect(rules).toEqual(expect.arrayContaining(['container-image-tag', 'container-resources', 'pod-networkpolicy']));
  });
});
