import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inNamespace } from '../../../charts-ts/kit/series.ts';
import type { RuleCase } from '../rule-case.ts';
import { type ComponentRules, type Rule, type RuleFile, ruleName, rulesOf } from './rules.ts';

/** Rules that Prometheus would not load, or that are there twice. What promtool said of each; nothing when all are well. */
export function checkRules(promtool: string, files: ReadonlyMap<string, RuleFile>): string {
  const written = new Map([...files].filter(([, { groups }]) => groups.length > 0).map(([name, file]) => [`${name}.json`, file]));
  return written.size === 0 ? '' : run(promtool, ['check', 'rules', '--lint=duplicate-rules', '--lint-fatal', ...written.keys()], written);
}

/**
 * Runs a component's cases over its rules. What promtool said of those that do not hold; nothing when all do.
 * Each rule stands in a file of its own, with what it asks for: promtool evaluates all of a file each minute of a case.
 * A series that names no namespace gets the component's, as it does when Prometheus reads it.
 */
export function testRules(promtool: string, { file, namespace }: Pick<ComponentRules, 'file' | 'namespace'>, cases: readonly RuleCase[]): string {
  if (cases.length === 0) return '';
  const tested = [...new Set(cases.map(({ rule }) => rule))].map((name, index) => {
    const rules = withWhatItAsks(name, rulesOf(file));
    const labels = rules.find((rule) => ruleName(rule) === name && 'alert' in rule)?.labels ?? {};
    const tests = cases.filter(({ rule }) => rule === name).map((one) => testGroup(one, labels, namespace));
    return {
      rules: [`rules-${index}.json`, { groups: [{ name, rules: rules.map(withoutAnnotations) }] }] as const,
      tests: [`tests-${index}.json`, { rule_files: [`rules-${index}.json`], evaluation_interval: '1m', tests }] as const,
    };
  });
  const files = new Map<string, unknown>(tested.flatMap((one) => [one.rules, one.tests]));
  return run(promtool, ['test', 'rules', ...tested.map(({ tests }) => tests[0])], files);
}

/** A rule, after the recordings that it asks for by their names. */
function withWhatItAsks(name: string, rules: readonly Rule[]): readonly Rule[] {
  const own = rules.filter((rule) => ruleName(rule) === name);
  const asked = rules.filter((rule) => 'record' in rule && rule.record !== name && own.some(({ expr }) => expr.includes(rule.record)));
  return [...asked.flatMap((rule) => withWhatItAsks(ruleName(rule), rules)), ...own];
}

function testGroup({ name, rule, series, from, at, fires = [], records }: RuleCase, labels: Readonly<Record<string, string>>, namespace: string): unknown {
  return {
    name,
    interval: '1m',
    ...(from === undefined ? {} : { start_timestamp: from }),
    input_series: Object.entries(series).map(([described, values]) => ({ series: inNamespace(described, namespace), values })),
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
function withoutAnnotations(rule: Rule): Rule {
  if (!('alert' in rule)) return rule;
  const { annotations: _, ...bare } = rule;
  return bare;
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
