import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RuleCase } from '../rule-case.ts';

/** The cases of a component: what `test/rules/<its name>.ts` exports. None where there is no such file. */
export async function casesOf(component: string): Promise<readonly RuleCase[]> {
  const file = join(import.meta.dirname, '..', `${component}.ts`);
  if (!existsSync(file)) return [];
  const { cases } = (await import(pathToFileURL(file).href)) as { readonly cases?: readonly RuleCase[] };
  if (cases === undefined) throw new Error(`test/rules/${component}.ts exports no cases`);
  return cases;
}
