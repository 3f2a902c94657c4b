import { z } from 'zod';
import { isMap } from './merge.ts';
import { Tenant } from './tenant.ts';

/**
 * The JSON Schema that editors check cluster files with. The three files share one schema, and any key may stand in
 * any of them, so no key of a map is required; inside a list an item is written whole, and keeps what it requires.
 */
export function editorSchema(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { ...(optional(made) as Record<string, unknown>), title: 'Polder: fleet.yaml, site.yaml and cluster.yaml' };
}

/** The JSON Schema of a tenant's file: one file says all, so what is required stays so. */
export function tenantEditorSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(Tenant, { io: 'input', unrepresentable: 'any' }), title: 'Polder: the file of a tenant' };
}

function optional(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(optional);
  if (!isMap(node)) return node;
  const { required, ...rest } = node;
  // A union's branch is told from the others by what it requires.
  return Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'items' || key === 'anyOf' || key === 'oneOf' ? value : key === 'properties' ? properties(value) : optional(value),
    ]),
  );
}

function properties(value: unknown): unknown {
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, optional(inner)])) : value;
}
