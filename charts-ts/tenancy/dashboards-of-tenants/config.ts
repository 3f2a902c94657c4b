import { compare } from '../../config/problem.ts';
import { namespacesOf, present } from '../../config/tenants.ts';
import { checksumOf } from '../../kit/checksum.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { type PersesConfig, type Provisioned, persesConfig, persesJson } from '../../kit/perses.ts';
import type { Project } from '../../kit/perses-types.ts';
import { datasources, type LogStore } from './datasources.ts';
import { namespaceDashboard } from './namespace-dashboard.ts';

const plugins = ['Prometheus', 'VictoriaLogs', 'TimeSeriesChart', 'StatChart', 'GaugeChart', 'Table', 'LogsTable', 'LogExplorer'];

/** Within it ends what somebody could see, after the API server would let them see it no more. */
const remembered = '1m';

export const config: PersesConfig = persesConfig({
  security: {
    readonly: true,
    enable_auth: true,
    // Each request has its person's own token. Whose it is, and whether that one may get Perses' kinds in a namespace, the API server says.
    authentication: { providers: { kubernetes: { enable: true } } },
    authorization: {
      provider: { kubernetes: { enable: true, authenticator_ttl: remembered, authorizer_allow_ttl: remembered, authorizer_deny_ttl: remembered } },
    },
  },
  // A datasource that all have would answer all of one namespace's questions, or one of all namespaces'.
  datasources: 'project',
  plugins,
  information:
    'Each project is a namespace of yours. Its dashboard comes with it; ask anything else about it under Explore, with the project chosen at the top.',
});

/** So many ConfigMaps at most, of the 1 MiB that one holds: two thousand namespaces, of 9 KiB each, fill half of it. */
const buckets = 32;

/** A file for each namespace, by its name: a project with its datasources and its dashboard. None of who has left. */
export function provisionedFiles({ tenants }: Pick<ClusterContext, 'tenants'>, logs: Pick<LogStore, 'url'> | undefined): Provisioned[] {
  const found = new Map<string, Record<string, string>>();
  for (const namespace of present(tenants).flatMap(namespacesOf).sort(compare)) {
    const configMap = `namespaces-${bucketOf(namespace)}`;
    found.set(configMap, { ...found.get(configMap), [`${namespace}.json`]: fileOf(namespace, logs) });
  }
  return [...found].map(([configMap, files]) => ({ configMap, files })).sort((a, b) => compare(a.configMap, b.configMap));
}

/** By its name alone, so that a namespace that comes or goes moves no other. */
function bucketOf(namespace: string): number {
  return Number.parseInt(checksumOf(namespace).slice(0, 8), 16) % buckets;
}

function fileOf(namespace: string, logs: Pick<LogStore, 'url'> | undefined): string {
  const project: Project = { kind: 'Project', metadata: { name: namespace }, spec: { display: { name: namespace } } };
  return persesJson([project, ...datasources(namespace, logs), namespaceDashboard(namespace, { logs: logs !== undefined })], 0);
}
