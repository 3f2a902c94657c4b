import type { Built } from '../../charts-ts/built.ts';
import { catalogue, type PolderCluster } from '../../charts-ts/catalogue.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import { render } from '../../charts-ts/render.ts';
import { exampleCluster } from './render.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };
const mirrors = { airGapped: true, mirrors: { registry: 'registry.example.nl/mirror', git: 'https://git.example.nl/mirror' } };

/** Clusters that differ in all that changes what components make. */
export const variants: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  lab: { profile: 'lab' },
  small: { profile: 'small' },
  production: { profile: 'production' },
  'production with metrics': { profile: 'production', ...metrics },
  'small, air-gapped, with metrics': { profile: 'small', ...mirrors, ...metrics },
};

export interface Variant {
  readonly variant: string;
  readonly cluster: PolderCluster;
  readonly built: readonly Built[];
}

/** Every variant, rendered with all checks. Throws the problems' text where one does not hold. */
export function renderVariants(): Variant[] {
  return Object.entries(variants).map(([variant, changes]) => {
    const cluster = exampleCluster(changes);
    const rendered = render(catalogue as readonly AnyComponent[], cluster);
    if (!rendered.ok) throw new Error(`${variant}:\n${rendered.problems.map(problemText).join('\n')}`);
    return { variant, cluster, built: rendered.value.built };
  });
}
