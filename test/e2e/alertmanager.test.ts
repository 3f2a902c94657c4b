import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dump, load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../charts-ts/catalogue.ts';
import type { ClusterTenant } from '../../charts-ts/config/tenants.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { render } from '../../charts-ts/render.ts';
import { readFleet } from '../../scripts/lib/fleet.ts';
import { type RenderedComponent, renderComponent } from '../support/render.ts';
import { exampleTenants } from '../support/tenants.ts';
import { containerArguments, type Workload, withOverrides } from './support/arguments.ts';
import { issueCertificate, makeAuthority } from './support/ca.ts';
import { polder } from './support/fleet.ts';
import { type RunningProcess, startProcess } from './support/process.ts';
import { type Binaries, buildPrograms } from './support/programs.ts';
import { waitFor } from './support/wait.ts';

const folder = mkdtempSync(join(tmpdir(), 'polder-alertmanager-'));
const provides = { 'block-storage': { storageClass: 'fast' }, metrics: { namespace: 'monitoring', podLabels: { app: 'prometheus' } } };
const everything = {
  receivers: {
    team: { mail: { to: ['beheer@example.nl', 'wacht@example.nl'], from: 'alerts@example.nl', smarthost: 'smtp.example.nl:587', username: 'alerts' } },
    pager: { webhook: { url: 'https://pager.example.nl/in' } },
    chat: { webhook: {} },
    room: { matrix: {} },
    elsewhere: { webhook: {} },
  },
  watchdog: 'elsewhere',
  quietHours: {},
};

let binaries: Binaries;
const running: RunningProcess[] = [];

beforeAll(async () => {
  binaries = await buildPrograms(['alertmanager']);
}, 900_000);

afterAll(async () => {
  for (const process of running.reverse()) await process.stop();
  rmSync(folder, { recursive: true, force: true });
});

function rendered(settings: object, changes: object = {}, tenants: readonly ClusterTenant[] = []): RenderedComponent {
  return renderComponent({ name: 'alertmanager' }, { provides, ...changes, components: { alertmanager: { enabled: true, ...settings } } }, {}, tenants);
}

const tenants = exampleTenants({
  bakker: { contacts: { email: ['bakker@example.nl'], webhook: { url: 'https://hooks.example.nl/bakker' } } },
  winkel: { contacts: { email: ['winkel@example.nl'], webhook: {} }, namespaces: { productie: { size: 'small' }, test: { size: 'small' } } },
});
/** More than one node group holds; here only their file matters. */
const hundreds = exampleTenants(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`team-${index}`, {}])));
const room = { nodes: [{ zone: 'a', count: 60, cpu: 64, memory: '256Gi' }] };

function configOf(objects: readonly KubeObject[]): string {
  const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'alertmanager');
  if (map === undefined) throw new Error('there is no ConfigMap alertmanager');
  return (map['data'] as { readonly 'alertmanager.yaml': string })['alertmanager.yaml'];
}

/** The configuration of each reference cluster, and one with every kind of receiver. */
function configurations(): [string, string][] {
  const fleet = readFleet(polder).flatMap((cluster): [string, string][] => {
    const made = render(catalogue as readonly AnyComponent[], cluster);
    const objects = made.ok ? made.value.built.find(({ component }) => component.name === 'alertmanager')?.objects : undefined;
    return objects === undefined ? [] : [[cluster.id, configOf(objects)]];
  });
  return [
    ...fleet,
    ['everything', configOf(rendered(everything).objects)],
    ['nobody to tell', configOf(rendered({}).objects)],
    ['tenants', configOf(rendered(everything, {}, tenants).objects)],
    ['hundreds of tenants', configOf(rendered(everything, room, hundreds).objects)],
  ];
}

