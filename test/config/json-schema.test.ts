import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PolderConfig } from '../../charts-ts/catalogue.ts';
import { editorSchema } from '../../charts-ts/config/json-schema.ts';

describe('the JSON Schema for editors', () => {
  it('in clusters/schema is what the code says; run `npm run schema` when it is not', () => {
    const written = readFileSync(join(import.meta.dirname, '../../clusters/schema/polder.json'), 'utf8');

    expect(written).toBe(`${JSON.stringify(editorSchema(PolderConfig), null, 2)}\n`);
  });

  it('requires no key of a map, since any of the three files may say it', () => {
    const made = editorSchema(z.strictObject({ a: z.strictObject({ b: z.string() }), required: z.string() }));

    expect(made).not.toHaveProperty('required');
    expect(made).toMatchObject({ properties: { a: { properties: { b: { type: 'string' } } }, required: { type: 'string' } } });
    expect(made).not.toHaveProperty('properties.a.required');
  });

  it('requires the keys of a list item, which is written whole', () => {
    expect(editorSchema(z.strictObject({ list: z.array(z.strictObject({ zone: z.string() })) }))).toMatchObject({
      properties: { list: { items: { required: ['zone'] } } },
    });
  });

  it('knows no other keys, so that an editor underlines a misspelt one', () => {
    expect(editorSchema(PolderConfig)).toMatchObject({ additionalProperties: false, properties: { ingress: { additionalProperties: false } } });
  });

  it('describes each key of the first level and of each component', () => {
    const made = editorSchema(PolderConfig) as { readonly properties: Record<string, { readonly description?: string; readonly properties?: object }> };
    const components = made.properties['components']?.properties as Record<string, { readonly properties: Record<string, { readonly description?: string }> }>;
    const settings = Object.entries(components).flatMap(([name, { properties }]) =>
      Object.entries(properties).map(([key, { description }]) => [`components.${name}.${key}`, description] as const),
    );

    const silent = [...Object.entries(made.properties).map(([key, { description }]) => [key, description] as const), ...settings].filter(
      ([, description]) => description === undefined,
    );

    expect(silent.map(([key]) => key)).toEqual([]);
  });
});
