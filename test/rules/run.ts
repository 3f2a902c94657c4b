import { join } from 'node:path';
import { buildPrograms } from '../e2e/support/programs.ts';
import { casesOf } from './lib/cases.ts';
import { checkRules, testRules } from './lib/promtool.ts';
import { clusterRules, componentRules, dashboardFile } from './lib/rules.ts';

/**
 * Rules, dashboards and cases by promtool, of some components or of all and of the reference clusters:
 * `npx tsx test/rules/run.ts [component …]`. The first run builds promtool.
 */
const names = process.argv.slice(2);
const { promtool } = await buildPrograms(['prometheus']);
let failed = false;

function tell(what: string, said: string): void {
  process.stdout.write(said === '' ? `ok   ${what}\n` : `FAIL ${what}\n${said}\n`);
  failed ||= said !== '';
}

for (const { component, namespace, file, problem = '' } of componentRules(names)) {
  const cases = await casesOf(component.name);
  if (problem !== '') tell(`${component.name}: renders`, problem);
  tell(`${component.name}: rules`, checkRules(promtool, new Map([[component.name, file]])));
  for (const dashboard of component.dashboards ?? []) {
    tell(`${component.name}: dashboard ${dashboard.name}`, checkRules(promtool, new Map([[dashboard.name, dashboardFile(dashboard)]])));
  }
  tell(`${component.name}: ${cases.length} cases`, testRules(promtool, { file, namespace }, cases));
}
if (names.length === 0) tell('the reference clusters', checkRules(promtool, clusterRules(join(import.meta.dirname, '../..'))));
process.exitCode = failed ? 1 : 0;
