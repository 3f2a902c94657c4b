import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it, vi } from 'vitest';
import { catalogue, type PolderCluster } from '../../charts-ts/catalogue.ts';
import { checks } from '../../charts-ts/checks/checks.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import { type Rendered, render } from '../../charts-ts/render.ts';
import { loadFleet } from '../../scripts/lib/fleet.ts';
import { exampleFleet } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';
import { exampleCluster } from '../support/render.ts';
import { configuration } from './configuration.ts';
import { tenantFiles } from './tenants.ts';

const components = catalogue as readonly AnyComponent[];
const byName = new Map(components.map((component) => [component.name, component]));

/** The same draws on each run; POLDER_SEED draws others. fast-check prints the seed of a failure. */
const draws = { seed: Number(process.env['POLDER_SEED'] ?? 20261124), numRuns: 60 };

function rendered(cluster: PolderCluster, order: readonly AnyComponent[] = components): Rendered {
  const done = render(order, cluster);
  if (!done.ok) throw new Error(done.problems.map(problemText).join('\n'));
  return done.value;
}

/** A fleet with this cluster as odc/prod-1, and more files. */
function fleet(config: Readonly<Record<string, unknown>>, more: Readonly<Record<string, string>> = {}): readonly PolderCluster[] {
  const own = dump(config, { noRefs: true });
  const files = folder({ ...exampleFleet, 'clusters/odc/prod-1/cluster.yaml': own, ...more });
  const loaded = loadFleet(files);
  if (!loaded.ok) throw new Error(loaded.problems.map(problemText).join('\n'));
  return loaded.value;
}

describe('any valid configuration', () => {
  it('renders, every check holds on the result, and twice gives the same bytes', () => {
    fc.assert(
      fc.property(configuration, (config) => {
        const cluster = exampleCluster(config);

        const once = rendered(cluster);

        expect(checks.flatMap((check) => check(once.built, cluster))).toEqual([]);
        expect([...rendered(exampleCluster(config)).files]).toEqual([...once.files]);
      }),
      draws,
    );
  });

  it('gives the same files whatever the order of the catalogue', () => {
    fc.assert(
      fc.property(configuration, fc.shuffledSubarray([...byName.keys()], { minLength: byName.size }), (config, names) => {
        const cluster = exampleCluster(config);
        const shuffled = names.flatMap((name) => byName.get(name) ?? []);

        expect([...rendered(cluster, shuffled).files]).toEqual([...rendered(cluster).files]);
      }),
      { ...draws, numRuns: 30 },
    );
  });

  it('is read from YAML as it was written, and rules hold', () => {
    fc.assert(
      fc.property(configuration, (config) => {
        expect(fleet(config)[0]?.config).toEqual(exampleCluster(config).config);
      }),
      draws,
    );
  });

  it('is not changed by another cluster', () => {
    fc.assert(
      fc.property(configuration, configuration, (config, other) => {
        const alone = fleet(config)[0];
        const beside = fleet(config, { 'clusters/odc/zz/cluster.yaml': dump({ ...other, ingress: { domain: 'elsewhere.example.org' } }) })[0];
        if (alone === undefined || beside === undefined) throw new Error('no cluster');

        expect([...rendered(beside).files]).toEqual([...rendered(alone).files]);
      }),
      { ...draws, numRuns: 20 },
    );
  });

  it('gives the same files whatever was rendered before', async () => {
    await fc.assert(
      fc.asyncProperty(configuration, configuration, async (config, other) => {
        rendered(exampleCluster(other));
        vi.resetModules();
        const fresh = await import('../../charts-ts/render.ts');
        const alone = fresh.render((await import('../../charts-ts/catalogue.ts')).catalogue, exampleCluster(config));

        expect(alone.ok && [...alone.value.files]).toEqual([...rendered(exampleCluster(config)).files]);
      }),
      { ...draws, numRuns: 5 },
    );
  });

  it('with tenants gives the same files whatever the order in which their files were made, and one tenant changes no file of another', () => {
    fc.assert(
      fc.property(tenantFiles, (files) => {
        const paths = Object.keys(files);
        const loaded = (chosen: readonly string[]) => fleet({}, Object.fromEntries(chosen.map((path) => [path, files[path] ?? ''])))[0];
        const [forwards, backwards] = [loaded(paths), loaded([...paths].reverse())];
        const without = loaded(paths.slice(1));
        if (forwards === undefined || backwards === undefined || without === undefined) throw new Error('no cluster');
        const all = rendered(forwards).files;

        expect([...rendered(backwards).files]).toEqual([...all]);
        const ofTenants = [...rendered(without).files].filter(([path]) => /\/tenants\/[^/]+\//.test(path));
        expect(ofTenants.filter(([path, text]) => all.get(path) !== text)).toEqual([]);
        expect([...all.keys()].filter((path) => !/^platform\/odc\/prod-1\/(for-tenants|[a-z0-9-]+(\/[a-z0-9-]+)?\/[a-z0-9._-]+)\.yaml$/.test(path))).toEqual(
          [],
        );
      }),
      { ...draws, numRuns: 20 },
    );
  });

  it('makes one tree with no two files of one path, all in the folder of the cluster', () => {
    fc.assert(
      fc.property(configuration, (config) => {
        const { files, built } = rendered(exampleCluster(config));
        const made = built.reduce((sum, { objects }) => sum + objects.length, 0);

        expect([...files.keys()].filter((path) => !/^platform\/site\/example\/[a-z0-9-]+\/[a-z0-9._-]+\.yaml$/.test(path))).toEqual([]);
        expect([...files.keys()].filter((path) => !/\/(applications|root)\//.test(path))).toHaveLength(made);
      }),
      { ...draws, numRuns: 20 },
    );
  });
});
