import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { persesPort } from '../../../charts-ts/kit/perses.ts';
import { bound, name as component } from '../../../charts-ts/tenancy/dashboards-of-tenants/names.ts';
import type { RenderedComponent } from '../../support/render.ts';
import { containerArguments, containerEnvironment } from '../support/arguments.ts';
import { type Answer, type Ask, ask } from '../support/ask.ts';
import { authenticationFile } from '../support/authentication-file.ts';
import { issueCertificate, makeAuthority } from '../support/ca.ts';
import { type ControlPlane, startControlPlane } from '../support/control-plane.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { manifests } from '../support/kubectl.ts';
import { writePlugins } from '../support/perses-plugins.ts';
import { layOut } from '../support/pod-files.ts';
import { type RunningProcess, startProcess } from '../support/process.ts';
import type { Binaries } from '../support/programs.ts';
import { addHosts, apiServerAddress } from '../support/sandbox.ts';
import { waitFor } from '../support/wait.ts';
import { client, identityProvider, loginHost, people, rendered, rights, type Who, workload } from './platform.ts';
import { own, startPrometheus, startVictoriaLogs } from './stores.ts';

/** Of Perses' image: where its plugins are, as archives, and where it reads them. */
const folders = { archives: '/etc/perses/plugins-archive', plugins: '/etc/perses/plugins' };

/** Where a pod finds its own rights. */
const account = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What the pod's containers run, in the order in which they start, and what answers once they do. */
const programs = {
  'prom-label-proxy': { program: 'prom-label-proxy', ready: `http://127.0.0.1:${bound.health}/metrics` },
  [component]: { program: 'perses', ready: `http://127.0.0.1:${persesPort}/api/v1/health` },
} as const;

/** The dashboards of tenants as the platform makes them, on a real API server and before real stores. */
export interface World {
  readonly cluster: ControlPlane;
  readonly issuer: Issuer;
  /** The CA of the identity provider, as a file and as text. */
  readonly login: { readonly certificateFile: string; readonly certificate: string };
  /** Asks Perses with a token of somebody. */
  as(who: Who | undefined, asked: Ask): Promise<Answer>;
  withToken(token: string, asked: Ask): Promise<Answer>;
  /** Whether the API server lets somebody see the dashboards and stores of a namespace. */
  may(who: Who, namespace: string): Promise<boolean>;
  /** Takes from a group all that it may do in a namespace. */
  takeFrom(group: string, namespace: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startWorld(binaries: Binaries, folder: string): Promise<World> {
  const login = makeAuthority(join(folder, 'login'), 'Site CA');
  addHosts([loginHost], '127.0.0.7');
  const serving = issueCertificate(login, 'issuer', { hosts: [loginHost] });
  const issuer = await startIssuer({ host: loginHost, address: '127.0.0.7', serving, client });
  const file = join(folder, 'authentication.yaml');
  writeFileSync(file, await authenticationFile(join(folder, 'repository'), identityProvider, login.certificateFile));
  const cluster = await startControlPlane({ binaries, folder: join(folder, 'cluster'), apiServer: [`--authentication-config=${file}`] });

  await applyRights(cluster);
  const views = rendered(component);
  const logs = workload(rendered('victoria-logs'), 'StatefulSet', 'victoria-logs');
  const stores = [await startPrometheus(binaries, join(folder, 'prometheus')), await startVictoriaLogs(binaries, logs, join(folder, 'victoria-logs'))];
  const processes = await startPod(binaries, cluster, views, join(folder, 'pod'));

  const withToken = (token: string, asked: Ask) => ask({ port: persesPort }, { ...asked, headers: { authorization: `Bearer ${token}`, ...asked.headers } });
  const world: World = {
    cluster,
    issuer,
    login,
    as: (who, asked) => (who === undefined ? ask({ port: persesPort }, asked) : withToken(issuer.token(people[who]), asked)),
    withToken,
    may: async (who, namespace) => {
      const { preferred_username, groups } = people[who];
      const as = [
        `--as=oidc:${preferred_username}`,
        ...[...groups.map((group) => `oidc:${group}`), 'system:authenticated'].map((group) => `--as-group=${group}`),
      ];
      const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' };
      const spec = { resourceAttributes: { verb: 'get', group: 'perses.dev', resource: 'persesdatasources', namespace } };
      const output = ['--output', 'jsonpath={.status.allowed}'];
      return (await cluster.kubectl(['create', '--validate=false', '--filename', '-', ...output, ...as], manifests({ ...review, spec }))) === 'true';
    },
    takeFrom: async (group, namespace) => {
      const { items } = JSON.parse(await cluster.kubectl(['get', 'rolebindings', '--namespace', namespace, '--output', 'json'])) as {
        items: { metadata: { name: string }; subjects?: { name: string }[] }[];
      };
      const bindings = items.filter(({ subjects = [] }) => subjects.some(({ name }) => name === group)).map(({ metadata }) => metadata.name);
      await cluster.kubectl(['delete', 'rolebinding', '--namespace', namespace, ...bindings]);
    },
    stop: async () => {
      for (const one of [...processes, ...stores]) await one.stop();
      await issuer.stop();
      await cluster.stop();
    },
  };
  // The API server reads the issuer's keys, and Perses its files, after they have started.
  await waitFor('Perses to know the namespaces', async () => {
    const { status, body } = await world.as('viewer', { path: `/api/v1/projects/${own.namespace}/dashboards` });
    return status === 200 && body !== '[]';
  });
  return world;
}

/** Makes the namespaces of all that has rights or gives them, and these. */
async function applyRights(cluster: ControlPlane): Promise<void> {
  const objects = rights();
  const apply = (some: readonly object[]) => cluster.kubectl(['apply', '--server-side', '--filename', '-'], manifests(...some));
  const names = new Set(objects.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined));
  await apply([...names].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })));
  await apply(objects);
}

/** Starts what the pod's containers would run, with their files and the rights of its ServiceAccount. */
async function startPod(binaries: Binaries, cluster: ControlPlane, views: RenderedComponent, folder: string): Promise<RunningProcess[]> {
  const pod = workload(views, 'Deployment', component);
  const { serviceAccountName = 'default' } = pod.spec.template.spec;
  mkdirSync(account, { recursive: true });
  writeFileSync(join(account, 'ca.crt'), cluster.authority.certificate);
  writeFileSync(join(account, 'token'), (await cluster.kubectl(['create', 'token', serviceAccountName, '--namespace', component])).trim());
  const api = { KUBERNETES_SERVICE_HOST: apiServerAddress, KUBERNETES_SERVICE_PORT: '16443' };

  const processes: RunningProcess[] = [];
  for (const [container, { program, ready }] of Object.entries(programs)) {
    const moved = layOut(views.objects, pod, container, program === 'perses' ? { folder, inImage: [folders.archives] } : { folder });
    if (program === 'perses') writePlugins(join(folder, folders.plugins));
    const logFile = join(folder, 'log', `${program}.log`);
    const env = { ...api, ...containerEnvironment(pod, container) };
    const args = containerArguments(pod, container).map(moved);
    processes.push(await startProcess({ name: program, command: binaries[program], args, env, logFile, ready: async () => (await fetch(ready)).status < 500 }));
  }
  return processes;
}
