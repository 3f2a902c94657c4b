import { type Asked, both, datasourceSpec, get } from '../../kit/perses-datasource.ts';
import type { GlobalDatasource } from '../../kit/perses-types.ts';
import { withoutSlash } from '../../kit/url.ts';

/** Where queries go: the stores of the cluster. */
export interface Stores {
  readonly metrics: { readonly url: string };
  readonly logs: { readonly url: string; readonly kind: 'victoria-logs' | 'loki' } | undefined;
  readonly traces: { readonly url: string } | undefined;
}

/** The datasources that Perses asks for the browser. */
export function datasources({ metrics, logs, traces }: Stores): GlobalDatasource[] {
  return [
    // prometheus/src/model/prometheus-client.ts of the plugins.
    datasource('prometheus', {
      title: 'Prometheus',
      kind: 'PrometheusDatasource',
      url: withoutSlash(metrics.url),
      allowedEndpoints: [
        ...['query', 'query_range', 'labels', 'series', 'parse_query'].flatMap((call) => both(`/api/v1/${call}`)),
        ...['label/[^/]+/values', 'metadata'].map((call) => get(`/api/v1/${call}`)),
      ],
    }),
    ...(logs === undefined ? [] : [logs.kind === 'loki' ? loki(logs.url) : victoriaLogs(logs.url)]),
    // VictoriaTraces answers as Jaeger does, below this path: https://docs.victoriametrics.com/victoriatraces/querying/
    ...(traces === undefined
      ? []
      : [
          datasource('traces', {
            title: 'Traces',
            kind: 'JaegerDatasource',
            url: `${withoutSlash(traces.url)}/select/jaeger`,
            allowedEndpoints: ['traces', 'traces/[^/]+', 'services', 'operations'].map((call) => get(`/api/${call}`)),
          }),
        ]),
  ];
}

/** victorialogs/src/model/client.ts of the plugins. */
function victoriaLogs(url: string): GlobalDatasource {
  const calls = ['query', 'stats_query', 'stats_query_range', 'hits', 'field_names', 'field_values', 'streams', 'stream_field_names', 'stream_field_values'];
  return datasource('logs', {
    title: 'Logs',
    kind: 'VictoriaLogsDatasource',
    url: withoutSlash(url),
    allowedEndpoints: calls.flatMap((call) => both(`/select/logsql/${call}`)),
  });
}

/** loki/src/model/loki-client.ts of the plugins. */
function loki(url: string): GlobalDatasource {
  const calls = ['query', 'query_range', 'labels', 'label/[^/]+/values', 'series', 'index/volume', 'index/stats'];
  return datasource('logs', {
    title: 'Logs',
    kind: 'LokiDatasource',
    url: withoutSlash(url),
    allowedEndpoints: calls.flatMap((call) => both(`/loki/api/v1/${call}`)),
  });
}

function datasource(name: string, asked: Asked): GlobalDatasource {
  return { kind: 'GlobalDatasource', metadata: { name }, spec: datasourceSpec(asked) };
}
