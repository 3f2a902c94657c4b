import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue, isLocal } from '../charts-ts/catalogue.ts';
import { type AnyComponent, areas } from '../charts-ts/kit/component.ts';
import { componentsPage } from '../scripts/lib/components-page.ts';

const components: readonly AnyComponent[] = catalogue.filter((component) => !isLocal(component));
const page = componentsPage(components);

/** A component of the catalogue, changed. */
function changed(changes: Partial<AnyComponent>): string {
  const [first] = components;
  if (first === undefined) throw new Error('the catalogue is empty');
  return componentsPage([{ ...first, required: false, ...changes }]);
}

describe('docs/components.md', () => {
  it('is what the catalogue says; run `npm run docs` when it is not', () => {
    expect(readFileSync(join(import.meta.dirname, '../docs/components.md'), 'utf8')).toBe(page);
  });
});

describe('the page of components', () => {
  it('has a row and a section for each component, in the order of the areas', () => {
    const sections = [...page.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    const rows = [...page.matchAll(/^\| \S+ \| \[(.+?)\]\(#/gm)].map(([, name]) => name);
    const order = [...page.matchAll(/^## Area (.+)$/gm)].map(([, area]) => areas.indexOf(area as never));

    expect(sections.toSorted()).toEqual(components.map(({ name }) => name).toSorted());
    expect(rows).toEqual(sections);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('tells which profiles have a component, and how to ask for one that none has', () => {
    expect(changed({ name: 'x', enabledIn: ['production'] })).toMatch(/\| ○ \| ○ \| ● \|\n/);
    expect(changed({ name: 'x', enabledIn: ['small', 'production'] })).toContain('- **Profiles**: small, production');
    expect(changed({ name: 'x', enabledIn: [] })).toContain('- **Profiles**: none; `components.x.enabled: true` asks for it');
    expect(changed({ name: 'x', required: true })).toContain('- **Profiles**: all; no cluster can be without it');
  });

  it('shows each exception with its reason, and keeps a bar inside its cell', () => {
    const made = changed({ exceptions: [{ object: 'DaemonSet/x', rule: 'host-path', reason: 'it reads a | b of the node' }] });

    expect(made).toContain('| `DaemonSet/x` | `host-path` | it reads a \\| b of the node |');
  });

  it('leaves out what a component does not have', () => {
    const made = changed({ images: {}, crds: [], needs: {}, wants: {}, exceptions: [] });

    expect(made).not.toMatch(/\*\*(Images|Definitions|Needs|Uses where there|Haven checks)\*\*|Exceptions/);
  });
});
