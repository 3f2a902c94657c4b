import { describe, expect, it } from 'vitest';
import { type RenderedComponent, renderComponent } from '../../../test/support/render.ts';
import { within } from '../../checks/pods.ts';
import { alertmanager } from '../../observability/alertmanager/index.ts';
import { perses } from '../../observability/perses/index.ts';
import { prometheus } from '../../observability/prometheus/index.ts';
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
