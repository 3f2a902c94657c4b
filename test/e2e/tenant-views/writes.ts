import type { Ask } from '../support/ask.ts';
import { metricStore, own } from './stores.ts';

const json = { 'content-type': 'application/json' } as const;
const send = (method: string, path: string, body: object): Ask => ({ method, path, headers: json, body: JSON.stringify(body) });

const metadata = { name: 'mine', project: own.namespace };
const plugin = { kind: 'PrometheusDatasource', spec: { proxy: { kind: 'HTTPProxy', spec: { url: metricStore } } } };
const dashboard = { kind: 'Dashboard', metadata, spec: { duration: '1h', panels: {}, layouts: [] } };
const datasource = { kind: 'Datasource', metadata, spec: { default: false, plugin } };
const project = `/api/v1/projects/${own.namespace}`;

/** What would make, change or delete what Git says. */
export const writes: readonly Ask[] = [
  send('POST', `${project}/dashboards`, dashboard),
  send('POST', '/api/v1/dashboards', dashboard),
  send('PUT', `${project}/dashboards/mine`, dashboard),
  send('POST', `${project}/datasources`, datasource),
  send('PUT', `${project}/datasources/prometheus`, { ...datasource, metadata: { ...metadata, name: 'prometheus' } }),
  { method: 'DELETE', path: `${project}/datasources/prometheus` },
  { method: 'DELETE', path: project },
  send('POST', `${project}/ephemeraldashboards`, { ...dashboard, kind: 'EphemeralDashboard', spec: { ...dashboard.spec, ttl: '1h' } }),
  send('POST', `${project}/folders`, { kind: 'Folder', metadata, spec: [] }),
  send('POST', `${project}/secrets`, { kind: 'Secret', metadata, spec: { basicAuth: { username: 'a', password: 'b' } } }),
  send('POST', `${project}/variables`, { kind: 'Variable', metadata, spec: { kind: 'TextVariable', spec: { value: 'x' } } }),
  send('POST', '/api/v1/projects', { kind: 'Project', metadata: { name: 'mine' }, spec: {} }),
  send('POST', '/api/v1/globaldatasources', { kind: 'GlobalDatasource', metadata: { name: 'mine' }, spec: { default: false, plugin } }),
  send('POST', '/api/v1/roles', { kind: 'Role', metadata, spec: { permissions: [{ actions: ['*'], scopes: ['*'] }] } }),
  send('POST', '/api/v1/users', { kind: 'User', metadata: { name: 'mine' }, spec: {} }),
];

const unsaved = { method: 'GET', spec: { default: false, plugin } };

/** Asks that name the store's address themselves: Perses would ask whatever they say, with whatever headers. */
export const unsavedAsks: readonly Ask[] = [
  send('POST', `/proxy/unsaved/projects/${own.namespace}/datasources/api/v1/query?query=orders_total`, unsaved),
  send('POST', `/proxy/unsaved/projects/${own.namespace}/dashboards/namespace/datasources/api/v1/query?query=orders_total`, unsaved),
  send('POST', '/proxy/unsaved/globaldatasources/api/v1/query?query=orders_total', unsaved),
  send('POST', `/proxy/projects/${own.namespace}/dashboards/namespace/datasources/prometheus/api/v1/query?query=orders_total`, unsaved),
  send('POST', '/proxy/globaldatasources/prometheus/api/v1/query?query=orders_total', unsaved),
];
