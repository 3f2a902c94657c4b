import type { Ask } from '../support/ask.ts';

const get = (path: string): Ask => ({ path });
const post = (path: string): Ask => ({ method: 'POST', path });

/** What a store answers that no dashboard asks for: its settings, what writes or deletes, and other spellings of such paths. */
export const closedOfMetrics: readonly Ask[] = [
  ...['/api/v1/status/config', '/api/v1/status/flags', '/api/v1/status/tsdb', '/api/v1/targets', '/api/v1/targets/metadata', '/api/v1/rules'].map(get),
  ...['/api/v1/alerts', '/api/v1/alertmanagers', '/metrics', '/config', '/', '/api/v1/read', '/debug/pprof/', '/healthz'].map(get),
  get('/federate?match[]=%7B__name__%3D~%22.%2B%22%7D'),
  ...['/-/reload', '/-/quit', '/api/v1/admin/tsdb/snapshot', '/api/v1/write', '/api/v1/admin/tsdb/delete_series?match[]=orders_total'].map(post),
  { method: 'PUT', path: '/api/v1/admin/tsdb/snapshot' },
  { method: 'DELETE', path: '/api/v1/query' },
  ...[
    '/api/v1/query/../status/config',
    '/api/v1/query/%2e%2e/status/config',
    '/api/v1/query%2f..%2fstatus%2fconfig',
    '/api/v1/query/..%2Fstatus%2Fconfig?query=vector(1)',
    '/api/v1/query/..%252Fstatus%252Fconfig?query=vector(1)',
    '/api/v1/label/../status/config/values',
    '//api/v1/status/config',
    '/x/../api/v1/status/config',
    '/api/v1/query\\..\\status\\config',
    '/api/v1/status/config?/api/v1/query',
    '/api/v1/status/config%3F/api/v1/query',
    '/api/v1/status/config%00/api/v1/query',
    '/api/v1/status/config#/api/v1/query',
    '/API/V1/STATUS/CONFIG',
  ].map(get),
];

export const closedOfLogs: readonly Ask[] = [
  ...['/select/tenant_ids', '/select/logsql/tail?query=*', '/select/vmui/', '/select/logsql/query_time_range?query=*', '/metrics', '/flags'].map(get),
  ...['/', '/internal/select/query', '/debug/pprof/', '/select/buildinfo', '/internal/partition/list'].map(get),
  ...['/insert/jsonline', '/delete/run_task?filter=*', '/internal/force_flush', '/internal/partition/detach', '/insert/loki/api/v1/push'].map(post),
  ...[
    '/select/logsql/query/../../tenant_ids',
    '/select/logsql/query/%2e%2e/%2e%2e/tenant_ids',
    '/select/logsql/query%2f..%2f..%2ftenant_ids',
    '/select//tenant_ids',
    '//select/tenant_ids',
    '/select/tenant_ids?/select/logsql/query',
    '/select/tenant_ids%3F/select/logsql/query',
  ].flatMap((path) => [get(path), post(path)]),
];
