import type { Ask } from '../support/ask.ts';
import { own } from './stores.ts';

/** A way to ask a store for a namespace: for a person's own it answers, for another's it gives nothing of that. */
export interface Attempt {
  readonly by: string;
  readonly ask: (namespace: string) => Ask;
  /** It is closed to everybody: the own namespace's is not answered either. */
  readonly closed?: true;
}

export const form = { 'content-type': 'application/x-www-form-urlencoded' } as const;

const boundary = 'polder-e2e';
export const multipart = { 'content-type': `multipart/form-data; boundary=${boundary}` } as const;

/** Arguments as a body of several parts, which Go reads with any method. */
export function parts(fields: Readonly<Record<string, string>>): string {
  const each = Object.entries(fields).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  return `${each.join('')}--${boundary}--\r\n`;
}

/** More arguments than Go reads: it then reads none of the address's, and those that somebody put before them are gone. */
export const tooMany = '&'.repeat(10_001);

const args = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();
const query = (text: string, more: Readonly<Record<string, string>> = {}): Ask => ({ path: `/api/v1/query?${args({ query: text, ...more })}` });
const post = (path: string, fields: Readonly<Record<string, string>>): Ask => ({ method: 'POST', path, headers: form, body: args(fields) });
const logs = '/select/logsql/query';
const orders = (namespace: string) => `orders_total{namespace="${namespace}"}`;

/** Ways to ask Prometheus; `header` is the one that says whose series they are. */
export const metricAttempts = (header: string): readonly Attempt[] => [
  { by: 'a matcher', ask: (namespace) => query(orders(namespace)) },
  { by: 'a matcher over a span', ask: (namespace) => ({ path: `/api/v1/query_range?${args({ query: orders(namespace), ...lately(), step: '5' })}` }) },
  { by: 'a regular expression', ask: (namespace) => query(`orders_total{namespace=~"${namespace}|x"}`) },
  { by: 'two matchers of one label', ask: (namespace) => query(`orders_total{namespace="${namespace}",namespace=~".+"}`) },
  { by: 'whatever has no other name', ask: () => query('{__name__=~".+",namespace!="x"}') },
  { by: 'no matcher', ask: () => query('orders_total') },
  { by: 'or', ask: (namespace) => query(`${orders(own.namespace)} or ${orders(namespace)} or node_load`) },
  { by: 'a sum', ask: () => query('sum(orders_total)') },
  { by: 'a join', ask: (namespace) => query(`${orders(own.namespace)} * on() group_left(pod) ${orders(namespace)} or ${orders(own.namespace)}`) },
  { by: 'a subquery', ask: (namespace) => query(`max_over_time(${orders(namespace)}[1m:1s])`) },
  { by: 'another name of the label', ask: (namespace) => query(`label_replace(${orders(namespace)}, "namespace", "${own.namespace}", "", "")`) },
  { by: 'a function that reads other series by itself', ask: (namespace) => query(`info(${orders(namespace)})`), closed: true },
  { by: 'a header of their own', ask: (namespace) => ({ ...query(orders(namespace)), headers: { [header]: namespace } }) },
  { by: 'the header in other letters', ask: (namespace) => ({ ...query('orders_total'), headers: { [header.toUpperCase()]: namespace } }) },
  { by: 'arguments that name the label', ask: (namespace) => query(orders(namespace), { namespace, tenant: namespace }) },
  { by: 'the header named in Connection', ask: (namespace) => ({ ...query(orders(namespace)), headers: { connection: header } }), closed: true },
  {
    by: 'the header and Connection at once',
    ask: (namespace) => ({ ...query(orders(namespace)), headers: { [header]: namespace, connection: `close, ${header}` } }),
    closed: true,
  },
  { by: 'a body', ask: (namespace) => post('/api/v1/query', { query: orders(namespace) }) },
  { by: 'an address and a body', ask: (namespace) => post(`/api/v1/query?${args({ query: orders(own.namespace) })}`, { query: orders(namespace) }) },
  { by: 'a body and an address', ask: (namespace) => post(`/api/v1/query?${args({ query: orders(namespace) })}`, { query: orders(own.namespace) }) },
  { by: 'the argument twice', ask: (namespace) => ({ path: `/api/v1/query?${args({ query: orders(own.namespace) })}&${args({ query: orders(namespace) })}` }) },
  { by: 'a semicolon', ask: (namespace) => ({ path: `/api/v1/query?a;${args({ query: orders(namespace) })}&${args({ query: orders(own.namespace) })}` }) },
  {
    by: 'a body of parts',
    ask: (namespace) => ({ method: 'POST', path: '/api/v1/query', headers: multipart, body: parts({ query: orders(namespace) }) }),
    closed: true,
  },
  {
    by: 'a body of parts, by GET',
    ask: (namespace) => ({ ...query(orders(own.namespace)), headers: multipart, body: parts({ query: orders(namespace) }) }),
  },
  { by: 'too many arguments', ask: (namespace) => post(`/api/v1/query?${tooMany}`, { query: orders(namespace) }) },
  { by: 'series', ask: (namespace) => ({ path: `/api/v1/series?${args({ 'match[]': orders(namespace) })}` }) },
  { by: 'series, in a body', ask: (namespace) => post('/api/v1/series', { 'match[]': orders(namespace) }) },
  {
    by: 'series, in parts',
    ask: (namespace) => ({ ...seriesOf(own.namespace), headers: multipart, body: parts({ 'match[]': orders(namespace) }) }),
  },
  { by: "a label's values", ask: (namespace) => ({ path: `/api/v1/label/pod/values?${args({ 'match[]': orders(namespace) })}` }) },
  { by: "all of a label's values", ask: () => ({ path: '/api/v1/label/pod/values' }) },
  {
    by: "a label's values, in parts",
    ask: (namespace) => ({ path: '/api/v1/label/pod/values', headers: multipart, body: parts({ 'match[]': orders(namespace) }) }),
  },
  {
    by: "a label's values, with too many arguments",
    ask: (namespace) => ({ path: `/api/v1/label/pod/values?${tooMany}`, headers: multipart, body: parts({ 'match[]': orders(namespace) }) }),
  },
];

