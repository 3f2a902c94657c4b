import { z } from 'zod';
import type { Built } from '../../charts-ts/built.ts';
import type { PolderCluster } from '../../charts-ts/catalogue.ts';
import type { Problem } from '../../charts-ts/config/problem.ts';
import type { Capability } from '../../charts-ts/kit/capability.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { type Resource, resource } from '../../charts-ts/kit/resource.ts';
import { exampleCluster } from './render.ts';

/** A component of nothing but a name; tests add what they are about. */
export function fake(name: string, parts: Partial<AnyComponent> = {}): AnyComponent {
  return {
    name,
    area: 'base',
    purpose: `What ${name} is for`,
    homepage: 'https://example.nl/',
    licence: 'EUPL-1.2',
    governance: 'nobody',
    choice: { runnerUp: 'nothing', because: 'a test needs it' },
    upgrade: 'Nothing to heed.',
    images: {},
    crds: [],
    namespace: { name, podSecurity: 'restricted' },
    config: z.strictObject({}),
    profiles: {},
    needs: {},
    wants: {},
    knows: {},
    offers: () => [],
    build: () => {},
    ...parts,
  };
}

/** A capability of no facts. */
export function fakeCapability(id: string, apiGroups: readonly string[] = []): Capability<unknown> {
  return { id, description: `what ${id} is`, schema: z.unknown(), apiGroups };
}

/** A cluster with fake components; each is on unless it is named in `without`. `provides` is taken as it is. */
export function fakeCluster(
  catalogue: readonly AnyComponent[],
  options: {
    readonly changes?: Readonly<Record<string, unknown>>;
    readonly without?: readonly string[];
    readonly provides?: Readonly<Record<string, unknown>>;
    readonly lock?: Parameters<typeof exampleCluster>[1];
  } = {},
): PolderCluster {
  const { changes, without = [], provides = {}, lock } = options;
  const cluster = exampleCluster(changes, lock);
  const components = Object.fromEntries(catalogue.map(({ name }) => [name, { enabled: !without.includes(name) }]));
  return { ...cluster, config: { ...cluster.config, components, provides } as PolderCluster['config'] };
}

/** The `build` of a component that makes these objects. */
export function makes(...objects: readonly Resource[]): AnyComponent['build'] {
  return (scope) => {
    for (const object of objects) resource(scope, object);
  };
}

/** A built component with these objects, as checks see it. */
export function built(name: string, objects: readonly KubeObject[], parts: Partial<AnyComponent> = {}, plan: Partial<Built> = {}): Built {
  return {
    component: fake(name, parts),
    config: {},
    wave: 1,
    closure: new Set(),
    providedGroups: new Set(),
    needs: {},
    wants: {},
    knows: {},
    objects,
    ...plan,
  };
}

/** An object; fields beside the metadata go in `rest`. */
export function object(apiVersion: string, kind: string, name: string, rest: Readonly<Record<string, unknown>> = {}, namespace?: string): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...rest };
}

/** A Deployment of one container in namespace `apps`, with all that the checks ask for; `container` and `pod` change it. */
export function deploymentObject(
  options: {
    readonly name?: string;
    readonly replicas?: number;
    readonly container?: Readonly<Record<string, unknown>>;
    readonly pod?: Readonly<Record<string, unknown>>;
  } = {},
): KubeObject {
  const { name = 'web', replicas = 1, container = {}, pod = {} } = options;
  const labels = { 'app.kubernetes.io/name': name };
  const amounts = { cpu: '100m', memory: '64Mi' };
  const probe = { tcpSocket: { port: 80 } };
  const main = {
    name: 'main',
    image: 'r.nl/web:v1',
    resources: { requests: amounts, limits: amounts },
    readinessProbe: probe,
    livenessProbe: probe,
    ...container,
  };
  const spec = { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [main], ...pod } } };
  return object('apps/v1', 'Deployment', name, { spec }, 'apps');
}

/** Problems without their places: `path: message`. */
export function words(problems: readonly Problem[]): string[] {
  return problems.map(({ path, message }) => `${path}: ${message}`);
}
