import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import type { Dashboard } from '../../kit/dashboard.ts';
import { grafanaDashboard } from './dashboards.ts';
import { grafana } from './index.ts';
import type { DataPanel, Datasource } from './types.ts';

const store = (name: string, port: number) => ({ url: `http://${name}.monitoring.svc:${port}/`, namespace: 'monitoring', podLabels: { app: name }, port });
const provides = {
  'metric-store': store('prometheus', 9090),
  'external-secrets': {},
  'log-store': { ...store('victoria-logs', 9428), kind: 'victoria-logs', otlp: 'http://victoria-logs.monitoring.svc:9428/insert' },
  'trace-store': { ...store('victoria-traces', 10428), otlp: 'http://victoria-traces.monitoring.svc:10428/insert' },
};
const withLoki = { ...provides, 'log-store': { ...store('loki', 3100), kind: 'loki', otlp: 'http://loki.monitoring.svc:3100/otlp' } };
const rendered = renderComponent(grafana, { provides });

function datasources(of: Readonly<Record<string, unknown>>): readonly Datasource[] {
  const { data } = renderComponent(grafana, { provides: of }).object('ConfigMap', 'datasources') as unknown as {
    readonly data: Readonly<Record<string, string>>;
  };
  return (load(Object.values(data).join('')) as { readonly datasources: readonly Datasource[] }).datasources;
}

function environment(of = rendered): Readonly<Record<string, string>> {
  const { template } = of.object('Deployment', 'grafana')['spec'] as {
    readonly template: { readonly spec: { readonly containers: readonly { readonly env: readonly { readonly name: string; readonly value: string }[] }[] } };
  };
  return Object.fromEntries(template.spec.containers.flatMap(({ env }) => env.map(({ name, value }) => [name, value])));
}

describe('Grafana', () => {
  it('asks for a login, and lets nobody sign up', () => {
    expect(environment()).toMatchObject({ GF_AUTH_ANONYMOUS_ENABLED: 'false', GF_USERS_ALLOW_SIGN_UP: 'false', GF_SECURITY_COOKIE_SECURE: 'true' });
  });

  describe('with an identity provider', () => {
    const login = { ...provides, 'identity-provider': { issuer: 'https://login.apps.example.nl/realms/platform' } };
    const access = { 'platform-beheer': 'administrator', 'platform dienst': 'operator', audit: 'viewer' };
    const withLogin = renderComponent(grafana, { provides: login, access });

    it('lets people log in there by PKCE, as what their groups say', () => {
      expect(environment(withLogin)).toMatchObject({
        GF_AUTH_GENERIC_OAUTH_ENABLED: 'true',
        GF_AUTH_GENERIC_OAUTH_USE_PKCE: 'true',
        GF_AUTH_GENERIC_OAUTH_TOKEN_URL: 'https://login.apps.example.nl/realms/platform/protocol/openid-connect/token',
        GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH: `contains("groups"[*], 'platform-beheer') && 'Admin' || contains("groups"[*], 'platform dienst') && 'Editor' || contains("groups"[*], 'audit') && 'Viewer'`,
      });
      expect(Object.keys(environment(withLogin)).filter((name) => name.includes('CLIENT_SECRET'))).toEqual([]);
    });

    it('lets in nobody who is in none of the groups', () => {
      expect(environment(withLogin)).toMatchObject({ GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_STRICT: 'true' });
      expect(environment(renderComponent(grafana, { provides: login }))).toMatchObject({ GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH: "''" });
    });

    it('asks again after four hours, since it reads groups at the login only', () => {
      expect(environment(withLogin)).toMatchObject({ GF_AUTH_LOGIN_MAXIMUM_LIFETIME_DURATION: '4h' });
    });

    it("keeps the local administrator, and makes nobody one of Grafana's own", () => {
      expect(environment(withLogin)).toMatchObject({ GF_SECURITY_ADMIN_USER: 'admin', GF_AUTH_GENERIC_OAUTH_ALLOW_ASSIGN_GRAFANA_ADMIN: 'false' });
      expect(environment(withLogin)).not.toHaveProperty('GF_AUTH_DISABLE_LOGIN_FORM');
    });

    it("asks the site's own identity provider where the cluster says", () => {
      const endpoints = { authorization: 'https://sso.example.nl/authorize', exchange: 'https://sso.example.nl:8443/token' };
      const elsewhere = renderComponent(grafana, { provides: login, access, components: { grafana: { endpoints } } });

      expect(environment(elsewhere)).toMatchObject({
        GF_AUTH_GENERIC_OAUTH_AUTH_URL: endpoints.authorization,
        GF_AUTH_GENERIC_OAUTH_TOKEN_URL: endpoints.exchange,
      });
      expect(JSON.stringify(elsewhere.object('NetworkPolicy', 'grafana')['spec'])).toContain('"port":8443');
    });
  });

  it('asks and tells grafana.com nothing, and downloads no plugin', () => {
    expect(environment()).toMatchObject({
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      GF_PLUGINS_PREINSTALL_AUTO_UPDATE: 'false',
      GF_NEWS_NEWS_FEED_ENABLED: 'false',
      GF_SNAPSHOTS_EXTERNAL_ENABLED: 'false',
    });
  });

  it('has its password and its key from Secrets that are made in the cluster, and never from Git', () => {
    const { GF_SECURITY_ADMIN_PASSWORD__FILE: password, GF_SECURITY_SECRET_KEY__FILE: key } = environment();
    const made = ['grafana-admin', 'grafana-secret-key'].flatMap(
      (name) => (rendered.object('Password', name)['spec'] as { readonly secretKeys: readonly string[] }).secretKeys,
    );

    expect([password, key].map((file) => file?.split('/').at(-1))).toEqual(made);
    expect(Object.keys(environment())).not.toContain('GF_SECURITY_ADMIN_PASSWORD');
  });

  it('serves no metrics to the outside, since these ask for no login', () => {
    const { hostnames, rules } = rendered.object('HTTPRoute', 'grafana')['spec'] as {
      readonly hostnames: readonly string[];
      readonly rules: readonly { readonly matches: readonly { readonly path: { readonly value: string } }[]; readonly backendRefs?: unknown }[];
    };

    expect(hostnames).toEqual(['grafana.apps.example.nl']);
    expect(rules.filter(({ backendRefs }) => backendRefs === undefined).map(({ matches }) => matches.map(({ path }) => path.value))).toEqual([['/metrics']]);
  });

  it('is in no profile unless it is asked for', () => {
    expect(grafana.enabledIn).toEqual([]);
  });

  it('reads the stores whose datasource is in the image, and no others', () => {
    expect(datasources(provides).map(({ type }) => type)).toEqual(['prometheus', 'jaeger']);
    expect(datasources(withLoki).map(({ type }) => type)).toEqual(['prometheus', 'loki', 'jaeger']);
  });

  it('reaches the stores that it reads, and nothing else', () => {
    const ports = (of: Readonly<Record<string, unknown>>) =>
      (
        renderComponent(grafana, { provides: of }).object('NetworkPolicy', 'grafana')['spec'] as {
          readonly egress: readonly { readonly ports: readonly { readonly port: number }[] }[];
        }
      ).egress.flatMap((rule) => rule.ports.map(({ port }) => port));

    expect(ports(provides)).toEqual([9090, 10428]);
    expect(ports(withLoki)).toEqual([9090, 3100, 10428]);
  });
});

