import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../charts-ts/catalogue.ts';
import { oidcNlGovRules } from '../charts-ts/identity/keycloak/standards.ts';
import type { AnyComponent } from '../charts-ts/kit/component.ts';
import { clusterContext } from '../charts-ts/order.ts';
import { standards } from '../scripts/lib/standards.ts';
import { standardsPage } from '../scripts/lib/standards-page.ts';
import { exampleCluster } from './support/render.ts';

const facts = clusterContext(exampleCluster({ access: { beheer: 'administrator' } }));
const components: readonly AnyComponent[] = catalogue;
const page = standardsPage(components, facts);

describe('docs/standards.md', () => {
  it('is what the code says; run `npm run docs` when it is not', () => {
    expect(readFileSync(join(import.meta.dirname, '../docs/standards.md'), 'utf8')).toBe(page);
  });

  it('has each standard, and each rule of OpenID NLGov by its id', () => {
    for (const { name } of standards) expect(page).toContain(`[${name}](`);
    for (const { id } of oidcNlGovRules) expect(page).toContain(`| \`${id}\` |`);
  });

  it('explains each program that logs people in by a client secret', () => {
    const [first] = components;
    if (first === undefined) throw new Error('the catalogue is empty');
    const client = { id: 'shop', title: 'The shop', redirectUris: [], authentication: 'client-secret', pkce: true } as const;
    const reason = 'Shop 1.0 signs no assertion';
    const shop: AnyComponent = { ...first, oidcClients: () => [{ ...client, deviations: [{ rule: 'client-authentication', reason }] }] };

    expect(standardsPage([shop], facts)).toContain(`| The shop | OpenID NLGov 1.0.1 | \`client-authentication\` | ${reason} |`);
  });
});