/** Writes a file below the test's folder; returns its path. */
function written(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function amtool(...args: readonly string[]): string {
  return execFileSync(binaries.amtool, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

describe('the configuration of Alertmanager', () => {
  it.each(configurations())('of %s is one that it takes', (name, config) => {
    expect(amtool('check-config', written(`check/${name}.yaml`, config))).toContain('SUCCESS');
  });

  it.each([
    ['with a receiver that is not there', (text: string) => text.replaceAll('receiver: critical', 'receiver: somebody'), /undefined receiver "somebody"/],
    ['with a time zone that is not there', (text: string) => text.replaceAll('Europe/Amsterdam', 'Europe/Polder'), /unknown time zone Europe\/Polder/],
    ['with a key that it does not know', (text: string) => `${text}quiet: true\n`, /field quiet not found/],
  ])('is refused %s', (name, spoil, why) => {
    const file = written(`check/${name}.yaml`, spoil(configOf(rendered(everything).objects)));
    const { status, stdout, stderr } = spawnSync(binaries.amtool, ['check-config', file], { encoding: 'utf8' });

    expect(status).not.toBe(0);
    expect(`${stdout}${stderr}`).toMatch(why);
  });

  it.each([
    ['critical', ['alertname=NodeNotReady', 'severity=critical']],
    ['warning', ['alertname=TargetDown', 'severity=warning', 'namespace=shop']],
    ['warning', ['alertname=OfATeam']],
    ['watchdog', ['alertname=Watchdog', 'severity=none']],
    ['nobody', ['alertname=Another', 'severity=none']],
  ])('brings to %s what has the labels %j', (receiver, labels) => {
    const file = written('routes.yaml', configOf(rendered(everything).objects));

    expect(amtool('config', 'routes', 'test', `--config.file=${file}`, ...labels)).toBe(receiver);
  });
});

describe('alerts of tenants', () => {
  it.each([
    ['tenant-winkel', 'of its own rules', ['alertname=Kassa', 'severity=warning', 'namespace=winkel-test']],
    ['tenant-winkel', 'of the platform about its pods', ['alertname=PodCrashLoops', 'severity=warning', 'namespace=winkel-productie']],
    ['tenant-winkel', 'about its Application', ['alertname=ArgoCdApplicationUnhealthy', 'severity=critical', 'namespace=argocd', 'project=winkel']],
    [
      'critical',
      'about what the platform makes for it',
      ['alertname=ArgoCdApplicationUnhealthy', 'severity=critical', 'namespace=argocd', 'project=tenant-winkel'],
    ],
    ['tenant-bakker', 'that names another’s project', ['alertname=Fop', 'severity=critical', 'namespace=bakker-productie', 'project=winkel']],
    ['tenant-bakker', 'that is called as the platform’s', ['alertname=Watchdog', 'severity=critical', 'namespace=bakker-productie']],
    ['nobody', 'that is to feed the dead man’s switch', ['alertname=Watchdog', 'severity=none', 'namespace=bakker-productie']],
    ['watchdog', 'of the platform itself', ['alertname=Watchdog', 'severity=none']],
    ['critical', 'of a namespace that is nobody’s', ['alertname=VolumeFull', 'severity=critical', 'namespace=bakker']],
  ])('are brought to %s: one %s', (receiver, _, labels) => {
    const file = written('tenants.yaml', configOf(rendered(everything, {}, tenants).objects));

    expect(amtool('config', 'routes', 'test', `--config.file=${file}`, ...labels)).toBe(receiver);
  });
});

describe('an alert', () => {
  const posted: Posted[] = [];
  const secrets = join(folder, 'secrets');
  const trust = join(folder, 'trust');
  let receiver: Server;

  beforeAll(async () => {
    const authority = makeAuthority(join(folder, 'ca'));
    const pair = issueCertificate(authority, 'receiver', { hosts: ['127.0.0.1'] });
    receiver = createServer({ cert: readFileSync(pair.certificateFile), key: readFileSync(pair.keyFile) }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Omit<Posted, 'path'>;
        posted.push({ ...body, path: request.url ?? '' });
        response.end();
      });
    });
    const port = await new Promise<number>((ready) => receiver.listen(0, '127.0.0.1', () => ready(portOf(receiver.address()))));
    // What a person would put into the Secret, and what trust-manager puts into the bundle.
    for (const name of ['chat', 'elsewhere']) written(`secrets/${name}-url`, `https://127.0.0.1:${port}/${name}`);
    written('trust/ca-certificates.crt', authority.certificate);
  });

  afterAll(() => receiver?.close());

  /** Alertmanager as the platform starts it: only folders, ports and the time that it gathers differ. Returns its address. */
  async function start(name: string, settings: object): Promise<string> {
    const made = rendered({ receivers: { chat: { webhook: {} }, elsewhere: { webhook: {} } }, watchdog: 'elsewhere', ...settings });
    const config = load(configOf(made.objects).replaceAll('/etc/alertmanager/secrets', secrets).replaceAll('/etc/alertmanager/trust', trust)) as Readonly<
      Record<string, object>
    >;
    const file = written(`${name}/alertmanager.yaml`, dump({ ...config, route: { ...config['route'], group_wait: '1s' } }));
    return startWith(name, made, { 'config.file': file });
  }

  it('is posted to its receiver at an address that stands in a Secret, and trusted by the site’s CA', async () => {
    const url = await start('always', {});
    await send(url, [alert('ShopDown', 'critical'), alert('ShopSlow', 'warning'), alert('Watchdog', 'none')]);
    const names = () => posted.map(({ path, alerts }) => `${path} ${alerts[0]?.labels['alertname']}`).sort();
    await waitFor('all to be told', () => names().length >= 3, { seconds: 30, explain: () => names().join(', ') });

    expect(names()).toEqual(['/chat ShopDown', '/chat ShopSlow', '/elsewhere Watchdog']);
    expect(posted.find(({ path }) => path === '/chat')).toMatchObject({ status: 'firing', groupLabels: { namespace: 'shop' } });
  });

  it('waits in quiet hours when it is a warning, and passes when it is critical', async () => {
    posted.length = 0;
    const url = await start('quiet', { quietHours: { from: clock(-60), until: clock(120), weekends: false, timeZone: 'UTC' } });
    await send(url, [alert('ShopSlow', 'warning')]);
    await waitFor('the warning to be muted', async () => /notifications_suppressed_total\{reason="mute_time_interval"\} [1-9]/.test(await metrics(url)), {
      seconds: 30,
      explain: async () =>
        (await metrics(url))
          .split('\n')
          .filter((line) => line.includes('suppressed'))
          .join('\n'),
    });
    await send(url, [alert('ShopDown', 'critical')]);
    await waitFor('the critical one to be told', () => posted.length > 0, { seconds: 30 });

    expect(posted.map(({ alerts }) => alerts.map(({ labels }) => labels['alertname']))).toEqual([['ShopDown']]);
  });

  it('that is a warning is told outside of quiet hours', async () => {
    posted.length = 0;
    const url = await start('awake', { quietHours: { from: clock(120), until: clock(240), weekends: false, timeZone: 'UTC' } });
    await send(url, [alert('ShopSlow', 'warning')]);
    await waitFor('the warning to be told', () => posted.length > 0, { seconds: 30 });

    expect(posted[0]?.alerts[0]?.labels).toMatchObject({ alertname: 'ShopSlow' });
  });

  it('is silenced by amtool, as the documentation says', async () => {
    posted.length = 0;
    const url = await start('silenced', {});
    amtool(`--alertmanager.url=${url}`, 'silence', 'add', '--author=jan', '--comment=werk aan de winkel', '--duration=2h', 'namespace=shop');
    await send(url, [
      alert('ShopDown', 'critical'),
      { ...alert('BankDown', 'critical'), labels: { alertname: 'BankDown', severity: 'critical', namespace: 'bank' } },
    ]);
    await waitFor('the other to be told', () => posted.length > 0, { seconds: 30 });

    expect(posted.flatMap(({ alerts }) => alerts.map(({ labels }) => labels['alertname']))).toEqual(['BankDown']);
    expect(amtool(`--alertmanager.url=${url}`, 'silence', 'query')).toContain('werk aan de winkel');
  });
});

