import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RuleCase } from '../rule-case.ts';
import { type RuleFile, rulesOf } from './rules.ts';

/** Rules that Prometheus would not load, or that are there twice. What promtool said of each; nothing when all are well. */
export function checkRules(promtool: string, files: ReadonlyMap<string, RuleFile>): string {
  const written = new Map([...files].filter(([, { groups }]) => groups.length > 0).map(([name, file]) => [`${name}.json`, file]));
  return written.size === 0 ? '' : run(promtool, ['check', 'rules', '--lint=duplicate-rules', '--lint-fatal', ...written.keys()], written);
}

/** Runs a component's cases over its rules. What promtool said of those that do not hold; nothing when all do. */
export function testRules(promtool: string, file: RuleFile, cases: readonly RuleCase[]): string {
  if (cases.length === 0) return '';
  const severities = new Map(rulesOf(file).flatMap((rule) => ('alert' in rule ? [[rule.alert, rule.labels] as const] : [])));
  const tests = {
    rule_files: ['rules.json'],
    evaluation_interval: '1m',
    tests: cases.map((one) => testGroup(one, severities.get(one.rule) ?? {})),
  };
  return run(
    promtool,
    ['test', 'rules', 'tests.json'],
    new Map<string, unknown>([
      ['rules.json', withoutAnnotations(file)],
      ['tests.json', tests],
    ]),
  );
}

function testGroup({ name, rule, series, from, at, fires = [], records }: RuleCase, labels: Readonly<Record<string, string>>): unknown {
  return {
    name,
    interval: '1m',
    ...(from === undefined ? {} : { start_timestamp: from }),
    input_series: Object.entries(series).map(([described, values]) => ({ series: described, values })),
    ...(records === undefined
      ? { alert_rule_test: [{ eval_time: at, alertname: rule, exp_alerts: fires.map((fired) => ({ exp_labels: { ...fired, ...labels } })) }] }
      : {
          promql_expr_test: [
            { expr: rule, eval_time: at, exp_samples: records.map((sample) => ({ labels: named(rule, sample.labels), value: sample.value })) },
          ],
        }),
  };
}

function named(rule: string, labels: string): string {
  return labels.startsWith('{') ? `${rule}${labels}` : labels;
}

/** promtool compares annotations too, and only Prometheus can fill in their templates: `check rules` has read them. */
function withoutAnnotations({ groups }: RuleFile): RuleFile {
  return {
    groups: groups.map(({ name, rules }) => ({
      name,
      rules: rules.map((rule) => {
        if (!('alert' in rule)) return rule;
        const { annotations: _, ...bare } = rule;
        return bare;
      }),
    })),
  };
}

/** Runs promtool in a folder with these files; what it said when it was not content. */
function run(promtool: string, args: readonly string[], files: ReadonlyMap<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'polder-rules-'));
  try {
    for (const [name, content] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), JSON.stringify(content));
    }
    execFileSync(promtool, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return '';
  } catch (error) {
    if (!(error instanceof Error && 'stdout' in error && 'stderr' in error)) throw error;
    const said = `${String(error.stdout)}${String(error.stderr)}`.trim();
    return said === '' ? String(error) : said;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
