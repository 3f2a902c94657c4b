import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PolderConfig } from '../charts-ts/catalogue.ts';
import { editorSchema, tenantEditorSchema } from '../charts-ts/config/json-schema.ts';
import { readArguments, run } from './lib/command.ts';

const help = `Writes clusters/schema/polder.json and tenant.json, which editors complete and check files under clusters/ with.

  npm run schema
`;

await run(async () => {
  readArguments(help, {});
  const folder = resolve('clusters/schema');
  mkdirSync(folder, { recursive: true });
  for (const [name, schema] of Object.entries({ 'polder.json': editorSchema(PolderConfig), 'tenant.json': tenantEditorSchema() })) {
    const file = join(folder, name);
    writeFileSync(`${file}.new`, `${JSON.stringify(schema, null, 2)}\n`);
    renameSync(`${file}.new`, file);
  }
});