describe('members', () => {
  it('find each other with the flags of production', async () => {
    const made = rendered({}, { profile: 'production' });
    const file = written('members/alertmanager.yaml', configOf(made.objects));
    const [first, second] = [await freePort(), await freePort()];
    const flags = (own: number, other: number) => ({
      'config.file': file,
      'cluster.listen-address': listening(made).replace('9094', String(own)),
      'cluster.peer': `127.0.0.1:${other}`,
    });
    const url = await startWith('member-a', made, flags(first, second));
    await startWith('member-b', made, flags(second, first));

    await waitFor('two members', async () => ((await status(url)).cluster.peers ?? []).length === 2, {
      seconds: 60,
      explain: async () => JSON.stringify(await status(url)),
    });
  });
});

interface Posted {
  readonly path: string;
  readonly status: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

interface Status {
  readonly cluster: { readonly status: string; readonly peers?: readonly unknown[] };
}

/** The process of the rendered StatefulSet, with these flags in place of its own. Returns its address. */
async function startWith(name: string, made: RenderedComponent, flags: Readonly<Record<string, string>>): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = containerArguments(made.object('StatefulSet', 'alertmanager') as unknown as Workload);
  const process = await startProcess({
    name,
    command: binaries.alertmanager,
    args: withOverrides(args, { 'storage.path': join(folder, name, 'data'), 'web.listen-address': new URL(url).host, ...flags }),
    logFile: join(folder, 'log', `${name}.log`),
    ready: async () => (await fetch(`${url}/-/ready`)).ok,
  });
  running.push(process);
  return url;
}

function listening(made: RenderedComponent): string {
  const args = containerArguments(made.object('StatefulSet', 'alertmanager') as unknown as Workload);
  return args.find((arg) => arg.startsWith('--cluster.listen-address='))?.split('=')[1] ?? '';
}

function alert(alertname: string, severity: string) {
  return { labels: { alertname, severity, namespace: 'shop' }, annotations: { summary: `${alertname} of the shop` } };
}

/** As Prometheus sends them: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
async function send(url: string, alerts: readonly object[]): Promise<void> {
  const answer = await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(alerts) });
  if (!answer.ok) throw new Error(`Alertmanager says ${answer.status}: ${await answer.text()}`);
}

async function metrics(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

async function status(url: string): Promise<Status> {
  return (await (await fetch(`${url}/api/v2/status`)).json()) as Status;
}

/** The time of day in some minutes, such as 23:05, in UTC. */
function clock(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);
}

async function freePort(): Promise<number> {
  const server = createSocket();
  const port = await new Promise<number>((ready) => server.listen(0, '127.0.0.1', () => ready(portOf(server.address()))));
  await new Promise((closed) => server.close(closed));
  return port;
}

function portOf(address: ReturnType<Server['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
}
