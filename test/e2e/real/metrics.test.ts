import { beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { readyPod } from './pods.ts';
import { type Running, running } from './running.ts';

interface Target {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: string;
  readonly lastError: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface RuleGroup {
  readonly name: string;
  readonly rules: readonly { readonly name: string; readonly type: string; readonly health: string; readonly lastError?: string; readonly state?: string }[];
}

/** MetalLB 0.15 shows its metrics without TLS, which the catalogue's release has; images/recipes.ts says why it is older. */
const isWithoutTls = ({ scrapePool, lastError }: Target) =>
  scrapePool.startsWith('serviceMonitor/metallb-system/') && lastError.endsWith('server gave HTTP response to HTTPS client');

describe('Prometheus in its pod', () => {
  let world: Running;
  let address: string;

  beforeAll(async () => {
    world = await running();
    const pod = await readyPod(world.cluster, 'monitoring', 'app.kubernetes.io/name=prometheus');
    address = `http://${pod.status.podIP}:9090`;
  });

  const ask = async <T>(path: string): Promise<T> => ((await (await fetch(`${address}/api/v1/${path}`)).json()) as { readonly data: T }).data;

  /** Those of pods that only pretend answer nobody. */
  const targets = async () => {
    const { activeTargets } = await ask<{ readonly activeTargets: readonly Target[] }>('targets?state=active');
    return activeTargets.filter(({ scrapeUrl }) => !world.isPretended(new URL(scrapeUrl).hostname));
  };

  it('finds every target up that a real pod answers for', async () => {
    await waitFor(
      'every target to be up',
      async () => {
        const found = await targets();
        return found.length > 20 && found.every((target) => target.health === 'up' || isWithoutTls(target));
      },
      {
        seconds: 180,
        everyMilliseconds: 3000,
        explain: async () =>
          (await targets())
            .filter((target) => target.health !== 'up' && !isWithoutTls(target))
            .map(({ scrapePool, scrapeUrl, lastError }) => `${scrapePool} ${scrapeUrl}: ${lastError}`)
            .join('\n'),
      },
    );
  });

  it('has a scrape pool with a target for each monitor of the platform', async () => {
    const listed = await world.cluster.kubectl(['get', 'servicemonitors,podmonitors', '--all-namespaces', '--output', 'json']);
    const monitors = (
      JSON.parse(listed) as { readonly items: readonly { readonly kind: string; readonly metadata: { readonly name: string; readonly namespace: string } }[] }
    ).items;
    expect(monitors.length).toBeGreaterThan(20);
    const missing = async () => {
      const { activeTargets } = await ask<{ readonly activeTargets: readonly Target[] }>('targets?state=active');
      const pools = new Set(activeTargets.map(({ scrapePool }) => scrapePool.replace(/\/\d+$/, '')));
      return monitors
        .map(({ kind, metadata }) => `${kind === 'PodMonitor' ? 'podMonitor' : 'serviceMonitor'}/${metadata.namespace}/${metadata.name}`)
        .filter((pool) => !pools.has(pool));
    };
    // What was synced last may miss a turn of the operator, of kubelet and of the reloader, which looks every three minutes.
    await waitFor('a target of each', async () => (await missing()).length === 0, {
      seconds: 480,
      everyMilliseconds: 3000,
      explain: async () => (await missing()).join('\n'),
    });
  }, 600_000);

  it('evaluates every rule of the platform without an error', async () => {
    const rules = await waitFor(
      'all rules to have been evaluated once',
      async () => {
        const { groups } = await ask<{ readonly groups: readonly RuleGroup[] }>('rules');
        const all = groups.flatMap((group) => group.rules);
        return all.length > 100 && all.every(({ health }) => health !== 'unknown') ? all : undefined;
      },
      { seconds: 180, everyMilliseconds: 5000 },
    );

    expect(rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`)).toEqual([]);
    expect(rules.filter(({ type }) => type === 'recording').length).toBeGreaterThan(0);
  });
});

describe('metrics-server in its pod', () => {
  it('serves kubectl top of nodes and pods', async () => {
    const { cluster, node } = await running();
    const top = await waitFor('kubectl top to have figures', () => cluster.kubectl(['top', 'node', node.name, '--no-headers']), {
      seconds: 120,
      everyMilliseconds: 3000,
    });
    expect(top).toMatch(new RegExp(`^${node.name} +\\d+m +\\d+% +\\d+Mi +\\d+%`));
    expect(await cluster.kubectl(['top', 'pod', '--namespace', 'argocd', '--no-headers'])).toMatch(/argocd-application-controller-0 +\d+m +\d+Mi/);
  });

  it('has its kinds in the OpenAPI document of the API server, without which Argo CD reads nothing of the cluster', async () => {
    const { cluster } = await running();
    await waitFor(
      'the document to have them',
      async () => (await cluster.kubectl(['get', '--raw', '/openapi/v2'])).includes('"io.k8s.metrics.pkg.apis.metrics.v1beta1.NodeMetrics"'),
      { seconds: 180, everyMilliseconds: 3000 },
    );
  });
});
