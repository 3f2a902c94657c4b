import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { within } from '../../checks/pods.ts';
import type { KubeObject } from '../../kit/object.ts';
import type { Datasource, PersesDashboard, Project } from '../../kit/perses-types.ts';
import { selectorsOf } from '../../kit/promql.ts';
import { isReserved } from '../../kit/series.ts';
import { perses } from '../../observability/perses/index.ts';
import { dashboardsOfTenants } from './index.ts';

type Fields = Readonly<Record<string, unknown>>;

const store = (name: string, port: number) => ({ url: `http://${name}.monitoring.svc:${port}/`, namespace: 'monitoring', podLabels: { app: name }, port });
const logs = { ...store('victoria-logs', 9428), kind: 'victoria-logs', bindsTenants: true, otlp: 'http://victoria-logs.monitoring.svc:9428/insert' };
const provides = {
  metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
  'metric-store': store('prometheus', 9090),
  'log-store': logs,
  'login-proxy': { namespace: 'oauth2-proxy', podLabels: { 'app.kubernetes.io/component': 'oauth2-proxy' } },
};
const files: Readonly<Record<string, Fields>> = {
  winkel: { namespaces: { productie: { size: 'small' }, test: { size: 'small' } } },
  bakker: { namespaces: { productie: { size: 'small' } } },
};

function objects(changes: Fields = {}, tenants: Readonly<Record<string, Fields>> = files): readonly KubeObject[] {
  return renderComponent(dashboardsOfTenants, { provides, ...changes }, {}, exampleTenants(tenants)).objects;
}

function one(kind: string, name: string = dashboardsOfTenants.name, changes: Fields = {}): KubeObject {
  return renderComponent(dashboardsOfTenants, { provides, ...changes }, {}, exampleTenants(files)).object(kind, name);
}

/** All files of namespaces, by the ConfigMap's name and theirs. */
function provisioned(made: readonly KubeObject[]): { readonly configMap: string; readonly file: string; readonly text: string }[] {
  return made
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name !== dashboardsOfTenants.name)
    .flatMap(({ metadata, ...rest }) =>
      Object.entries((rest as unknown as { readonly data: Readonly<Record<string, string>> }).data).map(([file, text]) => ({
        configMap: metadata.name,
        file,
        text,
      })),
    );
}

type Entity = Project | Datasource | PersesDashboard;

function entities(changes: Fields = {}): Entity[] {
  return provisioned(objects(changes)).flatMap(({ text }) => JSON.parse(text) as Entity[]);
}

function datasources(changes: Fields = {}): Datasource[] {
  return entities(changes).filter((entity) => entity.kind === 'Datasource');
}

const asked = ({ spec }: Datasource) => spec.plugin.spec.proxy.spec;

/** Whether Perses lets a request through to the store: the pattern may match any part of the path. */
function lets(name: string, method: string, path: string): boolean {
  const own = datasources().find(({ metadata }) => metadata.name === name && metadata.project === 'winkel-productie');
  return own !== undefined && asked(own).allowedEndpoints.some((endpoint) => endpoint.method === method && new RegExp(endpoint.endpointPattern).test(path));
}

function containers(): readonly { readonly name: string; readonly image: string; readonly args: readonly string[] }[] {
  return within(one('Deployment'), 'spec', 'template', 'spec', 'containers') as ReturnType<typeof containers>;
}

