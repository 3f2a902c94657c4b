import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dump, load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../charts-ts/catalogue.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { render } from '../../charts-ts/render.ts';
import { readFleet } from '../../scripts/lib/fleet.ts';
import { type RenderedComponent, renderComponent } from '../support/render.ts';
import { containerArguments, type Workload } from './support/arguments.ts';
import { type ControlPlane, startControlPlane } from './support/control-plane.ts';
import { polder } from './support/fleet.ts';
import { manifests } from './support/kubectl.ts';
import { type RunningProcess, startProcess } from './support/process.ts';
import { buildPrograms } from './support/programs.ts';
import { addHosts, sandboxFolder } from './support/sandbox.ts';
import { waitFor } from './support/wait.ts';

const folder = join(sandboxFolder(), 'otelcol');
const given = {
  metrics: { namespace: 'monitoring', podLabels: { app: 'prometheus' } },
  'metric-store': { url: 'http://prometheus.monitoring.svc:9090', namespace: 'monitoring', podLabels: { app: 'prometheus' }, port: 9090 },
  'block-storage': { storageClass: 'fast' },
};
const all = {
  provides: given,
  components: {
    'victoria-logs': { enabled: true, audit: {} },
    'victoria-traces': { enabled: true },
    'otel-collector': { enabled: true, auditLog: {}, redact: ['\\bBSN[ :]*[0-9]{9}\\b'] },
  },
};

/** Every configuration of the collector in Git, and those of settings that no reference cluster has. */
function configurations(): [string, string][] {
  const fleet = readFleet(polder).flatMap((cluster) => {
    const rendered = render(catalogue as readonly AnyComponent[], cluster);
    const objects = rendered.ok ? rendered.value.built.find(({ component }) => component.name === 'otel-collector')?.objects : undefined;
    return configMaps(cluster.id, objects ?? []);
  });
  const loki = { components: { loki: { enabled: true }, 'otel-collector': { enabled: true, podLogs: false, events: false } }, provides: given };
  return [...fleet, ...configMaps('everything', collector(all).objects), ...configMaps('beside Alloy', collector(loki).objects)];
}

function configMaps(name: string, objects: readonly KubeObject[]): [string, string][] {
  return objects.filter(({ kind }) => kind === 'ConfigMap').map((object) => [`${name} ${object.metadata.name}`, configOf(object)]);
}

function collector(changes: Readonly<Record<string, unknown>>): RenderedComponent {
  return renderComponent({ name: 'otel-collector' }, changes);
}

function configOf(configMap: KubeObject): string {
  return (configMap['data'] as { readonly 'config.yaml': string })['config.yaml'];
}

/** Writes a configuration, and over it what differs between a pod and a process. Returns the flags. */
function flags(name: string, config: string, changes: object): string[] {
  const state = join(folder, name, 'state');
  mkdirSync(state, { recursive: true });
  const files = [
    config,
    dump({ ...changes, extensions: { file_storage: { directory: state }, ...('extensions' in changes ? (changes.extensions as object) : {}) } }),
  ];
  return files.map((text, index) => {
    const file = join(folder, name, `${index}.yaml`);
    writeFileSync(file, text);
    return `--config=${file}`;
  });
}

describe('the collector’s configuration', () => {
  let otelcol: string;
  beforeAll(async () => {
    otelcol = (await buildPrograms(['otelcol'])).otelcol;
  }, 900_000);

  it.each(configurations())('of %s is one that it takes', async (name, config) => {
    await promisify(execFile)(otelcol, ['validate', ...flags(`validate ${name}`, config, {})], { env: { ...process.env, K8S_NODE_NAME: 'node' } });
  });

  it('is refused with a setting that it does not know', async () => {
    const [, config = ''] = configurations().at(-1) ?? [];
    const wrong = { ...(load(config) as object), processors: { memory_limiter: { check_interval: '1s', limit: 5 } } };

    await expect(promisify(execFile)(otelcol, ['validate', ...flags('wrong', dump(wrong), {})])).rejects.toThrow(/limit/);
  });
});

