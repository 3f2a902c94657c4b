import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { appEditorSchema, forTenantsSchema } from '../charts-ts/app/schema.ts';
import { PolderConfig } from '../charts-ts/catalogue.ts';
import { editorSchema, tenantEditorSchema } from '../charts-ts/config/json-schema.ts';
import { readArguments, run } from './lib/command.ts';

const help = `Writes clusters/schema/: polder.json and tenant.json, which editors complete and check files under clusters/ with; app.json, which the
package @polder/app brings to the repositories of teams; for-tenants.json, of the file that generate writes for them.

  npm run schema
`;

const schemas = {
  'polder.json': editorSchema(PolderConfig),
  'tenant.json': tenantEditorSchema(),
  'app.json': appEditorSchema(),
  'for-tenants.json': forTenantsSchema(),
};

await run(async () => {
  readArguments(help, {});
  const folder = resolve('clusters/schema');
  mkdirSync(folder, { recursive: true });
  for (const [name, schema] of Object.entries(schemas)) {
    const file = join(folder, name);
    writeFileSync(`${file}.new`, `${JSON.stringify(schema, null, 2)}\n`);
    renameSync(`${file}.new`, file);
  }
});
