import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PolderConfig } from '../../charts-ts/catalogue.ts';
import { editorSchema, tenantEditorSchema } from '../../charts-ts/config/json-schema.ts';

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

  it('describes each setting, or the group that it stands in', () => {
    expect(undescribed(editorSchema(PolderConfig) as Node, [])).toEqual([]);
  });
});

describe('the JSON Schema of tenants for editors', () => {
  it('in clusters/schema is what the code says; run `npm run schema` when it is not', () => {
    const written = readFileSync(join(import.meta.dirname, '../../clusters/schema/tenant.json'), 'utf8');

    expect(written).toBe(`${JSON.stringify(tenantEditorSchema(), null, 2)}\n`);
  });

  it('requires what has no default, since one file says all', () => {
    expect(tenantEditorSchema()['required']).toEqual(['body', 'costCentre', 'classification', 'contacts', 'access', 'namespaces']);
  });

  it('describes each key, those of a map of names too', () => {
    const undescribedIn = (node: TenantNode, path: readonly string[]): string[] => [
      ...Object.entries(node.properties ?? {}).flatMap(([key, inner]) => [
        ...(inner.description === undefined ? [[...path, key].join('.')] : []),
        ...undescribedIn(inner, [...path, key]),
      ]),
      ...[node.items, node.additionalProperties].flatMap((inner) => (typeof inner === 'object' ? undescribedIn(inner, [...path, '*']) : [])),
    ];

    expect(undescribedIn(tenantEditorSchema() as TenantNode, [])).toEqual([]);
  });
});

interface TenantNode extends Node {
  readonly properties?: Readonly<Record<string, TenantNode>>;
  readonly items?: TenantNode;
  readonly additionalProperties?: TenantNode | boolean;
}

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
}

/** The paths of settings that nothing describes; what a component is for says nothing of its settings. */
function undescribed({ description, properties }: Node, path: readonly string[]): string[] {
  const isComponent = path[0] === 'components' && path.length < 3;
  if (description !== undefined && !isComponent) return [];
  return properties === undefined ? [path.join('.')] : Object.entries(properties).flatMap(([key, inner]) => undescribed(inner, [...path, key]));
}