describe('a log', () => {
  const pods = join(folder, 'pods');
  const audit = join(folder, 'audit');
  const running: RunningProcess[] = [];
  let cluster: ControlPlane;
  let address: string;

  beforeAll(async () => {
    const binaries = await buildPrograms(['kubernetes', 'etcd', 'kwok', 'otelcol', 'victoria-logs']);
    cluster = await startControlPlane({ binaries, folder: join(folder, 'cluster'), nodes: [{ zone: 'zone-a', count: 1, role: 'both' }] });
    const node = (await cluster.kubectl(['get', 'nodes', '--output', 'name'])).trim().replace('node/', '');

    // The rights that the platform gives, and nothing more.
    const rendered = collector(all);
    const rights = rendered.objects.filter(({ kind }) => /^(ServiceAccount|(Cluster)?Role(Binding)?)$/.test(kind));
    await cluster.kubectl(['apply', '--server-side', '--filename', '-'], manifests(namespace('otel-collector', {}), ...rights));
    await cluster.kubectl(['apply', '--server-side', '--filename', '-'], manifests(namespace('shop', { 'polder.internal/tenant': 'team-a' })));
    // Its ServiceAccount comes a moment after a namespace.
    await waitFor('the pod to be taken', () => cluster.kubectl(['apply', '--server-side', '--filename', '-'], manifests(pod('shop', 'web', node))));
    address = await waitFor('the pod to run', async () => {
      const ip = await cluster.kubectl(['get', 'pod', 'web', '--namespace', 'shop', '--output', 'jsonpath={.status.podIP}']);
      return ip === '' ? undefined : ip;
    });

    // Both stores at the names that the configurations have.
    for (const [index, store] of ['victoria-logs', 'victoria-logs-audit'].entries()) {
      const own = `127.0.0.${index + 10}`;
      addHosts([`${store}.monitoring.svc`], own);
      const workload = renderComponent({ name: 'victoria-logs' }, all).object('StatefulSet', store) as unknown as Workload;
      const args = containerArguments(workload).map((arg) =>
        arg.startsWith('-storageDataPath')
          ? `-storageDataPath=${join(folder, store)}`
          : arg.startsWith('-httpListenAddr')
            ? `-httpListenAddr=${own}:9428`
            : arg,
      );
      running.push(
        await startProcess({
          name: store,
          command: binaries['victoria-logs'],
          args,
          logFile: join(folder, 'log', `${store}.log`),
          ready: async () => (await fetch(`http://${store}.monitoring.svc:9428/health`)).ok,
        }),
      );
    }

    const uid = await cluster.kubectl(['get', 'pod', 'web', '--namespace', 'shop', '--output', 'jsonpath={.metadata.uid}']);
    mkdirSync(join(pods, `shop_web_${uid}`, 'app'), { recursive: true });
    mkdirSync(audit, { recursive: true });
    writeFileSync(join(pods, `shop_web_${uid}`, 'app', '0.log'), lines());
    writeFileSync(join(audit, 'audit.log'), `${JSON.stringify(auditRecord())}\n`);

    await startCollector('otel-collector', 13133, {
      receivers: { 'file_log/pods': { include: [`${pods}/*/*/*.log`] }, 'file_log/audit': { include: [`${audit}/audit*.log`] } },
    });
    await startCollector('otel-gateway', 23133, {
      extensions: { health_check: { endpoint: '127.0.0.1:23133' }, k8s_leader_elector: { auth_type: 'kubeConfig' } },
      receivers: { k8s_events: { auth_type: 'kubeConfig' } },
      service: { telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus: { host: '127.0.0.1', port: 28888 } } } }] } } },
    });

    async function startCollector(name: string, health: number, changes: object): Promise<void> {
      const kubeconfig = await cluster.kubeconfigFor('otel-collector', name);
      const config = configOf(rendered.object('ConfigMap', name));
      running.push(
        await startProcess({
          name,
          command: binaries.otelcol,
          args: flags(name, config, { ...changes, processors: { k8s_attributes: { auth_type: 'kubeConfig' } } }),
          env: { KUBECONFIG: kubeconfig, K8S_NODE_NAME: node },
          logFile: join(folder, 'log', `${name}.log`),
          ready: async () => (await fetch(`http://127.0.0.1:${health}/`)).ok,
        }),
      );
    }
  }, 900_000);

  afterAll(async () => {
    for (const process of running.reverse()) await process.stop();
    await cluster?.stop();
  });

  it('of a pod is found by its namespace and its tenant', async () => {
    const [found] = await query('victoria-logs', 'tenant:team-a "hello from the web"');

    expect(found).toMatchObject({ 'k8s.namespace.name': 'shop', 'k8s.pod.name': 'web', 'k8s.container.name': 'app', tenant: 'team-a', app: 'web' });
    expect(found?.['_stream']).toContain('tenant="team-a"');
    expect(found?.['_time']).toMatch(/\.123456789Z$/);
  });

  it('that comes in parts is whole again, blanks and all', async () => {
    expect(await query('victoria-logs', '"a long line"')).toMatchObject([{ _msg: 'a long line that is split in two' }]);
  });

  it.each(['Sup3rGeheim', 'hunter2', 'abcdef0123456789abcdef', 'eyJhbGciOiJIUzI1NiJ9', '123456782', 'MIIEvQIBADANBg'])(
    'does not keep the secret %s',
    async (secret) => {
      expect(await query('victoria-logs', '"the last line"')).toHaveLength(1);
      expect(await query('victoria-logs', `*${secret}* or _msg:~"${secret}"`, { wait: false })).toEqual([]);
    },
  );

  it('keeps what only looks like a secret', async () => {
    expect(await query('victoria-logs', '"platform-trust"')).toMatchObject([{ _msg: 'secret "platform-trust" not found, token expired' }]);
  });

  it('of the API server goes to the store for audit logs, as it was written, and is found by who did what', async () => {
    const [found] = await query('victoria-logs-audit', 'log.source:audit audit.verb:delete audit.user:"jan@example.nl" audit.resource:secrets');

    expect(JSON.parse(found?.['_msg'] ?? '{}')).toEqual(auditRecord());
    expect(found?.['_time']).toBe(auditRecord().stageTimestamp);
    expect(await query('victoria-logs', 'log.source:audit', { wait: false })).toEqual([]);
  });

  it('that a program sends is its pod’s, whatever it says itself', async () => {
    await send(address, { tenant: 'somebody-else', 'k8s.namespace.name': 'kube-system', 'service.name': 'shop' }, { tenant: 'nobody', 'log.source': 'audit' });
    const [found] = await query('victoria-logs', '"sent by OTLP"');

    expect(found).toMatchObject({ tenant: 'team-a', 'k8s.namespace.name': 'shop', 'k8s.pod.name': 'web', 'service.name': 'shop', severity_text: 'Error' });
    expect(found).not.toHaveProperty('log.source');
  });

  it('that comes from no pod has no tenant', async () => {
    await send('127.0.0.1', { tenant: 'somebody-else' }, {}, 'sent from nowhere');
    const [found] = await query('victoria-logs', '"sent from nowhere"');

    expect(found).not.toHaveProperty('tenant');
  });

  it('is not lost while the store is away', async () => {
    const [store] = running;
    await store?.kill();
    await send(address, {}, {}, 'sent while it was away');
    await store?.restart();

    expect(await query('victoria-logs', '"sent while it was away"')).toHaveLength(1);
  });

  it.each([
    ['otel-collector', 'http://127.0.0.1:8888/metrics'],
    ['victoria-logs', 'http://victoria-logs.monitoring.svc:9428/metrics'],
  ])('leaves traces in the metrics of %s that its alerts and dashboards ask for', async (name, address) => {
    const served = await (await fetch(address)).text();
    const { dashboards } = catalogue.find((component: AnyComponent) => component.name === name) as AnyComponent;
    const asked = JSON.stringify([dashboards, renderComponent({ name }, all).object('PrometheusRule', name)['spec']]);
    const metrics = [...new Set([...asked.matchAll(/\b(?:otelcol|vl|process)_\w+/g)].map(([metric]) => metric))];

    expect(metrics.filter((metric) => !new RegExp(`^${metric}[{ ]`, 'm').test(served)).filter((metric) => !rare.test(metric))).toEqual([]);
    expect(metrics.length).toBeGreaterThan(8);
  });

  it('of events is read by the gateway that holds the lease', async () => {
    const holder = await cluster.kubectl(['get', 'lease', 'otel-gateway', '--namespace', 'otel-collector', '--output', 'jsonpath={.spec.holderIdentity}']);
    expect(holder).not.toBe('');
  });
});

