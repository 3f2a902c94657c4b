import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import type { Dashboard } from '../../kit/dashboard.ts';
import { persesDashboard } from '../../kit/perses-dashboard.ts';
import type { GlobalDatasource } from '../../kit/perses-types.ts';
import { perses } from './index.ts';

const store = (name: string, port: number) => ({ url: `http://${name}.monitoring.svc:${port}/`, namespace: 'monitoring', podLabels: { app: name }, port });
const metricStore = { 'metric-store': store('prometheus', 9090) };
const all = {
  ...metricStore,
  metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
  'log-store': { ...store('victoria-logs', 9428), kind: 'victoria-logs', otlp: 'http://victoria-logs.monitoring.svc:9428/insert' },
  'trace-store': { ...store('victoria-traces', 10428), otlp: 'http://victoria-traces.monitoring.svc:10428/insert' },
};

function text(configMap: string, provides: Readonly<Record<string, unknown>> = all, profile = 'small'): string {
  const { data } = renderComponent(perses, { profile, provides }).object('ConfigMap', configMap) as unknown as {
    readonly data: Readonly<Record<string, string>>;
  };
  return Object.values(data).join('');
}

function datasources(provides: Readonly<Record<string, unknown>>): GlobalDatasource[] {
  return (JSON.parse(text('datasources', provides)) as GlobalDatasource[]).filter(({ kind }) => kind === 'GlobalDatasource');
}

/** Whether Perses lets a request through to the store: the pattern may match any part of the path. */
function lets(name: string, method: string, path: string): boolean {
  const endpoints = datasources(all).find(({ metadata }) => metadata.name === name)?.spec.plugin.spec.proxy.spec.allowedEndpoints ?? [];
  return endpoints.some((endpoint) => endpoint.method === method && new RegExp(endpoint.endpointPattern).test(path));
}

describe('the configuration of Perses', () => {
  it('lets nobody write, and lets no dashboard bring a datasource of its own', () => {
    expect(load(text('perses'))).toMatchObject({ security: { readonly: true }, datasource: { project: { disable: true }, disable_local: true } });
  });

  it('unpacks its plugins into a folder that it may write, since its root is read-only', () => {
    const { plugin, database } = load(text('perses')) as {
      readonly plugin: { readonly path: string };
      readonly database: { readonly file: { readonly folder: string } };
    };
    const deployment = renderComponent(perses, { provides: all }).object('Deployment', 'perses');
    const writable = (
      deployment['spec'] as {
        readonly template: {
          readonly spec: { readonly containers: readonly { readonly volumeMounts: readonly { readonly mountPath: string; readonly readOnly?: boolean }[] }[] };
        };
      }
    ).template.spec.containers.flatMap(({ volumeMounts }) => volumeMounts.filter(({ readOnly }) => !readOnly).map(({ mountPath }) => mountPath));

    expect(writable.sort()).toEqual([database.file.folder, plugin.path].sort());
  });
});

describe('the datasources of Perses', () => {
  it('are those of the stores that the cluster has', () => {
    expect(datasources(metricStore).map(({ spec }) => spec.plugin.kind)).toEqual(['PrometheusDatasource']);
    expect(datasources(all).map(({ spec }) => spec.plugin.kind)).toEqual(['PrometheusDatasource', 'VictoriaLogsDatasource', 'JaegerDatasource']);
  });

  it('speak the language of the log store', () => {
    const loki = { ...all, 'log-store': { ...all['log-store'], kind: 'loki' } };

    expect(datasources(loki)[1]?.spec.plugin.kind).toBe('LokiDatasource');
  });

  it('are each the default of their kind, so that a query need not name one', () => {
    expect(datasources(all).every(({ spec }) => spec.default)).toBe(true);
  });

  it('let queries through, and nothing that writes or tells how a store is configured', () => {
    expect(lets('prometheus', 'POST', '/api/v1/query_range')).toBe(true);
    expect(lets('prometheus', 'GET', '/api/v1/label/namespace/values')).toBe(true);
    expect(lets('prometheus', 'GET', '/api/v1/status/config')).toBe(false);
    expect(lets('prometheus', 'POST', '/api/v1/admin/tsdb/delete_series')).toBe(false);
    expect(lets('logs', 'POST', '/select/logsql/query')).toBe(true);
    expect(lets('logs', 'POST', '/insert/jsonline')).toBe(false);
    expect(lets('logs', 'GET', '/delete/run_task')).toBe(false);
    expect(lets('traces', 'GET', '/api/traces/2f3a')).toBe(true);
  });
});

