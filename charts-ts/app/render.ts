import { ApiObject, Chart, App as Root } from 'cdk8s';
import { compare, type Loaded, type Path, type Problem, pathText } from '../config/problem.ts';
import { parseSource, type Source } from '../config/source.ts';
import { issueWords } from '../config/words.ts';
import { finished } from '../kit/finished.ts';
import { type KubeObject, objectText } from '../kit/object.ts';
import { fileName, yamlOf } from '../kit/object-file.ts';
import { build } from './app.ts';
import { App } from './declaration.ts';
import { ForTenants } from './facts.ts';
import { appMistakes } from './mistakes.ts';

/** A declaration that was read from a file. */
export interface ReadApp {
  /** As the user knows it. */
  readonly file: string;
  readonly declared: App;
}

/** Reads `for-tenants.yaml`. */
export function readFacts(file: string, text: string): Loaded<ForTenants> {
  const source = parseSource(file, text);
  if (!source.ok) return source;
  const parsed = ForTenants.safeParse(source.value.value, { reportInput: true });
  return parsed.success
    ? { ok: true, value: parsed.data }
    : {
        ok: false,
        problems: placed(
          source.value,
          parsed.error.issues.flatMap((one) => issueWords(one, ForTenants)),
        ),
      };
}

/** Reads a declaration and judges it for a cluster: every mistake at once, each with its place. */
export function readApp(file: string, text: string, facts: ForTenants): Loaded<ReadApp> {
  const source = parseSource(file, text);
  if (!source.ok) return source;
  const parsed = App.safeParse(source.value.value, { reportInput: true });
  const wrong = parsed.success ? appMistakes(parsed.data, facts) : parsed.error.issues.flatMap((issue) => issueWords(issue, App));
  if (!parsed.success || wrong.length > 0) return { ok: false, problems: placed(source.value, wrong) };
  return { ok: true, value: { file, declared: parsed.data } };
}

function placed(source: Source, wrong: readonly { readonly path: Path; readonly message: string }[]): Problem[] {
  return wrong.map(({ path, message }) => ({ ...source.at(path), path: pathText(path), message }));
}

/** The finished objects of one application, sorted. They name no namespace: they go where the Application that syncs them goes. */
export function appObjects(facts: ForTenants, declared: App): KubeObject[] {
  return objectsOf(declared.name, (chart) => build(chart, facts, declared));
}

/** The finished objects of constructs of one's own, beside `app()` or without it; `name` is what they are part of. */
export function objectsOf(name: string, make: (chart: Chart) => void): KubeObject[] {
  const labels = { 'app.kubernetes.io/part-of': name, 'app.kubernetes.io/managed-by': 'polder-app' };
  const chart = new Chart(new Root({ outdir: 'unused' }), name, { disableResourceNameHashes: true, labels });
  make(chart);
  const made = chart.node.findAll().filter((construct) => ApiObject.isApiObject(construct)) as ApiObject[];
  return made.map((one) => finished(one, one.metadata.namespace)).sort((a, b) => compare(a.kind, b.kind) || compare(a.metadata.name, b.metadata.name));
}

/** How each file begins: `polder-app` knows its own files by it. */
export const headerStart = '# Made by polder-app from ';

/** Objects as files, by name: one for each, with a header that names `source`, where a change is made. */
export function objectFiles(objects: readonly KubeObject[], source: string): [string, string][] {
  return objects.map((object) => [fileName(object), `${headerStart}${source}. Do not edit: change that and run polder-app.\n${yamlOf(object)}`]);
}

/** The files of several applications for one folder. An object that two of them make is a mistake. */
export function appFiles(facts: ForTenants, apps: readonly ReadApp[]): Loaded<ReadonlyMap<string, string>> {
  const made = apps.flatMap(({ file, declared }) => appObjects(facts, declared).map((object) => ({ file, object, path: fileName(object) })));
  const problems = made.flatMap(({ file, object, path }, index): Problem[] => {
    const other = made.findIndex((one) => one.path === path);
    if (other === index) return [];
    const words = `${objectText(object)} is made by ${made[other]?.file} too; give one of the two another name`;
    return [{ file, line: 1, column: 1, path: 'name', message: words }];
  });
  // Two applications of one name would have every object twice: one of them tells it.
  if (problems.length > 0) return { ok: false, problems: [...new Map(problems.map((one) => [one.file, one])).values()] };
  return { ok: true, value: new Map(made.flatMap(({ file, object }) => objectFiles([object], `${file} for ${facts.cluster}`))) };
}
