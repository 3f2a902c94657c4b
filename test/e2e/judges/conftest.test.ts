import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../charts-ts/catalogue.ts';
import type { AnyComponent } from '../../../charts-ts/kit/component.ts';
import { clusterKinds } from '../../../charts-ts/kit/object.ts';
import { deploymentObject, object } from '../../support/fakes.ts';
import { buildPrograms } from '../support/programs.ts';
import { exceptions } from './exceptions/conftest.ts';
import { type Finding, verdict } from './lib/findings.ts';
import { distinct, type Judged, judgedClusters } from './lib/objects.ts';
import { ask, folderOf, inFile } from './lib/run.ts';

interface Failure {
  readonly msg: string;
  readonly metadata?: { readonly rule?: string; readonly file?: string };
}

type Answer = readonly { readonly filename: string; readonly successes: number; readonly failures?: readonly Failure[] }[];

const rules = join(import.meta.dirname, 'rego');

/** Our own rules, in the language of Open Policy Agent: what MijnBureau's conftest rules ask of its charts, and more. */
describe('conftest', async () => {
  const { conftest } = await buildPrograms(['conftest']);

  /** By `rego` package: `main` sees one object at a time, `cluster` all at once. */
  function judge(objects: readonly Judged[], namespace: 'main' | 'cluster'): readonly Finding[] {
    const { folder, files } = folderOf(objects);
    const data = join(folder, 'data.json');
    writeFileSync(data, JSON.stringify({ clusterKinds: kindsWithoutNamespace() }));
    const combine = namespace === 'cluster' ? ['--combine'] : [];
    const paths = [...files.keys()].map((path) => `${folder}/${path}`);
    const args = ['test', '--policy', rules, '--data', data, '--namespace', namespace, '--output', 'json', ...combine, ...paths];
    return (JSON.parse(ask(conftest, args)) as Answer).flatMap(({ filename, failures = [] }) =>
      failures.map(({ msg, metadata }) => ({ rule: metadata?.rule ?? '', judged: inFile(files, folder, metadata?.file ?? filename), message: msg })),
    );
  }

  it('finds nothing that is not explained', () => {
    const clusters = judgedClusters();
    const findings = [...judge(distinct(clusters), 'main'), ...clusters.flatMap(({ objects }) => judge(objects, 'cluster'))];

    expect(verdict(findings, exceptions)).toEqual({ unexplained: [], unneeded: [] });
  });

  it('finds each mistake that it has a rule for', () => {
    const pod = {
      hostNetwork: true,
      volumes: [
        { name: 'host', hostPath: { path: '/' } },
        { name: 'room', emptyDir: {} },
      ],
    };
    const bad = [
      deploymentObject({ container: { image: 'registry.example.nl/web', resources: {} }, pod }),
      object('v1', 'Secret', 'login', { data: { password: 'aGVsbG8=' } }),
      object('v1', 'Namespace', 'apps', {}, 'elsewhere'),
      object('v1', 'Service', 'web', { spec: { externalIPs: ['192.0.2.1'] } }, 'apps'),
    ].map((one) => ({ component: 'bad', object: one }));

    expect([...new Set(judge(bad, 'main').map(({ rule }) => rule))].sort()).toEqual([
      'bounded-empty-dir',
      'capabilities',
      'host',
      'labels',
      'namespace',
      'no-external-ips',
      'no-host-path',
      'no-latest',
      'no-privileged',
      'no-secret-data',
      'non-root',
      'own-account',
      'read-only-root',
      'requests-and-limits',
      'seccomp',
    ]);
  });

  it('finds a token without rights, rights of nobody, and an open namespace', () => {
    const subjects = [{ kind: 'ServiceAccount', name: 'ghost', namespace: 'apps' }];
    const bad = [
      deploymentObject({ pod: { serviceAccountName: 'web' } }),
      object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'ghost', { subjects }),
      object('v1', 'Namespace', 'apps'),
    ].map((one) => ({ component: 'bad', object: one }));

    expect(
      judge(bad, 'cluster')
        .map(({ rule, judged }) => `${rule} ${judged.object.kind}`)
        .sort(),
    ).toEqual(['default-deny Namespace', 'rights-without-pods ClusterRoleBinding', 'token-without-rights Deployment']);
  });
});

/** Kinds without a namespace, as `<group>/<Kind>`. */
function kindsWithoutNamespace(): readonly string[] {
  const custom = catalogue.flatMap(({ crds }: AnyComponent) => crds.flatMap(({ kinds }) => Object.entries(kinds)));
  return [
    ...Object.entries(clusterKinds).map(([kind, group]) => `${group}/${kind}`),
    'security.openshift.io/SecurityContextConstraints',
    ...custom.flatMap(([kind, scope]) => (scope === 'Cluster' ? [kind] : [])),
  ];
}
