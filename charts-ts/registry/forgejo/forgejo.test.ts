import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { clusterContext } from '../../order.ts';
import { forgejo } from './index.ts';
import { iniText } from './ini.ts';
import { forgejoMistakes } from './mistakes.ts';
import { ownersOf } from './names.ts';
import { ForgejoConfig } from './settings.ts';

const host = 'git.apps.example.nl';
const access = { 'platform-beheer': 'administrator', dienst: 'operator' };
const provides = {
  'block-storage': { storageClass: 'block' },
  'external-secrets': {},
  postgres: { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' }, imageCatalog: 'platform', backups: true },
  metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
};
const withLogin = { ...provides, 'identity-provider': { issuer: 'https://login.apps.example.nl/realms/platform', groupsClaim: 'groepen' } };

interface Changes {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly [fact: string]: unknown;
}

function made({ settings = {}, ...facts }: Changes = {}) {
  return renderComponent(forgejo, { access, provides: withLogin, ...facts, components: { forgejo: settings } });
}

/** The values of app.ini, by `section.KEY`. */
function ini(changes: Changes = {}): Readonly<Record<string, string>> {
  const { data } = made(changes).object('ConfigMap', 'forgejo') as unknown as { readonly data: Readonly<Record<string, string>> };
  let section = '';
  return Object.fromEntries(
    (data['app.ini'] ?? '').split('\n').flatMap((line) => {
      section = /^\[(.+)\]$/.exec(line)?.[1] ?? section;
      const [, key, value] = /^(\w+) = (.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [[`${section}.${key}`, value ?? '']];
    }),
  );
}

function mistakesOf({ settings = {}, ...facts }: Changes): string[] {
  const cluster = clusterContext(exampleCluster({ access, ...facts }));
  return forgejoMistakes({ cluster, config: ForgejoConfig.parse(settings) }).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('Forgejo', () => {
  it('lets nobody sign up, and makes an account with few rights when somebody logs in', () => {
    expect(ini()).toMatchObject({
      'service.ALLOW_ONLY_EXTERNAL_REGISTRATION': 'true',
      'service.ENABLE_INTERNAL_SIGNIN': 'false',
      'service.DEFAULT_USER_IS_RESTRICTED': 'true',
      'service.REQUIRE_SIGNIN_VIEW': 'true',
      'oauth2_client.ENABLE_AUTO_REGISTRATION': 'true',
      'oauth2_client.ACCOUNT_LINKING': 'disabled',
      'openid.ENABLE_OPENID_SIGNIN': 'false',
    });
  });

  it('has accounts of its own where there is no identity provider, and still no signing up', () => {
    expect(ini({ provides })).toMatchObject({ 'service.DISABLE_REGISTRATION': 'true', 'service.ENABLE_INTERNAL_SIGNIN': 'true' });
    expect(() => made({ provides }).object('Job', 'forgejo-login')).toThrow('no Job/forgejo-login');
  });

  it('finds each secret in a file, so that its configuration holds none and need not be written', () => {
    const secret = Object.entries(
      ini({ settings: { mail: { host: 'smtp.example.nl', from: 'git@example.nl', user: 'git', password: { name: 'mail', key: 'password' } } } }),
    )
      .filter(([key]) => /SECRET|PASSW|TOKEN/.test(key) && !/LENGTH|QUERY/.test(key))
      .map(([key, value]) => [key, value]);

    expect(secret).toEqual([
      ['server.LFS_JWT_SECRET_URI', 'file:/etc/forgejo-secrets/lfs-secret'],
      ['database.PASSWD_URI', 'file:/etc/forgejo-database/password'],
      ['security.SECRET_KEY_URI', 'file:/etc/forgejo-secrets/secret-key'],
      ['security.INTERNAL_TOKEN_URI', 'file:/etc/forgejo-secrets/internal-token'],
      ['oauth2.JWT_SECRET_URI', 'file:/etc/forgejo-secrets/jwt-secret'],
      ['mailer.PASSWD_URI', 'file:/etc/forgejo-mail/password'],
    ]);
  });

  it('signs with 32 bytes, as 43 characters of base64url', () => {
    for (const name of ['forgejo-jwt-secret', 'forgejo-lfs-secret'])
      expect(made().object('Password', name)).toMatchObject({ spec: { length: 43, symbols: 0 } });
  });

  it('speaks to its database with TLS, and knows whose certificate that is', () => {
    expect(ini()).toMatchObject({ 'database.HOST': 'forgejo-db-rw.forgejo.svc:5432', 'database.SSL_MODE': 'verify-full' });
    expect(made().object('StatefulSet', 'forgejo')).toMatchObject({
      spec: { template: { spec: { containers: [{ env: expect.arrayContaining([{ name: 'PGSSLROOTCERT', value: '/etc/forgejo-database-ca/ca.crt' }]) }] } } },
    });
  });

  it('asks nothing of the internet by itself', () => {
    expect(ini()).toMatchObject({ 'cron.update_checker.ENABLED': 'false', 'picture.DISABLE_GRAVATAR': 'true', 'server.OFFLINE_MODE': 'true' });
  });

  it('has no SSH, Actions, packages or mail unless asked', () => {
    expect(ini()).toMatchObject({ 'server.DISABLE_SSH': 'true', 'actions.ENABLED': 'false', 'packages.ENABLED': 'false', 'mailer.ENABLED': 'false' });
    expect(() => made().object('Service', 'forgejo-ssh')).toThrow('no Service/forgejo-ssh');
    expect(made({ settings: { ssh: true } }).object('Service', 'forgejo-ssh')).toMatchObject({
      spec: { type: 'LoadBalancer', ports: [{ port: 22, targetPort: 'ssh' }], selector: { 'app.kubernetes.io/name': 'forgejo' } },
    });
  });

  it('tells people to clone over SSH at a name of its own, which has the address of its own load balancer', () => {
    expect(ini({ settings: { ssh: true } })).toMatchObject({ 'server.SSH_DOMAIN': 'git-ssh.apps.example.nl', 'server.DOMAIN': host });
    const claimed = (ssh: boolean) => forgejo.serviceHostnames?.({ cluster: clusterContext(exampleCluster()), config: ForgejoConfig.parse({ ssh }) });

    expect(claimed(true)).toEqual([{ hostname: 'git-ssh.apps.example.nl', service: 'forgejo-ssh' }]);
    expect(claimed(false)).toEqual([]);
  });

  it("tells the site's load balancer what it wants to know of the Service for SSH, which does not take the Gateway's address", () => {
    const site = {
      ...withLogin,
      'load-balancer': { gatewayAnnotations: { 'lb.example.nl/address': '192.0.2.10' }, annotations: { 'lb.example.nl/pool': 'public' } },
    };
    const { metadata } = made({ provides: site, settings: { ssh: true, sshAnnotations: { 'lb.example.nl/address': '192.0.2.11' } } }).object(
      'Service',
      'forgejo-ssh',
    );

    expect(metadata.annotations).toEqual({ 'lb.example.nl/pool': 'public', 'lb.example.nl/address': '192.0.2.11' });
    expect(made({ settings: { ssh: true } }).object('Service', 'forgejo-ssh').metadata.annotations ?? {}).toEqual({});
  });

  it('writes values that would begin a comment between backticks', () => {
    expect(iniText({ mailer: { USER: 'git#1', SMTP_PORT: 587 } })).toBe('[mailer]\nUSER = `git#1`\nSMTP_PORT = 587\n');
  });

  it('shows its metrics to Prometheus, and not at its hostname', () => {
    expect((made().object('HTTPRoute', 'forgejo')['spec'] as { rules: object[] }).rules[1]).toEqual({
      matches: [{ path: { type: 'PathPrefix', value: '/metrics' } }],
    });
    expect(made().object('ServiceMonitor', 'forgejo')).toMatchObject({ spec: { endpoints: [{ port: 'http' }] } });
  });
});

describe("Forgejo's login", () => {
  it('is told to it after it runs, by a job that can run again', () => {
    const { metadata, spec } = made().object('Job', 'forgejo-login') as unknown as {
      readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
      readonly spec: {
        readonly template: { readonly spec: { readonly containers: readonly { readonly command: readonly string[]; readonly args: readonly string[] }[] } };
      };
    };
    const [container] = spec.template.spec.containers;

    expect(metadata.annotations).toMatchObject({ 'argocd.argoproj.io/hook': 'Sync', 'argocd.argoproj.io/sync-wave': '1' });
    expect(container?.command).toContainEqual(expect.stringMatching(/update-oauth --id "\$id" "\$@"/));
    expect(container?.args).toEqual([
      '--name=platform',
      '--provider=openidConnect',
      '--key=forgejo',
      '--auto-discover-url=https://login.apps.example.nl/realms/platform/.well-known/openid-configuration',
      '--scopes=profile,email,groups',
      '--group-claim-name=groepen',
      '--admin-group=platform-beheer',
      '--skip-local-2fa',
    ]);
  });

  it('needs no secret', () => {
    expect(forgejo.oidcClients?.({ cluster: clusterContext(exampleCluster()), config: ForgejoConfig.parse({}) }, [])).toMatchObject([
      { redirectUris: [`https://${host}/user/oauth2/platform/callback`], authentication: 'none', pkce: true },
    ]);
  });

  it('reaches the database and the identity provider only', () => {
    expect(made().object('NetworkPolicy', 'forgejo-login')).toMatchObject({
      spec: { policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 5432 }] }, {}, { ports: [{ port: 443 }] }] },
    });
  });
});

