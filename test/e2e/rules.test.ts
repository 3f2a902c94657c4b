import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { casesOf } from '../rules/lib/cases.ts';
import { checkRules, testRules } from '../rules/lib/promtool.ts';
import { clusterRules, componentRules, dashboardFile } from '../rules/lib/rules.ts';
import { buildPrograms } from './support/programs.ts';

/** What Prometheus itself says of the rules and dashboards: it loads them, and alerts fire when they should. */
describe('rules by promtool', () => {
  const all = componentRules();
  const dashboards = all.flatMap(({ component }) => component.dashboards ?? []);
  let promtool: string;

  beforeAll(async () => {
    ({ promtool } = await buildPrograms(['prometheus']));
  });

  it.each([...clusterRules(join(import.meta.dirname, '../..'))])('are loaded as the cluster %s has them', (name, file) => {
    expect(checkRules(promtool, new Map([[name, file]]))).toBe('');
  });

  it.each(dashboards)('read every query of the dashboard $name', (dashboard) => {
    expect(checkRules(promtool, new Map([[dashboard.name, dashboardFile(dashboard)]]))).toBe('');
  });

  describe.each(all.map((one) => ({ name: one.component.name, ...one })).filter(({ file }) => file.groups.length > 0))(
    'of $name',
    ({ name, namespace, file }) => {
      it('are loaded', () => {
        expect(checkRules(promtool, new Map([[name, file]]))).toBe('');
      });

      it('hold all their cases', async () => {
        expect(testRules(promtool, { file, namespace }, await casesOf(name))).toBe('');
      });
    },
  );
});
