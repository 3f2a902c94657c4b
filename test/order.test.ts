import { describe, expect, it } from 'vitest';
import type { Capability } from '../charts-ts/kit/capability.ts';
import { offer } from '../charts-ts/kit/capability.ts';
import type { AnyComponent } from '../charts-ts/kit/component.ts';
import { order, type Plan } from '../charts-ts/order.ts';
import { fake, fakeCapability, fakeCluster, words } from './support/fakes.ts';

const store = fakeCapability('store', ['store.example.nl']);
const door = fakeCapability('door');

function offers(...capabilities: readonly Capability<unknown>[]): Partial<AnyComponent> {
  return { offers: () => capabilities.map((capability) => offer(capability, { of: capability.id })) };
}

const storage = fake('storage', offers(store));
const gate = fake('gate', { needs: { store }, ...offers(door) });
const app = fake('app', { needs: { door }, wants: { store } });

type Options = Parameters<typeof fakeCluster>[1];

function plan(catalogue: readonly AnyComponent[], options?: Options): Plan {
  const planned = order(catalogue, fakeCluster(catalogue, options));
  if (!planned.ok) throw new Error(words(planned.problems).join('\n'));
  return planned.value;
}

function refusals(catalogue: readonly AnyComponent[], options?: Options): string[] {
  const planned = order(catalogue, fakeCluster(catalogue, options));
  return planned.ok ? [] : words(planned.problems);
}

function waves({ components }: Plan): Record<string, number> {
  return Object.fromEntries(components.map(({ component, wave }) => [component.name, wave]));
}

describe('waves', () => {
  it('follow from needs: each is one more than the highest that it needs', () => {
    expect(waves(plan([app, gate, storage]))).toEqual({ storage: 1, gate: 2, app: 3 });
  });

  it('do not depend on the order of the catalogue', () => {
    const [one, other] = [plan([app, gate, storage]), plan([storage, app, gate])];

    expect(one.components.map(({ component, wave }) => [component.name, wave])).toEqual(other.components.map(({ component, wave }) => [component.name, wave]));
  });

  it('are the same for components that do not need each other, which then stand by name', () => {
    expect(plan([fake('b'), fake('a'), storage]).components.map(({ component, wave }) => `${wave} ${component.name}`)).toEqual(['1 a', '1 b', '1 storage']);
  });

  it('follow from a want only where somebody offers it', () => {
    const wanting = fake('wanting', { wants: { store } });

    expect(waves(plan([wanting, storage]))).toEqual({ storage: 1, wanting: 2 });
    expect(waves(plan([wanting, storage], { without: ['storage'] }))).toEqual({ wanting: 1 });
  });

  it('do not follow from what a component only has the facts of, even in a circle', () => {
    const syncing = fake('syncing', { knows: { door }, ...offers(store) });
    const { components, ...planned } = plan([syncing, gate]);

    expect(waves({ components, ...planned })).toEqual({ syncing: 1, gate: 2 });
    expect(components.find(({ component }) => component.name === 'syncing')?.knows).toEqual({ door: { of: 'door' } });
  });

  it('go round no circle: it is told whole, without what leads to it', () => {
    const a = fake('a', { needs: { door }, ...offers(store) });
    const b = fake('b', { needs: { store }, ...offers(door) });
    const leads = fake('0-leads', { needs: { store } });

    expect(() => plan([leads, a, b])).toThrow('components need each other in a circle: a → b → a');
  });
});

describe('what a component gets', () => {
  it('is the fact of each need, whoever offers it', () => {
    const planned = plan([app, gate, storage]).components.find(({ component }) => component.name === 'app');

    expect(planned?.needs).toEqual({ door: { of: 'door' } });
    expect(planned?.wants).toEqual({ store: { of: 'store' } });
    expect([...(planned?.closure ?? [])].sort()).toEqual(['gate', 'storage']);
  });

  it('is the fact of the cluster where that provides it, and then its API groups count as defined', () => {
    const { components } = plan([gate, storage], { without: ['storage'], provides: { store: { of: 'the cluster' } } });

    expect(components.map(({ component }) => component.name)).toEqual(['gate']);
    expect(components[0]).toMatchObject({ wave: 1, needs: { store: { of: 'the cluster' } } });
    expect([...(components[0]?.providedGroups ?? [])]).toEqual(['store.example.nl']);
  });

  it('is no API group that another component brings', () => {
    expect(plan([gate, storage]).components.map(({ providedGroups }) => providedGroups.size)).toEqual([0, 0]);
  });

  it('is nothing for a want that nobody offers', () => {
    expect(plan([fake('wanting', { wants: { store } })]).components[0]?.wants).toEqual({ store: undefined });
  });
});

describe('a plan that cannot be', () => {
  it('names who could meet a need, and every other way out', () => {
    expect(refusals([gate, storage], { without: ['storage'] })).toEqual([
      'components.gate: gate needs "store" (what store is), which nothing offers; set components.storage.enabled: true, or tell under provides.store what the cluster has, or set components.gate.enabled: false',
    ]);
  });

  it('does not advise to leave out what every cluster has', () => {
    expect(refusals([{ ...gate, required: true }, storage], { without: ['storage'] })).toEqual([
      'components.gate: gate needs "store" (what store is), which nothing offers; set components.storage.enabled: true, or tell under provides.store what the cluster has',
    ]);
  });

  it('tells two components that offer the same', () => {
    expect(refusals([storage, fake('other', offers(store))])).toEqual([
      'components.other: component storage offers "store" already; set components.other.enabled: false, or set components.storage.enabled: false',
    ]);
  });

  it('tells a component that offers what the cluster provides by itself', () => {
    expect(refusals([storage], { provides: { store: {} } })).toEqual([
      'provides.store: component storage offers "store" too; remove this, or set components.storage.enabled: false',
    ]);
  });

  it('tells the mistakes that a component finds in its own part', () => {
    const careful = fake('careful', { mistakes: () => [{ path: ['size', 0], message: '"huge" does not fit; write small' }] });

    expect(refusals([careful])).toEqual(['components.careful.size[0]: "huge" does not fit; write small']);
  });

  it('tells all of it in one run', () => {
    const careful = fake('careful', { mistakes: () => [{ path: [], message: 'one' }], needs: { door } });

    expect(refusals([careful, storage, fake('other', offers(store))])).toHaveLength(3);
  });

  it('is not made of components that are left out', () => {
    const off = fake('off', { needs: { door }, mistakes: () => [{ path: [], message: 'not told' }] });

    expect(refusals([off], { without: ['off'] })).toEqual([]);
  });

  it('always has what is required, whatever the files say', () => {
    const always = fake('always', { required: true });

    expect(waves(plan([always], { without: ['always'] }))).toEqual({ always: 1 });
  });
});
