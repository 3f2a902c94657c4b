import { describe, expect, it } from 'vitest';
import { deploymentObject } from '../../support/fakes.ts';
import { buildPrograms } from '../support/programs.ts';
import { exceptions, unrestricted } from './exceptions/pod-security.ts';
import { type Finding, nameOf, verdict } from './lib/findings.ts';
import { judgedClusters } from './lib/objects.ts';
import { enforceLabel, type JudgedPod, judgedPods } from './lib/pods.ts';
import { ask } from './lib/run.ts';

interface Answer {
  readonly name: string;
  readonly check: string;
  readonly detail: string;
}

/** Kubernetes' own evaluator of the Pod Security Standards, for pods as they are generated. */
describe('pod security', async () => {
  const { 'pod-security': evaluator } = await buildPrograms(['pod-security']);
  const clusters = judgedClusters();
  const pods = clusters.flatMap(({ objects }) => judgedPods(objects));

  function judge(some: readonly JudgedPod[], level: (pod: JudgedPod) => string): readonly Finding[] {
    const input = JSON.stringify(some.map((pod, index) => ({ name: String(index), level: level(pod), pod: pod.template })));
    return (JSON.parse(ask(evaluator, [], { input, fine: [0] })) as readonly Answer[]).flatMap(({ name, check, detail }) => {
      const judged = some[Number(name)]?.judged;
      return judged === undefined ? [] : [{ rule: check, judged, message: detail }];
    });
  }

  it('has nothing against any pod at the level that its namespace enforces', () => {
    expect(judge(pods, ({ level }) => level).map(({ judged, rule, message }) => `${nameOf(judged)}: ${rule}: ${message}`)).toEqual([]);
    expect(pods.length).toBeGreaterThan(100);
  });

  it('is asked for restricted by every namespace, but for those that are counted', () => {
    const namespaces = clusters.flatMap(({ objects }) => objects.filter(({ object }) => object.kind === 'Namespace'));
    const others = namespaces.filter(({ object }) => object.metadata.labels?.[enforceLabel] !== 'restricted').map(({ object }) => object.metadata.name);

    expect([...new Set(others)].sort()).toEqual(Object.keys(unrestricted).sort());
  });

  it('has nothing against the pods of those at the level restricted either, but what their objects state', () => {
    expect(
      verdict(
        judge(pods, () => 'restricted'),
        exceptions,
      ),
    ).toEqual({ unexplained: [], unneeded: [] });
  });

  it('finds a privileged pod at the level baseline, and a plain one at the level restricted', () => {
    const of = (object: ReturnType<typeof deploymentObject>) => judgedPods([{ component: 'bad', object }]);
    const privileged = of(deploymentObject({ container: { securityContext: { privileged: true } } }));

    expect(judge(privileged, () => 'baseline').map(({ rule }) => rule)).toEqual(['privileged']);
    expect(judge(of(deploymentObject()), () => 'baseline')).toEqual([]);
    expect(judge(of(deploymentObject()), () => 'restricted').map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['allowPrivilegeEscalation != false', 'unrestricted capabilities', 'runAsNonRoot != true', 'seccompProfile']),
    );
  });
});
