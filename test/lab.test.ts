import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../charts-ts/catalogue.ts';
import { requests } from '../charts-ts/checks/nodes-hold-the-requests.ts';
import { quantity } from '../charts-ts/config/values.ts';
import { type AnyComponent, plannedFor } from '../charts-ts/kit/component.ts';
import { clusterContext } from '../charts-ts/order.ts';
import { render } from '../charts-ts/render.ts';
import { chooseCluster, readFleet } from '../scripts/lib/fleet.ts';

const root = join(import.meta.dirname, '..');
const cluster = chooseCluster(readFleet(root), ['lab/laptop']);
const rendered = render(catalogue as readonly AnyComponent[], cluster);
if (!rendered.ok) throw new Error(JSON.stringify(rendered.problems));
const { built } = rendered.value;
const facts = clusterContext(cluster);

interface Sized {
  readonly resources: { readonly requests: { readonly cpu: string; readonly memory: string } };
}

interface Workload {
  readonly kind: string;
  readonly spec: { readonly replicas?: number; readonly template?: Template; readonly jobTemplate?: { readonly spec: { readonly template: Template } } };
}

interface Template {
  readonly spec: { readonly containers: readonly Sized[]; readonly initContainers?: readonly Sized[] };
}

/** What the committed files ask for, added up by hand: the node is one, so a DaemonSet is one pod. */
function sumOfFiles(what: 'cpu' | 'memory'): number {
  const folder = join(root, 'platform/lab/laptop');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|\/)(deployment|statefulset|daemonset|job|cronjob)\..+\.yaml$/.test(path))
    .map((path) => load(readFileSync(join(folder, path), 'utf8')) as Workload)
    .reduce((sum, { spec }) => sum + (spec.replicas ?? 1) * ofPod(spec.template ?? spec.jobTemplate?.spec.template, what), 0);
}

function ofPod(template: Template | undefined, what: 'cpu' | 'memory'): number {
  const amounts = (containers: readonly Sized[] = []) => containers.map(({ resources }) => quantity(resources.requests[what]));
  const together = amounts(template?.spec.containers).reduce((sum, amount) => sum + amount, 0);
  return Math.max(together, ...amounts(template?.spec.initContainers));
}

describe('the lab', () => {
  it('has Argo CD, ingress, certificates, a local identity provider, metrics and logs', () => {
    const names = built.map(({ component }) => component.name);

    for (const name of ['argo-cd', 'traefik', 'cert-manager', 'keycloak', 'prometheus', 'metrics-server', 'victoria-logs', 'otel-collector'])
      expect(names).toContain(name);
  });

  it('asks for what its files ask for together, with the pods that operators start', () => {
    const operated = built.flatMap((one) => one.component.operated?.(plannedFor(one, facts)) ?? []);
    const wanted = requests(built, facts);

    for (const what of ['cpu', 'memory'] as const) {
      const ofOperators = operated.reduce((sum, { count, size }) => sum + (count === 'node' ? 1 : count) * quantity(size[what]), 0);
      expect(wanted[what]).toBeCloseTo(sumOfFiles(what) + ofOperators, 3);
    }
  });

  it('fits one node of 4 CPU and 8 GiB, with room for the node itself and for somebody’s work', () => {
    const wanted = requests(built, facts);

    expect(cluster.config.nodes).toMatchObject([{ count: 1, cpu: '4', memory: '8Gi' }]);
    expect(wanted.cpu).toBeLessThan(3);
    expect(wanted.memory / 2 ** 30).toBeLessThan(7);
  });
});
