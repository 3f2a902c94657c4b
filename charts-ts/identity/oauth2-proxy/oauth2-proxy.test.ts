import { describe, expect, it } from 'vitest';
import { exampleCluster, type RenderedComponent, renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { within } from '../../checks/pods.ts';
import { argoCd } from '../../gitops/argo-cd/index.ts';
import { alertmanager } from '../../observability/alertmanager/index.ts';
import { perses } from '../../observability/perses/index.ts';
import { prometheus } from '../../observability/prometheus/index.ts';
import { clusterContext } from '../../order.ts';
import { clients } from './client.ts';
import { oauth2Proxy } from './index.ts';

const metrics = { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } };
const provides = {
  metrics,
  'identity-provider': { issuer: 'https://login.apps.example.nl/realms/platform' },
  'external-secrets': {},
  'block-storage': { storageClass: 'block' },
};
const access = { 'platform-beheer': 'administrator', 'platform-dienst': 'operator', 'platform audit': 'viewer' };
const pages = { perses: { enabled: true }, prometheus: { enabled: true }, alertmanager: { enabled: true }, 'oauth2-proxy': { enabled: true } };

type Changes = Readonly<Record<string, unknown>>;

function rendered(component: { readonly name: string } = oauth2Proxy, changes: Changes = {}): RenderedComponent {
  return renderComponent(component, { provides, access, components: pages, ...changes });
}

function container(page: string, changes: Changes = {}) {
  const [first] = within(rendered(oauth2Proxy, changes).object('Deployment', `login-${page}`), 'spec', 'template', 'spec', 'containers') as readonly {
    readonly args: readonly string[];
    readonly env: readonly { readonly name: string; readonly valueFrom: unknown }[];
  }[];
  if (first === undefined) throw new Error('no container');
  return first;
}

function valuesOf(page: string, flag: string, changes: Changes = {}): string[] {
  return container(page, changes).args.flatMap((arg) => (arg.startsWith(`--${flag}=`) ? [arg.slice(flag.length + 3)] : []));
}

describe('in every profile, with and without mirrors and metrics', () => {
  const { metrics: _, ...withoutMetrics } = provides;
  for (const profile of ['lab', 'small', 'production'])
    for (const more of [
      {},
      { mirrors: { registry: 'registry.example.nl/mirror', git: 'https://git.example.nl/mirror' } },
      {
        provides: { ...withoutMetrics, 'metric-store': { url: 'http://m.m.svc:9090', namespace: 'm', podLabels: { a: 'b' }, port: 9090 } },
        components: { perses: { enabled: true } },
      },
    ])
      it(`all checks hold: ${profile} ${Object.keys(more).join()}`, () => {
        expect(rendered(oauth2Proxy, { profile, ...more }).objects.filter(({ kind }) => kind === 'Deployment').length).toBeGreaterThan(0);
      });
});

describe('a page without a login', () => {
  it('is served at its own hostname, by a proxy of its own', () => {
    const { objects } = rendered();
    const routes = objects.filter(({ kind }) => kind === 'HTTPRoute');

    expect(routes.map((route) => within(route, 'spec', 'hostnames'))).toEqual([
      ['alertmanager.apps.example.nl'],
      ['perses.apps.example.nl'],
      ['prometheus.apps.example.nl'],
    ]);
    expect(objects.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name)).toEqual([
      'login-alertmanager',
      'login-perses',
      'login-prometheus',
    ]);
  });

  it('lets in the groups that have one of its roles, and no other', () => {
    expect(valuesOf('perses', 'allowed-group')).toEqual(['platform audit', 'platform-beheer', 'platform-dienst']);
    expect(valuesOf('alertmanager', 'allowed-group')).toEqual(['platform-beheer', 'platform-dienst']);
  });

  it('is not served where no group may see it, since without groups the proxy would let everybody in', () => {
    const viewersOnly = { access: { 'platform-audit': 'viewer' } };
    const names = rendered(oauth2Proxy, viewersOnly).objects.map(({ metadata }) => metadata.name);

    expect(names).toContain('login-perses');
    expect(names).not.toContain('login-alertmanager');
    expect(rendered(oauth2Proxy, { access: {} }).objects).toEqual([]);
  });

  it('never has a proxy without an allowed group', () => {
    for (const role of ['administrator', 'operator', 'viewer', 'none'])
      for (const { kind, metadata } of rendered(oauth2Proxy, { access: { someone: role } }).objects)
        if (kind === 'Deployment') expect(valuesOf(metadata.name.replace('login-', ''), 'allowed-group', { access: { someone: role } })).not.toEqual([]);
  });

  it('is reached by its proxy and nobody else from outside, and the proxy reaches it and the identity provider only', () => {
    const policy = rendered().object('NetworkPolicy', 'login-perses')['spec'];

    expect(policy).toMatchObject({
      ingress: [
        { ports: [{ port: 4180 }], from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } } }] },
        { ports: [{ port: 44180 }] },
      ],
      egress: [
        { ports: [{ port: 8080 }], to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'perses' } } }] },
        { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } } }] },
        { ports: [{ port: 443 }] },
      ],
    });
    for (const [component, name, port] of [
      [perses, 'perses', 8080],
      [prometheus, 'prometheus', 9090],
      [alertmanager, 'alertmanager', 9093],
    ] as const)
      expect(within(rendered(component).object('NetworkPolicy', name), 'spec', 'ingress')).toContainEqual({
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'oauth2-proxy' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/component': 'oauth2-proxy' } },
          },
        ],
        ports: [{ port, protocol: 'TCP' }],
      });
  });

  it('keeps the paths closed that programs write to', () => {
    const rules = within(rendered().object('HTTPRoute', 'login-prometheus'), 'spec', 'rules');

    expect(rules).toMatchObject([
      { backendRefs: [{ name: 'login-prometheus' }] },
      { matches: [{ path: { value: '/api/v1/otlp' } }, { path: { value: '/api/v1/write' } }] },
    ]);
    expect(rules).not.toHaveProperty('1.backendRefs');
  });
});

