import { describe, expect, it } from 'vitest';
import { addresses } from '../../charts-ts/checks/reach/addresses.ts';
import { judgeOf } from '../../charts-ts/checks/reach/evaluate.ts';
import { objectText } from '../../charts-ts/kit/object.ts';
import { readFleet } from '../../scripts/lib/fleet.ts';
import { endsOf, reachable } from './lib/connections.ts';
import { resolving, withToken } from './lib/everybody.ts';
import { byThemselves, reasonsOf, wider } from './lib/known.ts';
import { mentioned } from './lib/mentioned.ts';
import { monitored } from './lib/monitored.ts';
import { judgedBy, missing, unexplained } from './lib/proof.ts';
import type { Reason } from './lib/reason.ts';
import { ofKind, sceneOf } from './lib/scene.ts';
import { calledByTheApiServer, routed, throughTheDoor } from './lib/served.ts';

const scenes = readFleet(process.cwd()).map((cluster) => {
  const scene = sceneOf(cluster);
  const ends = endsOf(scene.landscape);
  const declared: Readonly<Record<string, readonly Reason[]>> = {
    'what Prometheus reads': monitored(scene),
    'what routes lead to': routed(scene),
    'webhooks and aggregated APIs': calledByTheApiServer(scene),
    'the way in': throughTheDoor(scene, [...ends.keys()]),
    'addresses in arguments, variables and configuration': mentioned(scene),
    DNS: resolving(scene),
    'the API server, of whoever has a token': withToken(scene),
    'what programs do by themselves': reasonsOf(byThemselves, scene, true),
  };
  return { id: cluster.id, cluster, scene, ends, declared, all: Object.values(declared).flat(), wider: reasonsOf(wider, scene, false) };
});
type Proven = (typeof scenes)[number];

describe.each(scenes)('network policies of $id', ({ scene, ends, declared, ...proven }) => {
  it.each(Object.entries(declared))('allow %s', (_, reasons) => {
    expect(missing(scene.landscape, ends, reasons)).toEqual([]);
  });

  it('allow nothing else', () => {
    expect(unexplained(scene.landscape, [...proven.all, ...proven.wider])).toEqual([]);
  });

  it('isolate every pod of the platform in both directions', () => {
    const { workloads, judge, nodes, endOf } = scene.landscape;
    const open = workloads
      .filter(({ hostNetwork, by }) => !hostNetwork && by !== 'the cluster')
      .filter((workload) => judge(endOf(workload), nodes).egress.isolatedBy.length === 0 || judge(nodes, endOf(workload)).ingress.isolatedBy.length === 0);

    expect(open).toEqual([]);
  });

  it('are all needed: without any one of them something that must be allowed is not', () => {
    const objects = ofKind(scene, 'NetworkPolicy');
    const needless = objects.filter((left) => {
      // What it denies is told by the other claims, and where there are no pods nothing is needed.
      if (left.metadata.name === 'default-deny' || !scene.landscape.workloads.some(({ namespace }) => namespace === left.metadata.namespace)) return false;
      const judge = judgeOf(
        objects.filter((object) => object !== left),
        addresses(proven.cluster.config.network.pods),
      );
      return missing({ judge }, ends, proven.all).length === 0;
    });

    expect(needless.map(objectText)).toEqual([]);
  });
});

describe('the proof', () => {
  const named = (id: string): Proven => {
    const found = scenes.find((scene) => scene.id === id);
    if (found === undefined) throw new Error(`there is no cluster ${id}`);
    return found;
  };

  it('finds what is opened too widely, whom it names, and on which ports', () => {
    const { scene, all, wider: allowed, cluster } = named('lab/laptop');
    const opened = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'mistake', namespace: 'argocd' },
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'argocd-valkey' } },
        ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 6379 }] }],
      },
    };
    const judge = judgeOf([...scene.objects, opened], addresses(cluster.config.network.pods));

    expect(unexplained(judgedBy(scene.landscape, judge), [...all, ...allowed])).toEqual([
      'kube-system/dns to argocd/argocd-valkey on TCP 6379',
      'monitoring/prometheus to argocd/argocd-valkey on TCP 6379',
      'traefik/traefik to argocd/argocd-valkey on TCP 6379',
      'a tenant to argocd/argocd-valkey on TCP 6379',
    ]);
  });

  it('looks at connections of every kind, on some cluster', () => {
    const kinds = Object.keys(named('lab/laptop').declared);

    expect(kinds.filter((kind) => scenes.every(({ declared }) => !declared[kind]?.some(({ must }) => must)))).toEqual([]);
  });

  it.each([...byThemselves, ...wider].map((known) => ({ known, name: `${known.from} to ${known.to}: ${known.because}` })))(
    'keeps no reason that no cluster has: $name',
    ({ known }) => {
      const used = scenes.filter(({ scene }) => {
        const pairs = reasonsOf([known], scene, false);
        return reachable(scene.landscape).some(({ from, to }) => pairs.some((one) => one.from === from && one.to === to));
      });

      expect(used.map(({ id }) => id)).not.toEqual([]);
    },
  );
});
