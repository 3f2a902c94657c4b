import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PolderConfig } from '../catalogue.ts';
import { isMap } from '../config/merge.ts';
import type { KubeObject } from './object.ts';
import { fromStore, generatedPassword, SecretKeyRef } from './secret.ts';

/** The objects that a function of the kit makes, by kind. */
function made(make: (scope: Construct) => unknown): Record<string, KubeObject> {
  const chart = new Chart(new App({ outdir: 'unused' }), 'test', { disableResourceNameHashes: true });
  make(chart);
  return Object.fromEntries((chart.toJson() as KubeObject[]).map((object) => [object.kind, object]));
}

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
  // A capability and a component may be called after secrets: their facts and settings are none.
  for (const [path, schema] of keys.filter(([key]) => !/^(provides|components)\.[^.]+$/.test(key))) {
    const { properties } = schema as { readonly properties?: Readonly<Record<string, unknown>> };
    expect([path, Object.keys(properties ?? {}).sort()]).toEqual([path, ['key', 'name']]);
  }
});

describe('a generated password', () => {
  it('is told by the place where it will stand', () => {
    let place: unknown;
    made((scope) => {
      place = generatedPassword(scope, { name: 'admin', key: 'password' });
    });

    expect(place).toEqual({ name: 'admin', key: 'password' });
  });

  it('is made once, by the generator of its name, and never written over', () => {
    const { ExternalSecret, Password } = made((scope) => generatedPassword(scope, { name: 'admin', key: 'password', length: 40 }));

    expect(Password?.['spec']).toMatchObject({ length: 40, secretKeys: ['password'] });
    expect(ExternalSecret?.['spec']).toMatchObject({
      refreshPolicy: 'CreatedOnce',
      target: { name: 'admin', immutable: true },
      dataFrom: [{ sourceRef: { generatorRef: { kind: 'Password', name: 'admin' } } }],
    });
  });

  it('has no owner: neither the end of its component nor a restore takes it away', () => {
    const { ExternalSecret } = made((scope) => generatedPassword(scope, { name: 'admin', key: 'password' }));

    expect(ExternalSecret?.['spec']).toMatchObject({ target: { creationPolicy: 'CreateOrMerge', deletionPolicy: 'Retain' } });
  });

  it('holds letters and digits only, so that it may stand in an address', () => {
    const { Password } = made((scope) => generatedPassword(scope, { name: 'admin', key: 'password' }));

    expect(Password?.['spec']).toMatchObject({ length: 32, symbols: 0, encoding: 'raw' });
  });

  it('may stand beside what is no secret', () => {
    const { ExternalSecret } = made((scope) => generatedPassword(scope, { name: 'db', namespace: 'apps', key: 'password', also: { username: 'app' } }));

    expect(ExternalSecret).toMatchObject({
      metadata: { namespace: 'apps' },
      spec: { target: { template: { mergePolicy: 'Merge', data: { username: 'app' } } } },
    });
  });
});

describe('a Secret from the store', () => {
  it('follows a path of the store, key by key', () => {
    const { ExternalSecret } = made((scope) =>
      fromStore(scope, { name: 'login', store: 'platform', path: 'argo-cd/oidc', keys: { 'oidc.clientSecret': 'clientSecret' }, labels: { 'a/b': 'c' } }),
    );

    expect(ExternalSecret?.['spec']).toMatchObject({
      refreshPolicy: 'Periodic',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' },
      target: { name: 'login', creationPolicy: 'Owner', deletionPolicy: 'Retain', template: { metadata: { labels: { 'a/b': 'c' } } } },
      data: [{ secretKey: 'oidc.clientSecret', remoteRef: { key: 'argo-cd/oidc', property: 'clientSecret' } }],
    });
  });
});