/** Not there before something has failed, or another signal has come. */
const rare = /^otelcol_exporter_send_failed_|_(spans|metric_points)_total$/;

/** What the store answers, as soon as there is something. */
async function query(store: string, text: string, { wait = true } = {}): Promise<Readonly<Record<string, string>>[]> {
  const ask = async () => {
    await fetch(`http://${store}.monitoring.svc:9428/internal/force_flush`);
    const answer = await fetch(`http://${store}.monitoring.svc:9428/select/logsql/query`, { method: 'POST', body: new URLSearchParams({ query: text }) });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
  };
  if (!wait) return ask();
  return waitFor(`${store} to have ${text}`, async () => {
    const found = await ask();
    return found.length === 0 ? undefined : found;
  });
}

/** Sends one record by OTLP over HTTP, from an address of the sandbox. */
function send(from: string, resource: Readonly<Record<string, string>>, attributes: Readonly<Record<string, string>>, text = 'sent by OTLP'): Promise<void> {
  const record = { timeUnixNano: `${Date.now()}000000`, severityNumber: 17, body: { stringValue: text }, attributes: keyValues(attributes) };
  const body = JSON.stringify({ resourceLogs: [{ resource: { attributes: keyValues(resource) }, scopeLogs: [{ logRecords: [record] }] }] });
  return new Promise((done, fail) => {
    const options = { method: 'POST', localAddress: from, headers: { 'content-type': 'application/json' } };
    const sent = request(`http://127.0.0.1:4318/v1/logs`, options, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 200 ? done() : fail(new Error(`the gateway answers ${answer.statusCode}`))));
    });
    sent.on('error', fail).end(body);
  });
}