const seriesOf = (namespace: string): Ask => ({ path: `/api/v1/series?${args({ 'match[]': orders(namespace) })}` });

/** What label APIs tell beside values: the names of labels, in parts and whole. Only a node's series have `node`. */
export const labelNames: readonly (readonly [string, Ask])[] = [
  ['as it is', { path: '/api/v1/labels' }],
  ['with a matcher', { path: `/api/v1/labels?${args({ 'match[]': 'node_load' })}` }],
  ['in a body', post('/api/v1/labels', { 'match[]': 'node_load' })],
  ['in parts', { path: '/api/v1/labels', headers: multipart, body: parts({ 'match[]': 'node_load' }) }],
  ["by a path in a label's name", { path: '/api/v1/label/..%2F..%2Fstatus%2Fconfig/values' }],
  ['in parts, by POST', { method: 'POST', path: '/api/v1/labels', headers: multipart, body: parts({ 'match[]': 'node_load' }) }],
];

/** What a dashboard asks, as its page does. */
export function questionsOf(dashboard: unknown): Ask[] {
  const found: Ask[] = [];
  JSON.stringify(dashboard, (key, value: unknown) => {
    if (key !== 'plugin' || typeof value !== 'object' || value === null || !('kind' in value)) return value;
    const { query: asked = '' } = ('spec' in value ? value.spec : {}) as { readonly query?: string };
    const text = asked.replaceAll('$__rate_interval', '1m');
    if (value.kind === 'PrometheusTimeSeriesQuery') found.push(post('/api/v1/query_range', { query: text, step: '15', ...lately() }));
    if (value.kind === 'VictoriaLogsLogQuery') found.push(post(logs, { query: text, ...lately() }));
    return value;
  });
  return found;
}

const field = '"k8s.namespace.name"';
const lines = (namespace: string) => `${field}:="${namespace}"`;
const select = (text: string, more: Readonly<Record<string, string>> = {}): Ask => post(logs, { query: text, ...more });
const theirs = (namespace: string) => `${lines(namespace)} | format "1" as one | rename _msg as theirs | fields one, theirs`;

