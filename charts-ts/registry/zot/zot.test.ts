import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { clusterContext } from '../../order.ts';
import { zot } from './index.ts';
import { zotMistakes } from './mistakes.ts';
import { ZotConfig } from './settings.ts';
import { syncRegistries } from './sync.ts';
import type { ZotFile } from './types.ts';

const host = 'registry.apps.example.nl';
const access = { 'platform-beheer': 'administrator', dienst: 'operator', audit: 'viewer' };
const provides = {
  'block-storage': { storageClass: 'block' },
  'external-secrets': {},
  'identity-provider': { issuer: 'https://login.apps.example.nl/realms/platform', groupsClaim: 'groepen' },
  metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
};
const own = { airGapped: true, mirrors: { registry: host, git: 'https://git.example.nl' } };
const ownSettings = { login: false, seed: 'seed.example.nl:5000/images' };

interface Changes {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly [fact: string]: unknown;
}

function made({ settings = {}, ...facts }: Changes = {}) {
  return renderComponent(zot, { access, provides, ...facts, components: { zot: settings } });
}

function fileOf(changes: Changes = {}): ZotFile {
  const { data } = made(changes).object('ConfigMap', 'zot') as unknown as { readonly data: Readonly<Record<string, string>> };
  return JSON.parse(data['config.json'] ?? '') as ZotFile;
}

function mistakesOf({ settings = {}, ...facts }: Changes): string[] {
  const cluster = clusterContext(exampleCluster({ access, ...facts }));
  return zotMistakes({ cluster, config: ZotConfig.parse(settings) }).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('Zot', () => {
  it('keeps what is pulled by digest, and what nothing names yet', () => {
    expect(fileOf().storage).toMatchObject({
      gcDelay: '24h',
      retention: { policies: [{ repositories: ['**'], deleteUntagged: false, deleteReferrers: false }] },
    });
  });

  it('gives an upload more time than a minute', () => {
    expect(fileOf().http).toMatchObject({ readTimeout: '1h', writeTimeout: '1h' });
  });

  it('lets people log in by PKCE, without a secret, as what their groups say', () => {
    expect(fileOf().http.auth.openid?.providers.oidc).toEqual({
      name: 'the platform',
      clientid: 'zot',
      issuer: 'https://login.apps.example.nl/realms/platform',
      scopes: ['openid', 'profile', 'email', 'groups'],
      claimMapping: { username: 'preferred_username', groups: 'groepen' },
    });
    expect(JSON.stringify(fileOf())).not.toMatch(/secret"/i);
    expect(zot.oidcClients?.({ cluster: clusterContext(exampleCluster()), config: ZotConfig.parse({}) }, [])).toMatchObject([
      { redirectUris: [`https://${host}/zot/auth/callback/oidc`], authentication: 'none', pkce: true },
    ]);
  });

  it('reads the password of its own account from a Secret that is made in the cluster', () => {
    expect(made().object('ExternalSecret', 'zot-account')).toMatchObject({
      spec: { target: { immutable: true, template: { data: { username: 'platform/registry', htpasswd: '{{ htpasswd "platform/registry" .password }}' } } } },
    });
  });

  it('has an administrator by name that no person can be: Keycloak refuses such a user name, and it is no mail address', () => {
    // https://github.com/keycloak/keycloak/blob/26.7.4/services/src/main/java/org/keycloak/userprofile/validator/UsernameProhibitedCharactersValidator.java
    const prohibited = /[<>&"'\s$%!#?§,;:*~/\\|^=[\]{}()`\p{Cc}]/u;

    for (const user of fileOf().http.accessControl.adminPolicy.users) {
      expect(user).toMatch(prohibited);
      expect(user).not.toContain('@');
      // A colon ends the name in a file of htpasswd and in basic authentication.
      expect(user).not.toMatch(/[:\s]/);
    }
  });

  it('lets administrators do everything, operators and viewers pull, and others nothing', () => {
    const { accessControl } = fileOf().http;

    expect(accessControl.adminPolicy).toEqual({ users: ['platform/registry'], groups: ['platform-beheer'], actions: ['read', 'create', 'update', 'delete'] });
    expect(accessControl.repositories['**']).toEqual({
      policies: [{ groups: ['audit', 'dienst'], actions: ['read'] }],
      defaultPolicy: [],
      anonymousPolicy: [],
    });
  });

  it('lets nobody pull without an account, unless asked, and then only what is mirrored', () => {
    const anonymous = (changes: Changes) =>
      Object.entries(fileOf(changes).http.accessControl.repositories)
        .filter(([, { anonymousPolicy }]) => anonymousPolicy.length > 0)
        .map(([pattern]) => pattern);

    expect(anonymous({})).toEqual([]);
    expect(anonymous({ settings: { anonymous: true, repositories: { 'team-a/**': { write: ['team-a'] } } } })).toEqual([
      'docker.io/**',
      'ghcr.io/**',
      'quay.io/**',
    ]);
  });

  it('lets a team push to its own repositories, where operators still look', () => {
    expect(
      fileOf({ settings: { repositories: { 'team-a/**': { read: ['team-b'], write: ['team-a'] } } } }).http.accessControl.repositories['team-a/**'],
    ).toEqual({
      policies: [
        { groups: ['audit', 'dienst', 'team-b'], actions: ['read'] },
        { groups: ['team-a'], actions: ['read', 'create', 'update'] },
      ],
      defaultPolicy: [],
      anonymousPolicy: [],
    });
  });

  it('shows its metrics to Prometheus, and not at its hostname', () => {
    expect(made().object('HTTPRoute', 'zot')).toMatchObject({
      spec: { rules: [{ backendRefs: [{ name: 'zot' }] }, { matches: [{ path: { type: 'PathPrefix', value: '/metrics' } }] }] },
    });
    expect((made().object('HTTPRoute', 'zot')['spec'] as { rules: object[] }).rules[1]).not.toHaveProperty('backendRefs');
    expect(made().object('ServiceMonitor', 'zot')).toMatchObject({ spec: { endpoints: [{ port: 'http' }] } });
  });

  it('has one pod with a volume that keeps its owner', () => {
    expect(made().object('StatefulSet', 'zot')).toMatchObject({
      spec: {
        replicas: 1,
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: 'block' } }],
        template: { spec: { securityContext: { runAsUser: 65532, fsGroup: 65532, fsGroupChangePolicy: 'OnRootMismatch' } } },
      },
    });
  });
});