describe('the login', () => {
  it('is a code flow with PKCE, a nonce, and whole redirect addresses', () => {
    expect(valuesOf('perses', 'code-challenge-method')).toEqual(['S256']);
    expect(valuesOf('perses', 'insecure-oidc-skip-nonce')).toEqual(['false']);
    expect(valuesOf('perses', 'redirect-url')).toEqual(['https://perses.apps.example.nl/oauth2/callback']);
    expect(valuesOf('perses', 'oidc-issuer-url')).toEqual([provides['identity-provider'].issuer]);
  });

  it('is kept in a cookie of this host alone, without tokens, which scripts cannot read', () => {
    const { args } = container('perses');

    expect(args).toEqual(
      expect.arrayContaining([
        '--cookie-name=__Host-perses',
        '--cookie-secure=true',
        '--cookie-httponly=true',
        '--cookie-samesite=lax',
        '--cookie-path=/',
        '--session-cookie-minimal=true',
      ]),
    );
    expect(args.some((arg) => arg.startsWith('--cookie-domain'))).toBe(false);
  });

  it('lasts as long as the cluster says, in hours that Go reads', () => {
    expect(valuesOf('perses', 'cookie-expire')).toEqual(['4h']);
    expect(valuesOf('perses', 'cookie-expire', { components: { ...pages, 'oauth2-proxy': { session: '1d' } } })).toEqual(['24h']);
  });

  it('takes no secret from Git: the id and secret come from the Secret of the client, the key of cookies is made in the cluster', () => {
    const { args, env } = container('perses');

    expect(env).toEqual([{ name: 'OAUTH2_PROXY_CLIENT_ID', valueFrom: { secretKeyRef: { name: 'oidc-login-proxy', key: 'client-id' } } }]);
    expect(args).toContain('--client-secret-file=/etc/oauth2-proxy/client/client-secret');
    expect(rendered().object('ExternalSecret', 'cookie')['spec']).toMatchObject({ refreshPolicy: 'CreatedOnce' });
    // AES needs 16, 24 or 32 bytes.
    expect(rendered().object('Password', 'cookie')['spec']).toMatchObject({ length: 32 });
  });

  it("trusts the site's own CAs where there is a trust bundle", () => {
    expect(valuesOf('perses', 'provider-ca-file')).toEqual(['/etc/oauth2-proxy/trust/ca-certificates.crt']);
  });
});

