import { both, datasourceSpec, get, post } from '../../kit/perses-datasource.ts';
import type { Datasource, DatasourceSpec } from '../../kit/perses-types.ts';
import { withoutSlash } from '../../kit/url.ts';
import { bound, namespaceHeader } from './names.ts';

export interface LogStore {
  readonly url: string;
  readonly kind: 'victoria-logs' | 'loki';
  readonly bindsTenants?: boolean | undefined;
}

/** Where logs can be bound to a namespace: Loki cannot do it, and not every VictoriaLogs does it whatever is asked. */
export function boundLogs(store: LogStore | undefined): LogStore | undefined {
  return store?.kind === 'victoria-logs' && store.bindsTenants === true ? store : undefined;
}

/**
 * A form in the address or in the body, and never in parts: Prometheus reads the parts of a GET too, where prom-label-proxy does not look
 * (web/api/v1/api.go, labelNames and labelValues; injectproxy/routes.go, matcher).
 */
const plainForm = { 'Content-Type': 'application/x-www-form-urlencoded' } as const;

/** The datasources of a namespace: of each, what it answers is of that namespace, whoever asks and whatever is asked. */
export function datasources(namespace: string, logs: Pick<LogStore, 'url'> | undefined): Datasource[] {
  return [
    datasource(namespace, 'prometheus', metrics(namespace)),
    ...(logs === undefined ? [] : [datasource(namespace, 'logs', victoriaLogs(namespace, logs.url))]),
  ];
}

/** What prom-label-proxy binds, of what the plugin asks (prometheus/src/model/prometheus-client.ts): not the metadata of all metrics, nor parse_query. */
function metrics(namespace: string): DatasourceSpec {
  return datasourceSpec({
    title: 'Metrics',
    kind: 'PrometheusDatasource',
    url: `http://127.0.0.1:${bound.port}`,
    allowedEndpoints: [...['query', 'query_range', 'labels', 'series'].flatMap((call) => both(`/api/v1/${call}`)), get('/api/v1/label/[^/]+/values')],
    headers: { [namespaceHeader]: namespace, ...plainForm },
  });
}

/**
 * The filter stands in the address of the store itself, and Perses puts it before what the browser asks. VictoriaLogs applies all filters
 * that it finds there and in the body, to subqueries too (app/vlselect/logsql/logsql.go, parseCommonArgs; lib/logstorage/parser.go,
 * AddExtraFilters). Of streams, since the namespace is a part of each: otel-collector/shared.ts.
 */
function victoriaLogs(namespace: string, url: string): DatasourceSpec {
  const filter = encodeURIComponent(JSON.stringify({ 'k8s.namespace.name': namespace }));
  return datasourceSpec({
    title: 'Logs',
    kind: 'VictoriaLogsDatasource',
    url: `${withoutSlash(url)}/?extra_stream_filters=${filter}`,
    // What its plugin asks: victorialogs/src/model/client.ts.
    allowedEndpoints: ['query', 'stats_query_range', 'field_names', 'field_values'].map((call) => post(`/select/logsql/${call}`)),
    // The store's own tenants: all of the platform's logs are in the first.
    headers: { AccountID: '0', ProjectID: '0', ...plainForm },
  });
}

function datasource(project: string, name: string, spec: DatasourceSpec): Datasource {
  return { kind: 'Datasource', metadata: { name, project }, spec };
}
