import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { appEditorSchema, forTenantsSchema } from '../../charts-ts/app/schema.ts';
import { everythingForTenants, forTenants } from '../support/for-tenants.ts';
import { exampleCluster } from '../support/render.ts';

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
}

/** Paths of keys that nothing describes, those of a map of names too. */
function undescribed(node: Node, path: readonly string[] = []): string[] {
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([key, inner]) => [
      ...(inner.description === undefined ? [[...path, key].join('.')] : []),
      ...undescribed(inner, [...path, key]),
    ]),
    ...[node.items, node.additionalProperties].flatMap((inner) => (typeof inner === 'object' ? undescribed(inner, [...path, '*']) : [])),
  ];
}

describe.each([
  ['app.json', appEditorSchema()],
  ['for-tenants.json', forTenantsSchema()],
])('the schema %s', (name, schema) => {
  it('in clusters/schema is what the code says; run `npm run schema` when it is not', () => {
    expect(readFileSync(join(import.meta.dirname, '../../clusters/schema', name), 'utf8')).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  });

  it('describes each key', () => {
    expect(undescribed(schema as Node)).toEqual([]);
  });
});

describe('an editor', () => {
  const validate = (schema: Readonly<Record<string, unknown>>) => new Ajv2020({ strict: false }).compile(schema);

  it('takes the example of docs/app.md, and underlines a key that there is not', () => {
    const app = validate(appEditorSchema());
    const example = {
      name: 'zaken',
      image: 'registry.example.nl/duinveen/zaken:1.4.2',
      hostnames: ['zaakloket'],
      health: '/gezond',
      needs: { database: 'zaken' },
    };

    expect(app(example)).toBe(true);
    expect(app({ ...example, hostname: 'zaakloket' })).toBe(false);
  });

  it('takes what a cluster tells tenants', () => {
    expect(validate(forTenantsSchema())(forTenants(exampleCluster({ provides: everythingForTenants })))).toBe(true);
  });
});
