import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { yamlText } from '../../../charts-ts/kit/yaml.ts';
import { containerArguments, containerEnvironment, type Workload } from '../support/arguments.ts';
import { type RunningProcess, startProcess } from '../support/process.ts';
import type { Binaries } from '../support/programs.ts';
import { addHosts } from '../support/sandbox.ts';
import { waitFor } from '../support/wait.ts';

/** Tenant A's namespace and tenant B's, and what tells that a thing is of the one. */
export const own = { namespace: 'winkel-productie', pod: 'web-3', orders: 31_415 } as const;
export const other = { namespace: 'bank-productie', pod: 'kluis-7', orders: 900_000_000 } as const;

/** What only B's series and logs, and the platform's, have in them; sums that reach them too. */
export const notTheirs = /kluis-7|9000\d{5}|kern-1|geheim/;

/** Where the cluster's stores are. */
export const metricStore = 'http://prometheus.monitoring.svc:9090';
const logStore = 'http://victoria-logs.monitoring.svc:9428';

const series = [own, other].map(({ namespace, pod, orders }) => `orders_total{namespace="${namespace}",pod="${pod}"} ${orders}\n`);
const exposed = ['# TYPE orders_total counter\n', ...series, '# TYPE node_load gauge\n', 'node_load{node="kern-1"} 900000001\n'].join('');

/** A real Prometheus with series of both tenants and of a node, at its name in the cluster. */
export async function startPrometheus(binaries: Binaries, folder: string): Promise<{ stop(): Promise<void> }> {
  addHosts(['prometheus.monitoring.svc'], '127.0.0.20');
  const target = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(exposed));
  await new Promise<void>((ready) => target.listen(19_100, '127.0.0.1', ready));
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'prometheus.yaml');
  const job = { job_name: 'pods', honor_labels: true, static_configs: [{ targets: ['127.0.0.1:19100'] }] };
  writeFileSync(config, yamlText({ global: { scrape_interval: '1s' }, scrape_configs: [job] }));
  // What changes it is open, so that who cannot reach that was stopped before.
  const args = ['--web.listen-address=127.0.0.20:9090', '--web.enable-lifecycle', '--web.enable-admin-api', `--config.file=${config}`];
  const prometheus = await startProcess({
    name: 'prometheus',
    command: binaries.prometheus,
    args: [...args, `--storage.tsdb.path=${join(folder, 'data')}`],
    logFile: join(folder, 'prometheus.log'),
    ready: async () => (await fetch(`${metricStore}/-/ready`)).ok,
  });
  await waitFor('all series to be there', async () => {
    const found = await (await fetch(`${metricStore}/api/v1/query?query=count({__name__=~"orders_total|node_load"})`)).text();
    return found.includes('"3"');
  });
  return {
    stop: async () => {
      await prometheus.stop();
      target.closeAllConnections();
      target.close();
    },
  };
}

/** A real VictoriaLogs as the platform starts it, with lines of both tenants and of the platform, at its name in the cluster. */
export async function startVictoriaLogs(binaries: Binaries, workload: Workload, folder: string): Promise<RunningProcess> {
  addHosts(['victoria-logs.monitoring.svc'], '127.0.0.21');
  const changed: Readonly<Record<string, string>> = { '-storageDataPath': join(folder, 'data'), '-httpListenAddr': '127.0.0.21:9428' };
  const args = containerArguments(workload).map((arg) => {
    const [flag = ''] = arg.split('=');
    return flag in changed ? `${flag}=${changed[flag]}` : arg;
  });
  const store = await startProcess({
    name: 'victoria-logs',
    command: binaries['victoria-logs'],
    args,
    env: containerEnvironment(workload),
    logFile: join(folder, 'victoria-logs.log'),
    ready: async () => (await fetch(`${logStore}/health`)).ok,
  });
  const lines = [
    { ...line(own.namespace, own.pod), _msg: `bestelling ${own.orders} betaald` },
    { ...line(other.namespace, other.pod), _msg: `het geheim van de bank is ${other.orders}` },
    { ...line('argocd', 'kern-1'), _msg: 'het geheim van het platform' },
  ];
  const streams = '_stream_fields=k8s.namespace.name,k8s.pod.name';
  await fetch(`${logStore}/insert/jsonline?${streams}`, { method: 'POST', body: lines.map((one) => `${JSON.stringify(one)}\n`).join('') });
  await waitFor('all lines to be there', async () => {
    const found = await (await fetch(`${logStore}/select/logsql/query?query=*`)).text();
    return found.trim().split('\n').length === lines.length;
  });
  return store;
}

function line(namespace: string, pod: string): Readonly<Record<string, string>> {
  return { _time: new Date().toISOString(), 'k8s.namespace.name': namespace, 'k8s.pod.name': pod };
}