describe('a dashboard in Grafana', () => {
  const model: Dashboard = {
    name: 'example',
    title: 'Example',
    purpose: 'Whether it works',
    variables: [{ name: 'namespace', title: 'Namespace', metric: 'kube_pod_info', label: 'namespace' }],
    rows: [
      { title: 'One', panels: (['lines', 'stat', 'gauge', 'table'] as const).map((show) => ({ title: show, show, queries: [{ expression: 'up' }] })) },
      { title: 'Two', panels: [{ title: 'more', show: 'stat', queries: [{ expression: 'up' }, { expression: 'down', legend: '{{ pod }}' }] }] },
    ],
  };
  const made = grafanaDashboard(model);
  const panels = made.panels.filter((panel): panel is DataPanel => panel.type !== 'row');

  it('has a heading for each row, and below it the panels of the row', () => {
    expect(made.panels.map(({ title }) => title)).toEqual(['One', 'lines', 'stat', 'gauge', 'table', 'Two', 'more']);
    expect(new Set(made.panels.map(({ id }) => id)).size).toBe(7);
  });

  it('has no two panels on one place', () => {
    const cells = made.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );

    expect(new Set(cells).size).toBe(cells.length);
  });

  it('asks over time where lines are drawn, and once where one number is shown', () => {
    expect(panels.map(({ type, targets }) => [type, targets[0]?.range])).toEqual([
      ['timeseries', true],
      ['stat', false],
      ['gauge', false],
      ['table', false],
      ['stat', false],
    ]);
  });

  it('names the queries of a panel apart, and keeps their legends', () => {
    expect(panels.at(-1)?.targets.map(({ refId, legendFormat }) => [refId, legendFormat])).toEqual([
      ['A', '__auto'],
      ['B', '{{ pod }}'],
    ]);
  });

  it('starts with all values chosen', () => {
    expect(made.templating.list[0]).toMatchObject({
      name: 'namespace',
      allValue: '.*',
      current: { value: '$__all' },
      query: { query: 'label_values(kube_pod_info, namespace)' },
    });
  });
});
