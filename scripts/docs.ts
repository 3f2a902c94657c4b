import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { catalogue } from '../charts-ts/catalogue.ts';
import { readArguments, run } from './lib/command.ts';
import { componentsPage } from './lib/components-page.ts';

const help = `Writes docs/components.md from the catalogue.

  npm run docs
`;

await run(async () => {
  readArguments(help, {});
  const file = resolve('docs/components.md');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, componentsPage(catalogue));
  renameSync(`${file}.new`, file);
});