describe('a namespace of a tenant', () => {
  it('is a project of the same name, with datasources and a dashboard of its own', () => {
    expect(entities().map(({ kind, metadata }) => `${kind} ${'project' in metadata ? `${metadata.project}/` : ''}${metadata.name}`)).toEqual(
      expect.arrayContaining(
        ['bakker-productie', 'winkel-productie', 'winkel-test'].flatMap((namespace) => [
          `Project ${namespace}`,
          `Datasource ${namespace}/prometheus`,
          `Datasource ${namespace}/logs`,
          `Dashboard ${namespace}/namespace`,
        ]),
      ),
    );
  });

  it('asks for its metrics through prom-label-proxy, with its name in the header that binds', () => {
    const [header] = containers()[1]?.args.flatMap((arg) => (arg.startsWith('-header-name=') ? [arg.slice('-header-name='.length)] : [])) ?? [];

    for (const one of datasources().filter(({ metadata }) => metadata.name === 'prometheus')) {
      expect(asked(one).url).toBe('http://127.0.0.1:9095');
      expect(asked(one).headers?.[header ?? '']).toBe(one.metadata.project);
    }
  });

  it('asks for its logs with a filter in the address, which nothing in the question takes away', () => {
    for (const one of datasources().filter(({ metadata }) => metadata.name === 'logs')) {
      const { searchParams, origin } = new URL(asked(one).url);
      expect(origin).toBe('http://victoria-logs.monitoring.svc:9428');
      expect([...searchParams]).toEqual([['extra_stream_filters', JSON.stringify({ 'k8s.namespace.name': one.metadata.project })]]);
    }
  });

  it.each([
    ['in Loki, which cannot be bound', { kind: 'loki' }],
    ['in a VictoriaLogs of which nobody says that it is bound whatever is asked', { bindsTenants: undefined }],
  ])('has no logs where they are %s', (_, difference) => {
    const other = { provides: { ...provides, 'log-store': { ...logs, ...difference } } };

    expect(datasources(other).map(({ metadata }) => metadata.name)).not.toContain('logs');
    expect(JSON.stringify(entities(other))).not.toContain('LogQuery');
  });

  it('asks nothing that is not bound: no metadata, no configuration, no series by remote read, no federation', () => {
    for (const [method, path] of [
      ['GET', '/api/v1/metadata'],
      ['POST', '/api/v1/parse_query'],
      ['GET', '/api/v1/status/config'],
      ['GET', '/api/v1/targets'],
      ['POST', '/api/v1/read'],
      ['GET', '/federate'],
      ['POST', '/api/v1/admin/tsdb/delete_series'],
    ] as const)
      expect(lets('prometheus', method, path), path).toBe(false);
    for (const path of ['/select/logsql/tail', '/select/tenant_ids', '/insert/jsonline', '/delete/run_task', '/internal/select/query'])
      expect(lets('logs', 'POST', path), path).toBe(false);

    expect(lets('prometheus', 'POST', '/api/v1/query_range')).toBe(true);
    expect(lets('prometheus', 'GET', '/api/v1/label/pod/values')).toBe(true);
    expect(lets('logs', 'POST', '/select/logsql/query')).toBe(true);
  });

  it('sends a plain form, since the stores read the parts of a multipart one where no bound looks', () => {
    expect(datasources().map((one) => asked(one).headers?.['Content-Type'])).toEqual(datasources().map(() => 'application/x-www-form-urlencoded'));
  });

  it('has a dashboard whose expressions name no namespace, and read what no tenant makes up', () => {
    const dashboards = entities().filter((entity) => entity.kind === 'Dashboard');
    const queries = dashboards.flatMap(({ spec }) =>
      Object.values(spec.panels).flatMap((panel) =>
        panel.spec.queries.flatMap((query) => (query.kind === 'TimeSeriesQuery' ? [query.spec.plugin.spec.query] : [])),
      ),
    );

    expect(queries.length).toBeGreaterThan(0);
    for (const { name = '', matchers } of queries.flatMap(selectorsOf)) {
      expect(matchers).not.toContain('namespace');
      // Its own alerts are its own.
      expect(isReserved(name) || name === 'ALERTS', name).toBe(true);
    }
  });

  it('is not there any more of who has left', () => {
    const [winkel, bakker] = exampleTenants(files);
    if (winkel === undefined || bakker === undefined) throw new Error('no tenants');
    const made = renderComponent(dashboardsOfTenants, { provides }, {}, [bakker, { ...winkel, archived: { confirmed: false } }]);

    expect(provisioned(made.objects).map(({ file }) => file)).toHaveLength(Object.keys(bakker.config.namespaces).length);
  });
});