describe('what Zot mirrors', () => {
  it('are the images of the chosen components, below the name of their registry, with their digests', () => {
    const registries = fileOf().extensions.sync?.registries ?? [];

    expect(registries.map(({ urls }) => urls)).toEqual([['https://index.docker.io'], ['https://ghcr.io'], ['https://quay.io']]);
    expect(registries.every(({ preserveDigest, tlsVerify, onDemand }) => preserveDigest && tlsVerify && onDemand)).toBe(true);
    expect(registries[2]?.content).toContainEqual({
      prefix: 'argoproj/argocd',
      destination: '/quay.io',
      tags: { regex: expect.stringMatching(/^\^\(v[0-9]+\\\.[0-9]+\\\.[0-9]+\)\$$/) },
    });
  });

  it("are fetched through the site's registry where there is one", () => {
    const [only, ...others] = fileOf({ mirrors: { registry: 'images.example.nl/mirror' } }).extensions.sync?.registries ?? [];

    expect(others).toEqual([]);
    expect(only?.urls).toEqual(['https://images.example.nl']);
    expect(only?.content).toContainEqual(
      expect.objectContaining({ prefix: 'mirror/quay.io/argoproj/argocd', destination: '/quay.io/argoproj/argocd', stripPrefix: true }),
    );
  });

  it('stand where the references of a cluster that is its own mirror look for them', () => {
    const [only] =
      fileOf({ ...own, mirrors: { ...own.mirrors, registry: `${host}/m` }, settings: { ...ownSettings, mirror: { more: { 'docker.io': ['library/**'] } } } })
        .extensions.sync?.registries ?? [];

    expect(only?.urls).toEqual(['https://seed.example.nl:5000']);
    expect(only?.content).toContainEqual({ prefix: 'images/docker.io/library/**', destination: '/m/docker.io/library', stripPrefix: true });
    expect(only?.content).toContainEqual(expect.objectContaining({ prefix: 'images/ghcr.io/project-zot/zot', destination: '/m/ghcr.io/project-zot/zot' }));
  });

  it('is nothing where there is no internet and no registry in between: then all is pushed there', () => {
    const cluster = clusterContext(exampleCluster({ airGapped: true, mirrors: { registry: host, git: 'https://git.example.nl' } }));

    expect(syncRegistries({ cluster, config: ZotConfig.parse({ login: false }), platform: [{ component: zot }] })).toEqual([]);
  });

  it('goes out to registries and the identity provider only', () => {
    expect(made({ ...own, settings: ownSettings }).object('NetworkPolicy', 'zot')).toMatchObject({
      spec: { egress: [{}, { ports: [{ port: 5000, protocol: 'TCP' }] }] },
    });
    expect(made({ settings: { login: false, mirror: { onDemand: false } } }).object('NetworkPolicy', 'zot')['spec']).not.toHaveProperty('egress');
  });
});

