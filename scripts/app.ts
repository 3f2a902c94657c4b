#!/usr/bin/env node
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { appFiles, readApp, readFacts } from '../charts-ts/app/render.ts';
import { distinctProblems, type Loaded, type Problem } from '../charts-ts/config/problem.ts';
import { difference, writeFolder } from './lib/app-folder.ts';
import { Refusal, readArguments, refuseProblems, run } from './lib/command.ts';

const help = `Makes the Kubernetes objects of an application from one declaration, as plain YAML for Argo CD.

  polder-app app.yaml --cluster for-tenants.yaml --out deploy/productie
  polder-app web.yaml api.yaml --cluster for-tenants.yaml --out deploy/productie

  --cluster FILE  for-tenants.yaml of the cluster: the platform team has it, at platform/<site>/<cluster>/for-tenants.yaml
  --out FOLDER    where the files go, one for each object; what polder-app made there before and no longer makes is removed
  --check         write nothing; exit 1 and list what is not as polder-app would make it
  --json          the result as JSON on stdout

docs/app.md tells what a declaration may say. An editor knows it by the line
# yaml-language-server: $schema=node_modules/@polder/app/app.json
`;

/** Larger files are a mistake, not an application. */
const largestFile = 1024 * 1024;

await run(async () => {
  const { values, positionals } = readArguments(help, {
    cluster: { type: 'string' },
    out: { type: 'string' },
    check: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const missing = [
    ...(positionals.length === 0 ? ['the file of an application'] : []),
    ...(values.cluster === undefined ? ['--cluster for-tenants.yaml'] : []),
    ...(values.out === undefined ? ['--out FOLDER'] : []),
  ];
  if (values.cluster === undefined || values.out === undefined || missing.length > 0)
    throw new Refusal(`give ${missing.join(', ')}: polder-app app.yaml --cluster for-tenants.yaml --out deploy/productie`, 'see --help');
  const facts = known(readFacts(values.cluster, textOf(values.cluster)));
  const read = [...new Set(positionals)].map((file) => readApp(file, textOf(file), facts));
  const problems = read.flatMap((one) => (one.ok ? [] : one.problems));
  if (problems.length > 0) throw refuse(problems);
  const wanted = known(
    appFiles(
      facts,
      read.flatMap((one) => (one.ok ? [one.value] : [])),
    ),
  );
  const folder = folderOf(values.out);
  const found = difference(folder, wanted);
  if (found.foreign.length > 0)
    throw new Refusal(...found.foreign.map((name) => `${shown(folder, name)} was not made by polder-app; move it away, or choose another folder`));
  if (values.check) return report(folder, found, values.json ?? false);
  writeFolder(folder, wanted, found);
  if (values.json) process.stdout.write(`${JSON.stringify({ objects: wanted.size, written: found.changed, removed: found.stale })}\n`);
  else console.log(`${wanted.size} objects in ${shown(folder)}: ${found.changed.length} written, ${found.stale.length} removed`);
});

function known<T>(loaded: Loaded<T>): T {
  if (!loaded.ok) throw refuse(loaded.problems);
  return loaded.value;
}

function refuse(problems: readonly Problem[]): Refusal {
  return refuseProblems(distinctProblems(problems));
}

function textOf(file: string): string {
  const entry = statSync(file, { throwIfNoEntry: false });
  if (entry === undefined) throw new Refusal(`there is no file ${file}`);
  if (!entry.isFile()) throw new Refusal(`${file} is not a file`);
  if (entry.size > largestFile) throw new Refusal(`${file} is too large for a declaration; at most 1 MiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError) throw new Refusal(`${file} is not UTF-8 text; save it as UTF-8`);
    throw error;
  }
}

/** A link would lead what is written, and removed, elsewhere. */
function folderOf(out: string): string {
  const folder = resolve(out);
  const entry = lstatSync(folder, { throwIfNoEntry: false });
  if (entry !== undefined && !entry.isDirectory()) throw new Refusal(`${out} is not a folder; choose another`);
  return folder;
}

function shown(folder: string, name = ''): string {
  const path = relative(process.cwd(), folder) || '.';
  return name === '' ? path : `${path}/${name}`;
}

function report(folder: string, { changed, stale }: { readonly changed: readonly string[]; readonly stale: readonly string[] }, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify({ differs: changed, stale })}\n`);
  else {
    for (const name of changed) console.log(`${shown(folder, name)} is not as polder-app would make it`);
    for (const name of stale) console.log(`${shown(folder, name)} is no longer made by polder-app`);
  }
  const count = changed.length + stale.length;
  if (count > 0) throw new Refusal(`${count} ${count === 1 ? 'file is' : 'files are'} not current; run polder-app without --check`);
  if (!json) console.log(`${shown(folder)} is current`);
}