describe('mirrors of third parties', () => {
  const source = (repository: string) => ({ repository });

  it('are owners, since Forgejo knows no folders', () => {
    expect(
      ownersOf([
        source('https://github.com/argoproj/argo-cd.git'),
        source('https://github.com/argoproj/argo-rollouts.git'),
        source('https://codeberg.org/x/y.git'),
      ]),
    ).toEqual([
      { folder: 'codeberg.org/x', name: 'codeberg.org-x' },
      { folder: 'github.com/argoproj', name: 'github.com-argoproj' },
    ]);
  });

  it('are served where Argo CD looks for them', () => {
    const rules = (made().object('HTTPRoute', 'forgejo-mirror-1')['spec'] as { readonly rules: readonly object[] }).rules;

    expect(rules.length).toBeLessThanOrEqual(16);
    expect(rules).toContainEqual(
      expect.objectContaining({
        matches: [{ path: { type: 'PathPrefix', value: '/mirror/github.com/argoproj' } }],
        filters: [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/github.com-argoproj' } } }],
      }),
    );
  });
});

describe('Git inside the cluster that it feeds', () => {
  const own = { git: { repository: `https://${host}/platform/polder.git` }, mirrors: { registry: 'registry.example.nl', git: `https://${host}/mirror` } };
  const settings = { seed: 'https://seed.example.nl/polder.git', anonymous: true };

  it('starts from a clone outside', () => {
    expect(mistakesOf({ ...own, settings })).toEqual([]);
  });

  it('does not start without one', () => {
    expect(mistakesOf({ ...own, settings: { anonymous: true } })).toEqual([
      expect.stringMatching(/^seed: git\.repository or mirrors\.git is at git\.apps\.example\.nl, in this very cluster: .*write seed/),
    ]);
    expect(mistakesOf({ ...own, settings: { ...settings, seed: `https://${host}/seed.git` } })).toEqual([
      expect.stringMatching(/^seed: .* is in this very cluster/),
    ]);
  });

  it('is read without an account, at the address that it has', () => {
    expect(mistakesOf({ ...own, settings: { seed: settings.seed } })).toEqual([expect.stringMatching(/^anonymous: Argo CD reads mirrors/)]);
    expect(mistakesOf({ ...own, mirrors: { git: `https://${host}` }, settings })).toEqual([
      `: mirrors.git is https://${host}, but Forgejo serves the mirrors of third parties at https://${host}/mirror; write that in site.yaml`,
    ]);
  });

  it('wakes somebody when it is down', () => {
    expect(JSON.stringify(made({ git: own.git, settings: { seed: settings.seed } }).object('PrometheusRule', 'forgejo'))).toMatch(
      /"alert":"ForgejoDown".*?"severity":"critical"/,
    );
    expect(JSON.stringify(made().object('PrometheusRule', 'forgejo'))).not.toMatch(/"severity":"critical"/);
  });
});

describe("Forgejo's other mistakes", () => {
  it('are several groups of administrators, of which it knows one', () => {
    const two = { access: { a: 'administrator', b: 'administrator' } };

    expect(mistakesOf(two)).toEqual(['administrators: access has 2 groups of administrators, and Forgejo knows one; write administrators: a or b']);
    expect(mistakesOf({ ...two, settings: { administrators: 'b' } })).toEqual([]);
    expect(mistakesOf({ settings: { administrators: 'c' } })).toEqual([expect.stringMatching(/^administrators: "c" is no administrator in access/)]);
  });

  it('are a mail account without a password', () => {
    expect(mistakesOf({ settings: { mail: { host: 'smtp.example.nl', from: 'git@example.nl', user: 'git' } } })).toEqual([
      expect.stringMatching(/^mail: has a user without a password/),
    ]);
  });
});