describe('a registry that mirrors for its own cluster', () => {
  it('starts with a seed and without a login', () => {
    expect(mistakesOf({ ...own, settings: ownSettings })).toEqual([]);
  });

  it('does not start without a seed', () => {
    expect(mistakesOf({ ...own, settings: { login: false } })).toEqual([
      `seed: mirrors.registry is ${host}, this very registry: while it is down no node can pull the images that it starts from; write seed: the registry outside the cluster with the same images, or let mirrors.registry be that one (docs/registry.md)`,
    ]);
  });

  it('does not start from itself', () => {
    expect(mistakesOf({ ...own, settings: { login: false, seed: `${host}/seed` } })).toEqual([
      `seed: "${host}/seed" is this very registry; write one outside the cluster, like seed.example.nl:5000`,
    ]);
  });

  it('does not start after an identity provider that it holds the images of', () => {
    expect(mistakesOf({ ...own, settings: { seed: ownSettings.seed } })).toEqual([expect.stringMatching(/^login: .*write login: false/)]);
  });

  it('wakes somebody when it is down', () => {
    const rules = (changes: Changes) => JSON.stringify(made(changes).object('PrometheusRule', 'zot'));

    expect(rules({ ...own, settings: ownSettings })).toMatch(/"alert":"ZotDown".*?"severity":"critical"/);
    expect(rules({})).not.toMatch(/"severity":"critical"/);
  });
});

describe("Zot's other mistakes", () => {
  it('are a seed that nothing is pulled through', () => {
    expect(mistakesOf({ settings: { seed: 'seed.example.nl' } })).toEqual([expect.stringMatching(/^seed: nothing is pulled through a seed unless/)]);
  });

  it('are fetching ahead from registries that do not list what they have', () => {
    expect(mistakesOf({ settings: { mirror: { every: '1d' } } })).toEqual([
      expect.stringMatching(/^mirror\.every: quay\.io, ghcr\.io and docker\.io do not list/),
    ]);
  });

  it('are repositories of groups where nobody logs in, so that nobody is in one', () => {
    const repositories = { 'team-a/**': { read: ['team-b'], write: ['team-a'] }, 'team-c/**': { write: ['team-c'] }, 'open/**': {} };

    expect(mistakesOf({ settings: { login: true, repositories } })).toEqual([]);
    expect(mistakesOf({ settings: { login: false, repositories } })).toEqual([
      expect.stringMatching(/^repositories\.team-a\/\*\*\.read: .*nobody may ever pull here; write login: true, or remove it$/),
      expect.stringMatching(/^repositories\.team-a\/\*\*\.write: .*nobody may ever push here/),
      expect.stringMatching(/^repositories\.team-c\/\*\*\.write: /),
    ]);
  });

  it('are such repositories where it mirrors for its own cluster, which takes the login away', () => {
    expect(mistakesOf({ ...own, settings: { ...ownSettings, repositories: { 'team-a/**': { write: ['team-a'] } } } })).toEqual([
      expect.stringMatching(/keep what tenants push in another registry/),
    ]);
  });
});