describe('who sees what', () => {
  const config = () => load(Object.values((one('ConfigMap') as unknown as { readonly data: Readonly<Record<string, string>> }).data).join('')) as Fields;

  it('says the API server, within a minute', () => {
    expect(config()['security']).toEqual({
      readonly: true,
      enable_auth: true,
      authentication: { providers: { kubernetes: { enable: true } } },
      authorization: { provider: { kubernetes: { enable: true, authenticator_ttl: '1m', authorizer_allow_ttl: '1m', authorizer_deny_ttl: '1m' } } },
    });
  });

  it('is never what all see: there is no datasource but those of projects', () => {
    expect(config()['datasource']).toEqual({ global: { disable: true }, project: { disable: false }, disable_local: true });
  });

  it('is asked with an account that may ask, and nothing else', () => {
    expect(one('ClusterRole')['rules']).toEqual([
      { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
      { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
      { apiGroups: [''], resources: ['namespaces'], verbs: ['list'] },
    ]);
  });

  it('is a right of viewers and those above them to look: with more, somebody names an address for Perses to ask', () => {
    const roles = objects().filter(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name !== dashboardsOfTenants.name);

    expect(roles).toMatchObject([
      {
        metadata: {
          labels: Object.fromEntries(['viewer', 'developer', 'admin'].map((role) => [`polder.internal/aggregate-to-tenant-${role}`, 'true'])),
        },
        rules: [{ apiGroups: ['perses.dev'], resources: ['persesdashboards', 'persesdatasources'], verbs: ['get'] }],
      },
    ]);
  });
});

describe('prom-label-proxy', () => {
  it('is asked inside its pod only, since it believes whoever names a namespace', () => {
    const [, proxy] = containers();

    expect(proxy?.args).toContain('-insecure-listen-address=127.0.0.1:9095');
    expect(proxy?.args).toContain('-label=namespace');
    expect(JSON.stringify(one('Service'))).not.toMatch(/909[56]/);
    expect(JSON.stringify(one('NetworkPolicy'))).not.toMatch(/909[56]/);
  });

  it('lets no path through unbound', () => {
    expect(containers()[1]?.args.join(' ')).not.toContain('unsafe-passthrough-paths');
  });
});

describe('its pods', () => {
  it('reach the API server and the stores, and are reached by the login proxy and Prometheus', () => {
    const policy = one('NetworkPolicy')['spec'] as {
      readonly [way in 'ingress' | 'egress']: readonly { readonly ports: readonly { readonly port: number }[] }[];
    };

    expect(policy.egress.flatMap(({ ports }) => ports.map(({ port }) => port))).toEqual([6443, 9090, 9428]);
    expect(policy.ingress.flatMap(({ ports }) => ports.map(({ port }) => port))).toEqual([8080, 8080]);
  });

  it("run the platform's own Perses in its version", () => {
    expect(dashboardsOfTenants.images.perses).toEqual(perses.images.perses);
  });

  it('trust the CAs of the site where a store is outside the cluster', () => {
    const outside = { provides: { ...provides, 'metric-store': { url: 'https://prometheus.example.nl' } } };
    const all = within(one('Deployment', undefined, outside), 'spec', 'template', 'spec', 'containers') as readonly {
      readonly env?: readonly { readonly name: string }[];
    }[];

    expect(all.map(({ env = [] }) => env.map(({ name }) => name))).toEqual([['SSL_CERT_FILE'], ['SSL_CERT_FILE']]);
  });
});

describe('without tenants, or without a login proxy', () => {
  it('nothing is made, and no page is served', () => {
    const { 'login-proxy': _, ...withoutProxy } = provides;

    expect(objects({}, {})).toEqual([]);
    expect(objects({ provides: withoutProxy })).toEqual([]);
  });
});

describe('with five hundred tenants', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`team-${index}`, files['winkel'] as Fields]));
  const nodes = [{ zone: 'zone-a', count: 200, cpu: '32', memory: '128Gi' }];
  const big = provisioned(objects({ nodes }, many(500)));

  it('no ConfigMap is near the most that one holds', () => {
    const bytes = new Map<string, number>();
    for (const { configMap, text } of big) bytes.set(configMap, (bytes.get(configMap) ?? 0) + text.length);

    expect(big).toHaveLength(1000);
    expect(Math.max(...bytes.values())).toBeLessThan(2 ** 20 / 2);
  });

  it('one more tenant moves no file of another', () => {
    const before = new Map(big.map(({ file, configMap }) => [file, configMap]));
    const after = provisioned(objects({ nodes }, many(501)));

    expect(after.filter(({ file, configMap }) => before.has(file) && before.get(file) !== configMap)).toEqual([]);
  });
});