describe('a page that gets tokens', () => {
  const tenants = exampleTenants({ winkel: {} });
  const withTenants = {
    provides: { ...provides, 'metric-store': { url: 'http://m.m.svc:9090', namespace: 'm', podLabels: { a: 'b' }, port: 9090 } },
    components: { 'dashboards-of-tenants': { enabled: true }, perses: { enabled: true }, 'oauth2-proxy': { enabled: true } },
  };
  const made = (changes: Changes = {}) => renderComponent(oauth2Proxy, { access, ...withTenants, ...changes }, {}, tenants);
  const spec = (changes: Changes = {}) =>
    within(made(changes).object('Deployment', 'login-dashboards'), 'spec') as {
      readonly replicas: number;
      readonly template: {
        readonly spec: { readonly containers: readonly { readonly name: string; readonly args: readonly string[]; readonly env?: unknown }[] };
      };
    };
  const proxy = (changes: Changes = {}) => spec(changes).template.spec.containers.find(({ name }) => name === 'proxy');
  const clientsOf = () => clients(served, clusterContext(exampleCluster({})));
  const page = { title: 'Page', service: 'page', port: 80, podLabels: {}, containerPort: 80 };
  const served = [
    { ui: { ...page, name: 'shared', roles: ['viewer'] as const }, namespace: 'a' },
    { ui: { ...page, name: 'own', roles: 'by-token' as const }, namespace: 'b' },
  ];

  it('is for whoever logs in, also where no group has a role of the platform', () => {
    expect(proxy()?.args.filter((arg) => arg.startsWith('--allowed-group'))).toEqual([]);
    expect(made({ access: {} }).objects.map(({ metadata }) => metadata.name)).toContain('login-dashboards');
  });

  it("gets each one's own ID token, and a new one before it ends", () => {
    expect(proxy()?.args).toContain('--pass-authorization-header=true');
    expect(proxy()?.args).toContain('--cookie-refresh=120s');
    expect(proxy({ components: { ...withTenants.components, 'oauth2-proxy': { enabled: true, session: '2m' } } })?.args).toContain('--cookie-refresh=60s');
  });

  it('keeps tokens beside its proxy, where one request alone gets the new one, and never in a browser', () => {
    const sessions = spec().template.spec.containers.find(({ name }) => name === 'sessions');

    expect(proxy()?.args).toEqual(expect.arrayContaining(['--session-store-type=redis', '--redis-connection-url=redis://127.0.0.1:6379']));
    expect(proxy()?.args.join(' ')).not.toContain('session-cookie-minimal');
    expect(sessions?.args).toEqual(expect.arrayContaining(['--bind 127.0.0.1', '--port 6379', '--save ""', '--appendonly no']));
    // Another pod would not know them.
    expect(spec({ profile: 'production' }).replicas).toBe(1);
  });

  it('has a client of its own, so that no other page gets a token for the API server', () => {
    expect(clientsOf()).toMatchObject([
      { id: 'login-proxy', redirectUris: ['https://shared.apps.example.nl/oauth2/callback'] },
      { id: 'login-own', redirectUris: ['https://own.apps.example.nl/oauth2/callback'], refreshTokens: true, forApiServer: true },
    ]);
    expect(clientsOf()[0]).not.toHaveProperty('forApiServer');
    expect(proxy()?.env).toEqual([{ name: 'OAUTH2_PROXY_CLIENT_ID', valueFrom: { secretKeyRef: { name: 'oidc-login-dashboards', key: 'client-id' } } }]);
  });

  it('leaves the pages of groups as they are: they get no token', () => {
    const [first] = within(made().object('Deployment', 'login-perses'), 'spec', 'template', 'spec', 'containers') as readonly {
      readonly args: readonly string[];
    }[];

    expect(first?.args).toContain('--session-cookie-minimal=true');
    expect(first?.args).not.toContain('--pass-authorization-header=true');
  });

  it("runs Argo CD's own Valkey in its version", () => {
    expect(oauth2Proxy.images.sessions).toEqual(argoCd.images.valkey);
  });
});

describe('links in alerts', () => {
  const externalUrl = (changes: Changes = {}) => within(rendered(prometheus, changes).object('Prometheus', 'prometheus'), 'spec', 'externalUrl');
  const flag = (changes: Changes = {}) =>
    (
      within(rendered(alertmanager, changes).object('StatefulSet', 'alertmanager'), 'spec', 'template', 'spec', 'containers') as readonly {
        readonly args: readonly string[];
      }[]
    )
      .flatMap(({ args }) => args)
      .find((arg) => arg.startsWith('--web.external-url='));

  it('lead to where the login proxy serves the page', () => {
    expect([externalUrl(), flag()]).toEqual(['https://prometheus.apps.example.nl', '--web.external-url=https://alertmanager.apps.example.nl']);
  });

  it('lead to where kubectl port-forward puts it, where no proxy or nobody to see it is there', () => {
    const alone = { components: { ...pages, 'oauth2-proxy': { enabled: false } } };

    expect([externalUrl(alone), flag(alone)]).toEqual(['http://localhost:9090', '--web.external-url=http://localhost:9093']);
    expect([externalUrl({ access: {} }), flag({ access: { audit: 'viewer' } })]).toEqual(['http://localhost:9090', '--web.external-url=http://localhost:9093']);
  });
});