/** Ways to ask VictoriaLogs. */
export const logAttempts: readonly Attempt[] = [
  { by: 'a filter', ask: (namespace) => select(lines(namespace)) },
  { by: 'a stream', ask: (namespace) => select(`{${field}="${namespace}"}`) },
  { by: 'a star', ask: () => select('*') },
  { by: 'or', ask: (namespace) => select(`${lines(own.namespace)} or ${lines(namespace)} or argocd`) },
  { by: 'not', ask: () => select(`!${lines('x')}`) },
  { by: 'a count', ask: () => select('* | stats by ("k8s.pod.name") count() hits') },
  { by: 'a filter of their own', ask: (namespace) => select('*', { extra_filters: lines(namespace) }) },
  { by: 'a filter of their own in the address', ask: (namespace) => post(`${logs}?${args({ extra_filters: lines(namespace) })}`, { query: '*' }) },
  { by: 'a filter of their own, as JSON', ask: (namespace) => select('*', { extra_filters: JSON.stringify({ 'k8s.namespace.name': namespace }) }) },
  { by: 'a filter of their own that takes all', ask: () => select('*', { extra_filters: '*', extra_stream_filters: '{}' }) },
  {
    by: 'an empty filter of their own',
    ask: () => post(`${logs}?extra_filters=&extra_stream_filters=`, { query: '*', extra_filters: '', extra_stream_filters: '' }),
  },
  { by: 'streams of their own', ask: (namespace) => select('*', { extra_stream_filters: JSON.stringify({ 'k8s.namespace.name': namespace }) }) },
  { by: 'streams of their own in the address', ask: (namespace) => post(`${logs}?${streamsOf(namespace)}`, { query: '*' }) },
  { by: 'one query in the address and one in the body', ask: (namespace) => post(`${logs}?${args({ query: lines(namespace) })}`, { query: lines(namespace) }) },
  { by: 'a query in the address', ask: (namespace) => post(`${logs}?${args({ query: lines(namespace) })}`, {}) },
  {
    by: 'a body of parts',
    ask: (namespace) => ({ method: 'POST', path: logs, headers: multipart, body: parts({ query: lines(namespace), extra_filters: '*' }) }),
    closed: true,
  },
  {
    by: 'a body of parts whose kind Connection names',
    ask: (namespace) => ({ method: 'POST', path: logs, headers: { ...multipart, connection: 'Content-Type' }, body: parts({ query: lines(namespace) }) }),
    closed: true,
  },
  { by: 'GET', ask: (namespace) => ({ path: `${logs}?${args({ query: lines(namespace) })}` }), closed: true },
  { by: 'GET with a body', ask: (namespace) => ({ path: logs, headers: form, body: args({ query: lines(namespace) }) }), closed: true },
  { by: 'too many arguments', ask: (namespace) => post(`${logs}?${tooMany}`, { query: lines(namespace) }) },
  { by: 'far too many arguments', ask: (namespace) => post(`${logs}?${tooMany.repeat(20)}`, { query: lines(namespace) }) },
  {
    by: 'too many arguments in the body',
    ask: (namespace) => ({ ...select(''), body: `query=*&${tooMany}&${args({ query: lines(namespace) })}` }),
  },
  { by: 'too many arguments after a filter', ask: (namespace) => post(`${logs}?${streamsOf(namespace)}${tooMany}`, { query: '*' }) },
  { by: 'a semicolon', ask: (namespace) => post(`${logs}?a;b=c;d&;${streamsOf(namespace)}`, { query: lines(namespace) }) },
  { by: 'a broken escape', ask: (namespace) => post(`${logs}?%zz=%&%`, { query: lines(namespace) }) },
  { by: 'in()', ask: (namespace) => select(`"k8s.pod.name":in(${lines(namespace)} | fields "k8s.pod.name")`) },
  { by: 'in() of streams', ask: (namespace) => select(`_stream_id:in(${lines(namespace)} | fields _stream_id)`) },
  { by: 'a union', ask: (namespace) => select(`${lines(own.namespace)} | union (${lines(namespace)})`) },
  { by: 'a join', ask: (namespace) => select(`* | format "1" as one | join by (one) (${theirs(namespace)})`) },
  { by: 'a union in a join', ask: (namespace) => select(`* | format "1" as one | join by (one) (x | union (${theirs(namespace)}))`) },
  { by: 'the lines around', ask: () => select('* | stream_context before 10 after 10') },
  { by: 'the lines around, in a union', ask: (namespace) => select(`x | union (${lines(namespace)} | stream_context before 10 after 10) | union (*)`) },
  { by: 'options that leave filters out', ask: (namespace) => select(`options(ignore_global_time_filter=true) ${lines(namespace)}`) },
  { by: 'a global filter of their own', ask: (namespace) => select(`options(global_filter=(${lines(namespace)})) *`) },
  { by: 'a hidden field', ask: () => select('*', { hidden_fields_filters: 'k8s.namespace.name' }) },
  { by: 'another account', ask: () => ({ ...select('*'), headers: { ...form, AccountID: '1', ProjectID: '1' } }) },
  { by: 'statistics', ask: () => post('/select/logsql/stats_query_range', { query: '* | stats by ("k8s.pod.name") count()', step: '1m', ...lately() }) },
  { by: "a field's values", ask: () => post('/select/logsql/field_values', { query: '*', field: 'k8s.pod.name', ...lately() }) },
  {
    by: "a field's values, with a filter",
    ask: () => post('/select/logsql/field_values', { query: '*', field: 'k8s.pod.name', filter: '', extra_filters: '*' }),
  },
];

function streamsOf(namespace: string): string {
  return args({ extra_stream_filters: JSON.stringify({ 'k8s.namespace.name': namespace }) });
}

function lately(): { readonly start: string; readonly end: string } {
  const now = Math.floor(Date.now() / 1000);
  return { start: String(now - 300), end: String(now + 60) };
}
