import type { AllowedEndpoint, GlobalDatasource } from './types.ts';

/** Where queries go: the stores of the cluster. */
export interface Stores {
  readonly metrics: { readonly url: string };
  readonly logs: { readonly url: string; readonly kind: 'victoria-logs' | 'loki' } | undefined;
  readonly traces: { readonly url: string } | undefined;
}

/** The datasources that Perses asks for the browser, each at the addresses that its plugin uses and no other. */
export function datasources({ metrics, logs, traces }: Stores): GlobalDatasource[] {
  return [
    // prometheus/src/model/prometheus-client.ts of the plugins.
    datasource('prometheus', 'Prometheus', 'PrometheusDatasource', metrics.url, [
      ...['query', 'query_range', 'labels', 'series', 'parse_query'].flatMap((call) => both(`/api/v1/${call}`)),
      ...['label/[^/]+/values', 'metadata'].map((call) => get(`/api/v1/${call}`)),
    ]),
    ...(logs === undefined ? [] : [logs.kind === 'loki' ? loki(logs.url) : victoriaLogs(logs.url)]),
    // VictoriaTraces answers as Jaeger does, below this path: https://docs.victoriametrics.com/victoriatraces/querying/
    ...(traces === undefined
      ? []
      : [
          datasource('traces', 'Traces', 'JaegerDatasource', `${withoutSlash(traces.url)}/select/jaeger`, [
            ...['traces', 'traces/[^/]+', 'services', 'operations'].map((call) => get(`/api/${call}`)),
          ]),
        ]),
  ];
}

/** victorialogs/src/model/client.ts of the plugins. */
function victoriaLogs(url: string): GlobalDatasource {
  const calls = ['query', 'stats_query', 'stats_query_range', 'hits', 'field_names', 'field_values', 'streams', 'stream_field_names', 'stream_field_values'];
  return datasource(
    'logs',
    'Logs',
    'VictoriaLogsDatasource',
    url,
    calls.flatMap((call) => both(`/select/logsql/${call}`)),
  );
}

/** loki/src/model/loki-client.ts of the plugins. */
function loki(url: string): GlobalDatasource {
  const calls = ['query', 'query_range', 'labels', 'label/[^/]+/values', 'series', 'index/volume', 'index/stats'];
  return datasource(
    'logs',
    'Logs',
    'LokiDatasource',
    url,
    calls.flatMap((call) => both(`/loki/api/v1/${call}`)),
  );
}

function datasource(name: string, title: string, kind: string, url: string, allowedEndpoints: readonly AllowedEndpoint[]): GlobalDatasource {
  return {
    kind: 'GlobalDatasource',
    metadata: { name },
    spec: {
      display: { name: title },
      // The default of its kind, so that a query need not name it.
      default: true,
      plugin: { kind, spec: { proxy: { kind: 'HTTPProxy', spec: { url: withoutSlash(url), allowedEndpoints } } } },
    },
  };
}

function get(path: string): AllowedEndpoint {
  return { endpointPattern: `^${path}$`, method: 'GET' };
}

function both(path: string): AllowedEndpoint[] {
  return [get(path), { ...get(path), method: 'POST' }];
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}
