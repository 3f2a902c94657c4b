import { z } from 'zod';
import { App } from './declaration.ts';
import { ForTenants } from './facts.ts';

/** The JSON Schema that editors check a declaration with. */
export function appEditorSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(App, { io: 'input', unrepresentable: 'any' }), title: 'Polder: an application' };
}

/** The JSON Schema of for-tenants.yaml, for programs that read it. */
export function forTenantsSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(ForTenants, { io: 'input', unrepresentable: 'any' }), title: 'Polder: what tenants must know of a cluster' };
}