describe('the pods of Perses', () => {
  it('reach the stores and nothing else, and are reached by Prometheus alone', () => {
    const policy = renderComponent(perses, { provides: all }).object('NetworkPolicy', 'perses')['spec'] as {
      readonly ingress: readonly unknown[];
      readonly egress: readonly { readonly ports: readonly { readonly port: number }[] }[];
    };

    expect(policy.egress.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[9090], [9428], [10428]]);
    expect(policy.ingress).toHaveLength(1);
  });

  it('start again when what they show changes, and not otherwise', () => {
    const checksum = (provides: Readonly<Record<string, unknown>>) =>
      JSON.stringify(renderComponent(perses, { provides }).object('Deployment', 'perses')).match(/config-checksum":"(\w+)"/)?.[1];

    expect(checksum(all)).toBe(checksum(all));
    expect(checksum(metricStore)).not.toBe(checksum(all));
  });

  it('have no route, since nobody logs in', () => {
    expect(renderComponent(perses, { provides: all }).objects.map(({ kind }) => kind)).not.toContain('HTTPRoute');
  });
});

describe('a dashboard in Perses', () => {
  const model: Dashboard = {
    name: 'example',
    title: 'Example',
    purpose: 'Whether it works',
    variables: [{ name: 'namespace', title: 'Namespace', metric: 'kube_pod_info', label: 'namespace' }],
    rows: [
      {
        title: 'One',
        panels: (['lines', 'stat', 'gauge', 'table'] as const).map((show) => ({
          title: show,
          show,
          unit: 'percent' as const,
          thresholds: { warning: 0.5, critical: 0.9 },
          queries: [{ expression: 'up{namespace=~"$namespace"}', legend: '{{ pod }}' }],
        })),
      },
      { title: 'Two', panels: [{ title: 'more', show: 'stat', queries: [{ expression: 'up' }] }] },
    ],
  };
  const made = persesDashboard(model, 'platform').spec;

  it('has each panel once, in the row that it was written in', () => {
    const placed = made.layouts.flatMap(({ spec }) => spec.items.map(({ content }) => content.$ref.replace('#/spec/panels/', '')));

    expect(placed).toEqual(Object.keys(made.panels));
    expect(made.layouts.map(({ spec }) => [spec.display.title, spec.items.length])).toEqual([
      ['One', 4],
      ['Two', 1],
    ]);
  });

  it('shows each panel by the chart of its kind', () => {
    expect(Object.values(made.panels).map(({ spec }) => spec.plugin.kind)).toEqual(['TimeSeriesChart', 'StatChart', 'GaugeChart', 'Table', 'StatChart']);
  });

  it('starts with all values chosen, as an expression that matches series without the label too', () => {
    expect(made.variables[0]?.spec).toMatchObject({
      defaultValue: '$__all',
      customAllValue: '.*',
      plugin: { spec: { labelName: 'namespace', matchers: ['kube_pod_info'] } },
    });
  });

  it('keeps the query and the legend as they were written', () => {
    expect(made.panels['r1p1']?.spec.queries[0]?.spec.plugin.spec).toEqual({ query: 'up{namespace=~"$namespace"}', seriesNameFormat: '{{ pod }}' });
  });
});
