import { expect, it } from 'vitest';
import { z } from 'zod';
import { PolderConfig } from '../catalogue.ts';
import { isMap } from '../config/merge.ts';
import { SecretKeyRef } from './secret.ts';

/** Every key of the configuration whose name speaks of a secret, with its schema. A key that ends in `Name` names a Secret. */
function secretKeys(node: unknown, path: readonly string[] = []): [string, unknown][] {
  if (Array.isArray(node)) return node.flatMap((inner) => secretKeys(inner, path));
  if (!isMap(node)) return [];
  const properties = isMap(node['properties']) ? Object.entries(node['properties']) : [];
  return [
    ...properties.flatMap(([key, inner]) => [
      ...(/(password|token|secret|privatekey)(?!.*name$)/i.test(key) ? [[[...path, key].join('.'), inner] as [string, unknown]] : []),
      ...secretKeys(inner, [...path, key]),
    ]),
    ...Object.entries(node).flatMap(([key, inner]) => (key === 'properties' ? [] : secretKeys(inner, path))),
  ];
}

it('takes a name and a key, never a secret itself', () => {
  expect(SecretKeyRef.safeParse({ name: 'tsig', key: 'key.txt' }).success).toBe(true);
  expect(SecretKeyRef.safeParse('c2VjcmV0').success).toBe(false);
  expect(SecretKeyRef.safeParse({ name: 'tsig', key: 'key', value: 'c2VjcmV0' }).success).toBe(false);
});

it('is the type of every key that speaks of a secret', () => {
  const keys = secretKeys(z.toJSONSchema(PolderConfig, { io: 'input', unrepresentable: 'any' }));

  expect(keys.map(([path]) => path)).toContain('components.cert-manager.issuer.acme.solver.rfc2136.tsigSecret');
  // A capability may be called after secrets: its facts are none.
  for (const [path, schema] of keys.filter(([key]) => !/^provides\.[^.]+$/.test(key))) {
    const { properties } = schema as { readonly properties?: Readonly<Record<string, unknown>> };
    expect([path, Object.keys(properties ?? {}).sort()]).toEqual([path, ['key', 'name']]);
  }
});
