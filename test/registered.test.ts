import { describe, expect, it } from 'vitest';
import { catalogue } from '../charts-ts/catalogue.ts';
import type { AnyComponent } from '../charts-ts/kit/component.ts';
import { type Registered, registrations } from '../charts-ts/registered.ts';
import { exampleCluster } from './support/render.ts';
import { exampleTenants } from './support/tenants.ts';

type Changes = Readonly<Record<string, unknown>>;

const programs = ['argo-cd', 'forgejo', 'grafana', 'headlamp', 'oauth2-proxy', 'perses', 'zot'];
const tenants = exampleTenants({
  winkel: {
    namespaces: { productie: { size: 'small', hostnames: ['winkel'] } },
    access: { 'winkel-beheer': 'admin' },
    logins: { balie: { namespace: 'productie', hostname: 'winkel' } },
  },
});
const own = {
  'identity-provider': { issuer: 'https://sso.example.nl/realms/odc', kubernetesAudience: 'k8s-prod-1' },
  'block-storage': { storageClass: 'block' },
  'metric-store': { url: 'https://metrics.example.nl' },
  'external-secrets': {},
};

function found(changes: Changes = {}) {
  const components = Object.fromEntries([...programs, 'cloudnative-pg'].map((name) => [name, { enabled: true }]));
  const cluster = exampleCluster({ access: { beheer: 'administrator' }, components, provides: own, ...changes }, {}, tenants);
  const plan = registrations(catalogue as readonly AnyComponent[], cluster);
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  return plan.value;
}

function client(id: string): Registered {
  const one = found()?.clients.find((candidate) => candidate.id === id);
  if (one === undefined)
    throw new Error(
      `no client ${id}; there is ${found()
        ?.clients.map((candidate) => candidate.id)
        .join(', ')}`,
    );
  return one;
}

describe("what people register at a site's own identity provider", () => {
  it('is each program that people log in to, kubectl, and the programs of tenants', () => {
    expect(found()).toMatchObject({ issuer: 'https://sso.example.nl/realms/odc' });
    expect(found()?.clients.map(({ id }) => id)).toEqual([
      'argo-cd',
      'argo-cd-cli',
      'forgejo',
      'grafana',
      'headlamp',
      'k8s-prod-1',
      'login-proxy',
      'winkel.balie',
      'zot',
    ]);
  });

  it('says which clients keep a secret, and where it goes', () => {
    expect(client('zot')).toMatchObject({ authentication: 'none', redirectUris: ['https://registry.apps.example.nl/zot/auth/callback/oidc'] });
    expect(client('zot')).not.toHaveProperty('secret');
    expect(client('login-proxy')).toMatchObject({ authentication: 'client-secret', secret: 'oauth2-proxy/oidc-login-proxy' });
    expect(client('winkel.balie')).toMatchObject({ secret: 'winkel-productie/oidc-balie', groups: ['winkel-beheer'] });
  });

  it("has tokens for the API server where people's tokens go there, by the audience that it takes", () => {
    expect(client('headlamp')).toMatchObject({ audiences: ['k8s-prod-1'], refreshTokens: true });
    expect(client('zot')).toMatchObject({ audiences: [], refreshTokens: false });
  });

  it('is native where it runs on the machines of people', () => {
    expect(
      found()
        ?.clients.filter(({ native }) => native)
        .map(({ id }) => id),
    ).toEqual(['argo-cd-cli', 'k8s-prod-1']);
    expect(client('k8s-prod-1')).toMatchObject({ authentication: 'none', redirectUris: expect.arrayContaining(['http://127.0.0.1:18000']) });
  });

  it('is nothing where the platform has an identity provider, which registers them itself', () => {
    const { 'identity-provider': _, ...others } = own;
    const components = { keycloak: { enabled: true }, 'cloudnative-pg': { enabled: true } };

    expect(found({ provides: others, components })).toBeUndefined();
  });
});
