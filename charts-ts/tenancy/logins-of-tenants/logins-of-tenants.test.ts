import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { catalogue } from '../../catalogue.ts';
import { within } from '../../checks/pods.ts';
import type { AnyComponent } from '../../kit/component.ts';
import type { KubeObject } from '../../kit/object.ts';
import { clusterContext } from '../../order.ts';
import { suppliedSecrets } from '../../supplied.ts';
import { clientsOfTenant } from './clients.ts';
import { loginsOfTenants } from './index.ts';

type Fields = Readonly<Record<string, unknown>>;

const namespaces = { productie: { size: 'small', hostnames: ['winkel', '*.winkel'] }, test: { size: 'small', hostnames: ['winkel-test'] } };
const login = { namespace: 'productie', hostname: 'winkel' };
const winkel = { namespaces, access: { 'winkel-beheer': 'admin', 'winkel-balie': 'viewer' }, logins: { balie: login } };
const files = {
  winkel,
  bakker: { namespaces: { productie: { size: 'small', hostnames: ['bakker'] } }, logins: { brood: { namespace: 'productie', hostname: 'bakker' } } },
  slager: {},
};
const keycloak = {
  provides: {
    'block-storage': { storageClass: 'fast' },
    postgres: { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' }, imageCatalog: 'platform', backups: true },
  },
  components: { keycloak: { enabled: true }, 'external-secrets': { enabled: true } },
};
const ofTheSite = { provides: { 'identity-provider': { issuer: 'https://login.example.nl' } } };

function objects(changes: Fields = keycloak, tenants: Readonly<Record<string, Fields>> = files): readonly KubeObject[] {
  return renderComponent(loginsOfTenants, changes, {}, exampleTenants(tenants)).objects;
}

function one(all: readonly KubeObject[], kind: string, name: string, namespace?: string): KubeObject {
  const found = all.find((object) => object.kind === kind && object.metadata.name === name && object.metadata.namespace === namespace);
  if (found === undefined)
    throw new Error(
      `no ${kind} ${namespace ?? ''}/${name}; there is ${all.map((object) => `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`).join(', ')}`,
    );
  return found;
}

const clients = (changes: Fields = {}) => {
  const [tenant] = exampleTenants({ winkel: { ...winkel, ...changes } });
  if (tenant === undefined) throw new Error('no tenant');
  return clientsOfTenant(tenant, clusterContext(exampleCluster()));
};

describe('a login', () => {
  it('sends people back to whole addresses of the hostname that it names', () => {
    expect(clients({ logins: { balie: { ...login, callbacks: ['/oauth2/callback', '/api/auth/callback/polder'] } } })).toMatchObject([
      {
        id: 'winkel.balie',
        redirectUris: ['https://winkel.apps.example.nl/oauth2/callback', 'https://winkel.apps.example.nl/api/auth/callback/polder'],
        postLogoutRedirectUris: ['https://winkel.apps.example.nl/'],
        pkce: true,
        refreshTokens: false,
      },
    ]);
  });

  it('is told of the groups of its tenant, and of no others', () => {
    expect(clients()[0]?.groups).toEqual(['winkel-balie', 'winkel-beheer']);
  });

  it('is known by an id that no other tenant can have', () => {
    const ids = [
      { name: 'a', logins: { 'b-c': login } },
      { name: 'a-b', logins: { c: login } },
    ].flatMap(({ name, logins }) => {
      const [tenant] = exampleTenants({ [name]: { namespaces, logins } });
      return tenant === undefined ? [] : clientsOfTenant(tenant, clusterContext(exampleCluster())).map(({ id }) => id);
    });

    expect(ids).toEqual(['a.b-c', 'a-b.c']);
  });

  it('of a tenant that has left is gone', () => {
    const [tenant] = exampleTenants({ winkel });

    expect(tenant && clientsOfTenant({ ...tenant, archived: { confirmed: false } }, clusterContext(exampleCluster()))).toEqual([]);
  });
});

describe('the secret of a login', () => {
  const all = objects();

  it('comes into the namespace of its program, under the name of the login', () => {
    expect(one(all, 'ExternalSecret', 'oidc-balie', 'winkel-productie')['spec']).toMatchObject({
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'logins-winkel' },
      target: { name: 'oidc-balie' },
      data: [
        { secretKey: 'client-id', remoteRef: { key: 'oidc-winkel.balie', property: 'client-id' } },
        { secretKey: 'client-secret', remoteRef: { key: 'oidc-winkel.balie', property: 'client-secret' } },
      ],
    });
  });

  it('is read by a store of the tenant alone, for the namespaces that have logins', () => {
    expect(one(all, 'ClusterSecretStore', 'logins-winkel')['spec']).toMatchObject({
      conditions: [{ namespaces: ['winkel-productie'] }],
      provider: { kubernetes: { remoteNamespace: 'keycloak', auth: { serviceAccount: { name: 'logins-winkel', namespace: 'keycloak' } } } },
    });
  });

  it('is all that the store may read: with it a tenant that writes ExternalSecrets gets no secret of others', () => {
    expect(one(all, 'Role', 'logins-winkel', 'keycloak')['rules']).toEqual([
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['oidc-winkel.balie'], verbs: ['get'] },
    ]);
    const readers = all.filter(({ kind, metadata }) => kind === 'RoleBinding' && metadata.name === 'logins-winkel');
    expect(readers.map((binding) => within(binding, 'roleRef', 'name'))).toEqual(['logins-winkel']);
  });

  it('is the only Secret of that namespace that External Secrets may change', () => {
    expect(one(all, 'Role', 'polder-logins', 'winkel-productie')['rules']).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['oidc-balie'], verbs: ['update', 'patch', 'delete'] },
    ]);
  });

  it('is for who asks: others get nothing, nor do its other namespaces', () => {
    expect(all.filter(({ metadata }) => metadata.namespace?.startsWith('slager') || metadata.namespace === 'winkel-test')).toEqual([]);
  });

  it('is a person’s to bring where the site has an identity provider of its own, with what to register', () => {
    const cluster = exampleCluster(ofTheSite, {}, exampleTenants(files));
    const supplied = suppliedSecrets(catalogue as readonly AnyComponent[], cluster);
    const own = supplied.ok ? supplied.value.filter(({ components }) => components.includes('logins-of-tenants')) : [];

    expect(own.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(['bakker-productie/oidc-brood', 'winkel-productie/oidc-balie']);
    expect(own[1]?.purpose).toMatch(
      /https:\/\/winkel\.apps\.example\.nl\/oauth2\/callback; its tokens may tell of the groups winkel-balie, winkel-beheer and no others$/,
    );
    expect(objects(ofTheSite).map(({ kind }) => kind)).not.toContain('ClusterSecretStore');
  });
});

describe('the network', () => {
  it('lets the programs of that namespace reach the login at the Gateway', () => {
    expect(one(objects(), 'NetworkPolicy', 'polder-to-login', 'winkel-productie')['spec']).toEqual({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } },
              podSelector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } },
            },
          ],
        },
      ],
    });
  });
});

describe('a cluster without an identity provider', () => {
  it('tells the tenant that asks', () => {
    expect(() => objects({}, { winkel })).toThrow(/clusters\/tenants\/winkel\.yaml:1:1 logins: site\/example has no "identity-provider"/);
  });
});
