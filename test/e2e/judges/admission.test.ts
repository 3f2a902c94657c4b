import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploymentObject } from '../../support/fakes.ts';
import { type Kubectl, kubectlFor } from '../policies/requests.ts';
import { type ControlPlane, startControlPlane } from '../support/control-plane.ts';
import { buildPrograms } from '../support/programs.ts';
import { sandboxFolder } from '../support/sandbox.ts';
import { warnings } from './exceptions/admission.ts';
import { type Judged, judgedClusters } from './lib/objects.ts';
import { type JudgedPod, judgedPods } from './lib/pods.ts';

/** Pod Security Admission itself: each pod as it is generated, in its namespace as it is generated, sent to a real API server. */
describe('the real admission', () => {
  const clusters = judgedClusters();
  const given = new Set<string>();
  let cluster: ControlPlane;
  let kubectl: Kubectl;

  beforeAll(async () => {
    const binaries = await buildPrograms(['kubernetes', 'etcd', 'kwok']);
    cluster = await startControlPlane({ binaries, folder: join(sandboxFolder(), 'admission') });
    kubectl = kubectlFor(binaries.kubectl, cluster.kubeconfig);
    const all = clusters.flatMap(({ objects }) => objects.map(({ object }) => object));
    // Namespaces first, then what pods cannot be made without.
    await apply(all.filter(({ kind }) => kind === 'Namespace'));
    await apply(all.filter(({ kind }) => kind === 'ServiceAccount' || kind === 'PriorityClass' || kind === 'LimitRange'));
  });

  afterAll(() => cluster?.stop());

  it.each(clusters.map(({ name, objects }) => [name, judgedPods(objects)] as const))(
    'takes every pod of %s, without an unexplained warning',
    async (_, pods) => {
      const { errors, output } = await create(pods);
      const lines = errors.split('\n').filter((line) => line !== '');
      for (const line of lines) given.add(line.replace(/^Warning: /, ''));

      expect(lines.filter((line) => warnings[line.replace(/^Warning: /, '')] === undefined)).toEqual([]);
      expect(output.trim().split('\n').length).toBe(pods.length);
    },
  );

  it('has no exception that no pod needs any more', () => {
    expect(Object.keys(warnings).filter((warning) => !given.has(warning))).toEqual([]);
  });

  it('refuses a pod without the settings of restricted, where the namespace asks for them', async () => {
    const namespace = 'cert-manager';
    const { metadata, ...rest } = deploymentObject({ pod: { serviceAccountName: 'cert-manager' } });
    const answer = await create(judgedPods([{ component: 'bad', object: { ...rest, metadata: { ...metadata, namespace } } } as Judged]));

    expect(answer.errors).toMatch(/pods "web-0" is forbidden: violates PodSecurity "restricted:\S+"/);
  });

  async function apply(objects: readonly object[]): Promise<void> {
    const { ok, errors } = await kubectl(['apply', '--server-side', '--force-conflicts', '--filename', '-'], list(objects));
    if (!ok) throw new Error(errors);
  }

  /** What the API server says of these pods, without making any. */
  function create(pods: readonly JudgedPod[]) {
    const objects = pods.map(({ judged, template }, index) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...template.metadata, name: `${judged.object.metadata.name}-${index}`, namespace: judged.object.metadata.namespace },
      spec: template.spec,
    }));
    return kubectl(['create', '--dry-run=server', '--validate=strict', '--filename', '-'], list(objects));
  }
});

function list(objects: readonly object[]): object {
  return { apiVersion: 'v1', kind: 'List', items: objects };
}