function keyValues(of: Readonly<Record<string, string>>): object[] {
  return Object.entries(of).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

const now = new Date().toISOString().slice(0, 19);

/** As containerd writes them. */
function lines(): string {
  return [
    'stdout F hello from the web',
    'stdout F login with password=Sup3rGeheim and user=jan',
    'stderr F {"level":"error","dsn":"postgres://app:hunter2@db:5432/shop","jwt":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl"}',
    'stdout F Authorization: Bearer abcdef0123456789abcdef',
    'stdout F key "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBg\\n-----END PRIVATE KEY-----"',
    'stdout F my BSN 123456782',
    'stdout F secret "platform-trust" not found, token expired',
    'stdout P a long line that is ',
    'stdout F split in two',
    'stdout F the last line',
  ]
    .map((line) => `${now}.123456789Z ${line}\n`)
    .join('');
}

function auditRecord() {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: 'a-1',
    stage: 'ResponseComplete',
    verb: 'delete',
    user: { username: 'jan@example.nl', groups: ['ops'] },
    sourceIPs: ['10.0.0.9'],
    objectRef: { resource: 'secrets', namespace: 'shop', name: 'password=x' },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: `${now}.100000Z`,
    stageTimestamp: `${now}.654321Z`,
  };
}

function namespace(name: string, labels: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function pod(inNamespace: string, name: string, nodeName: string): object {
  const metadata = { name, namespace: inNamespace, labels: { 'app.kubernetes.io/name': name } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { nodeName, automountServiceAccountToken: false, containers: [{ name: 'app', image: 'example/app:1' }] },
  };
}
