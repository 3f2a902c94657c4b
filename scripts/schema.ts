import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PolderConfig } from '../charts-ts/catalogue.ts';
import { editorSchema } from '../charts-ts/config/json-schema.ts';
import { readArguments, run } from './lib/command.ts';

const help = `Writes clusters/schema/polder.json, which editors complete and check cluster files with.

  npm run schema
`;

await run(async () => {
  readArguments(help, {});
  const file = resolve('clusters/schema/polder.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(editorSchema(PolderConfig), null, 2)}\n`);
  renameSync(`${file}.new`, file);
});
