import { describe, expect, it } from 'vitest';
import type { Built } from '../../charts-ts/built.ts';
import { configMapsFit } from '../../charts-ts/checks/config-maps-fit.ts';
import { verdict } from '../support/check.ts';

function holding(...texts: readonly string[]): Built[] {
  const data = Object.fromEntries(texts.map((text, index) => [`key-${index}`, text]));
  const objects = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'realm', namespace: 'keycloak' }, data }];
  return [{ component: { name: 'keycloak', area: 'identity' }, objects } as unknown as Built];
}

describe('a ConfigMap', () => {
  it('fits up to 1 MiB, all keys together', () => {
    expect(verdict(configMapsFit, holding('a'.repeat(1024 * 1024)))).toEqual([]);
    expect(verdict(configMapsFit, holding('a'.repeat(1024 * 1024), 'b'))).toEqual([
      expect.stringMatching(/^ConfigMap\/keycloak\/realm .*: holds 1025 KiB, and the API server takes 1024; leave something out, such as logins of tenants$/),
    ]);
  });

  it('is counted in bytes, as UTF-8', () => {
    expect(verdict(configMapsFit, holding('é'.repeat(600 * 1024)))).toHaveLength(1);
  });
});
