import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { exampleCluster, type RenderedComponent, renderComponent } from '../../../test/support/render.ts';
import { within } from '../../checks/pods.ts';
import { clusterContext } from '../../order.ts';
import { KeycloakConfig } from './config.ts';
import { keycloak } from './index.ts';
import type { Realm } from './types.ts';

const provides = {
  'block-storage': { storageClass: 'fast' },
  postgres: { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' }, imageCatalog: 'platform', backups: true },
};
const access = { beheer: 'administrator', dienst: 'operator', audit: 'viewer' };

function rendered(config: Readonly<Record<string, unknown>> = {}): RenderedComponent {
  return renderComponent(keycloak, { access, provides, components: { 'external-secrets': { enabled: true }, keycloak: config } });
}

function realmOf(objects: RenderedComponent): Realm {
  return JSON.parse(String(within(objects.object('ConfigMap', 'keycloak-realm'), 'data', 'realm.json'))) as Realm;
}

const oidc = {
  type: 'oidc',
  displayName: 'Rijk',
  issuer: 'https://idp.example.nl',
  endpoints: { authorize: 'https://idp.example.nl/auth', exchange: 'https://idp.example.nl:8443/exchange', keys: 'https://idp.example.nl/keys' },
  clientId: 'polder',
  groups: { 'CN=Beheerders': 'beheer' },
};

describe('the site’s own identity provider', () => {
  it('is asked with a key of Keycloak’s own, its signatures are checked, and it says which groups people are in', () => {
    const made = realmOf(rendered({ brokers: { rijk: oidc } }));

    expect(made.identityProviders).toMatchObject([
      { alias: 'rijk', trustEmail: false, config: { clientAuthMethod: 'private_key_jwt', validateSignature: 'true', pkceMethod: 'S256', syncMode: 'FORCE' } },
    ]);
    expect(made.identityProviderMappers).toMatchObject([
      { config: { group: '/beheer', claims: '[{"key":"groups","value":"CN=Beheerders"}]', syncMode: 'FORCE' } },
    ]);
  });

  it('is reached at the ports of its addresses, and without one Keycloak reaches nothing outside', () => {
    const egress = (objects: RenderedComponent) => JSON.stringify(within(objects.object('NetworkPolicy', 'keycloak'), 'spec', 'egress'));

    expect(egress(rendered({ brokers: { rijk: oidc } }))).toMatch(/"port":443.*"port":8443|"port":8443/);
    expect(egress(rendered())).not.toContain('0.0.0.0/0');
  });

  it('with a secret: a person supplies it, and the job fills it in', () => {
    const config = { brokers: { rijk: { ...oidc, authentication: { name: 'rijk', key: 'secret' } } } };
    const cluster = clusterContext(exampleCluster({ access }));

    expect(JSON.stringify(realmOf(rendered(config)))).toContain('$(file:UTF-8:/secrets/rijk/secret)');
    expect(keycloak.supplies?.({ cluster, config: KeycloakConfig.parse(config) }).map(({ name }) => name)).toContain('rijk');
  });

  it('cannot put people into a group that the platform does not know', () => {
    expect(() => rendered({ brokers: { rijk: { ...oidc, groups: { x: 'onbekend' } } } })).toThrow(
      /brokers\.rijk\.groups\.x: "onbekend" is no group of access, so Keycloak would not have it; write one of audit, beheer, dienst, or add it to access/,
    );
  });
});

describe('a SAML provider', () => {
  const saml = {
    type: 'saml',
    displayName: 'ADFS',
    entityId: 'http://adfs.example.nl/adfs/services/trust',
    singleSignOn: 'https://adfs.example.nl/adfs/ls/',
    signingCertificate: rootCertificates[0],
    attributes: { username: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn', email: 'mail' },
    groups: { Beheerders: 'beheer' },
  };

  it('says who somebody is by its attributes: the user name, and what else is named, at each login', () => {
    const { identityProviderMappers } = realmOf(rendered({ brokers: { adfs: saml } }));

    expect(identityProviderMappers.map(({ identityProviderMapper, config }) => [identityProviderMapper, config])).toEqual([
      ['saml-username-idp-mapper', { syncMode: 'FORCE', target: 'LOCAL', template: `\${ATTRIBUTE.${saml.attributes.username}}` }],
      ['saml-user-attribute-idp-mapper', { syncMode: 'FORCE', 'attribute.name': 'mail', 'user.attribute': 'email' }],
      ['saml-advanced-group-idp-mapper', expect.objectContaining({ group: '/beheer', attributes: '[{"key":"groups","value":"Beheerders"}]' })],
    ]);
  });

  it('must be told by which attribute: its own names for people are numbers', () => {
    const { attributes: _, ...without } = saml;

    const problems = (one: unknown) =>
      KeycloakConfig.safeParse({ brokers: { adfs: one } }).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

    expect(problems(without)).toEqual([expect.stringMatching(/^brokers\.adfs\.attributes /)]);
    expect(problems({ ...saml, attributes: { username: 'a}b' } })).toEqual([
      'brokers.adfs.attributes.username is not the name of a SAML attribute; write its Name, without braces or |',
    ]);
  });
});

describe('OpenShift as the provider', () => {
  const openshift = {
    type: 'openshift',
    displayName: 'OpenShift',
    api: 'https://api.prod-1.example.nl:6443',
    clientId: 'keycloak',
    authentication: { name: 'openshift', key: 'secret' },
    groups: { platformteam: 'beheer' },
  };
  const made = rendered({ brokers: { openshift } });

  it('is asked at its API server, which knows where its OAuth server is, with PKCE and a secret that the job fills in', () => {
    expect(realmOf(made).identityProviders).toMatchObject([
      {
        providerId: 'openshift-v4',
        config: { baseUrl: 'https://api.prod-1.example.nl:6443', clientSecret: '$(file:UTF-8:/secrets/openshift/secret)', pkceMethod: 'S256' },
      },
    ]);
  });

  it('says which of its groups somebody is in', () => {
    expect(realmOf(made).identityProviderMappers).toMatchObject([
      { identityProviderMapper: 'oidc-advanced-group-idp-mapper', config: { group: '/beheer', claims: '[{"key":"groups","value":"platformteam"}]' } },
    ]);
  });

  it('is reached at the port of its API server and, for its OAuth server, at https', () => {
    expect(JSON.stringify(within(made.object('NetworkPolicy', 'keycloak'), 'spec', 'egress'))).toMatch(/"port":443.*"port":6443/);
  });
});

describe('who comes from another provider for the first time', () => {
  const made = realmOf(rendered({ brokers: { rijk: oidc } }));
  const flow = (alias: string) => made.authenticationFlows.find((one) => one.alias === alias)?.authenticationExecutions ?? [];

  it('chooses no user name, name or mail address: the account is as the provider says', () => {
    expect(made.identityProviders[0]?.firstBrokerLoginFlowAlias).toBe('platform first broker login');
    expect(flow('platform first broker login').map(({ authenticator, flowAlias }) => authenticator ?? flowAlias)).toEqual([
      'idp-create-user-if-unique',
      'platform link',
    ]);
    expect(JSON.stringify(made.authenticationFlows)).not.toContain('idp-review-profile');
  });

  it('gets an account that is there already after its password and its second factor', () => {
    expect(flow('platform link').map(({ authenticator, flowAlias, requirement }) => [authenticator ?? flowAlias, requirement])).toEqual([
      ['idp-confirm-link', 'REQUIRED'],
      ['idp-username-password-form', 'REQUIRED'],
      ['platform link second factor', 'REQUIRED'],
    ]);
    expect(flow('platform link code').map(({ authenticator }) => authenticator)).toContain('auth-otp-form');
  });

  it('meets flows of which each belongs to one other', () => {
    const inner = made.authenticationFlows.flatMap(({ authenticationExecutions }) => authenticationExecutions.flatMap(({ flowAlias }) => flowAlias ?? []));

    expect(new Set(inner).size).toBe(inner.length);
  });
});
