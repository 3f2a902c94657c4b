import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { load } from 'js-yaml';
import type { Built } from '../charts-ts/built.ts';
import { catalogue, type PolderCluster } from '../charts-ts/catalogue.ts';
import { clusterFolder, fileText } from '../charts-ts/emit/files.ts';
import { tenantFolder } from '../charts-ts/emit/tenants.ts';
import { gitops } from '../charts-ts/kit/capability.ts';
import { groupOf, isBuiltIn, type KubeObject } from '../charts-ts/kit/object.ts';
import { order } from '../charts-ts/order.ts';
import { render } from '../charts-ts/render.ts';
import { suppliedSecrets } from '../charts-ts/supplied.ts';
import { type ApplicationState, applicationsState, lookAgain, waitingText } from './lib/applications.ts';
import { Refusal, readArguments, refuseProblems, run } from './lib/command.ts';
import { type CrdFolder, readDefinitions } from './lib/crds.ts';
import { chooseCluster, readFleet } from './lib/fleet.ts';
import { currentContext, type Kubectl, kubectlFor } from './lib/kubectl.ts';
import { interruptible } from './lib/registry-run.ts';
import { mirrorHosts } from './lib/registry-wanted.ts';
import { difference } from './lib/tree.ts';

const help = `Puts Argo CD into the cluster of the current kubeconfig context, and waits until it has synced the platform.
Safe to run again: each step only completes what is missing.

  npm run bootstrap -- odc-noord/prod-1

  --yes             do not ask for the context's name (for automation)
  --context NAME    this context instead of the current one
  --timeout MIN     how long to wait for the platform, in minutes; default 30
  --root FOLDER     the repository; default: this folder
`;

await run(async () => {
  const { values, positionals } = readArguments(help, {
    yes: { type: 'boolean' },
    context: { type: 'string' },
    timeout: { type: 'string' },
    root: { type: 'string' },
  });
  const minutes = Number(values.timeout ?? 30);
  if (!(minutes > 0)) throw new Refusal(`--timeout ${values.timeout} is not a number of minutes; write it like 30`);
  const root = resolve(values.root ?? process.cwd());
  const cluster = chooseCluster(readFleet(root), positionals);
  const rendered = render(catalogue, cluster);
  if (!rendered.ok) throw refuseProblems(rendered.problems);
  refuseStale(root, cluster, rendered.value.files);

  const kubectl = kubectlFor(values.context ?? (await currentContext()));
  await confirm(cluster, kubectl, values.yes ?? false);
  await refuseOtherKubernetes(cluster, kubectl);

  const namespace = namespaceOf(cluster);
  const component = (name: string) => rendered.value.built.find((one) => one.component.name === name);
  const definitions = await step('reading the definitions of all components', () =>
    interruptible('stopped; nothing was applied', (signal) => definitionsOf(rendered.value.files, cluster, signal)),
  );
  await step('namespaces, default-deny, priority classes', () => kubectl.apply(manifests(component('base'), cluster)));
  await step(`${definitions.length} definitions`, () => applyDefinitions(definitions, kubectl));
  const argoCd = component('argo-cd');
  if (argoCd !== undefined) {
    await step('Argo CD', () => kubectl.apply(manifests(argoCd, cluster)));
    await step('waiting for Argo CD to run', () => waitForRollout(argoCd, namespace, kubectl, minutes));
  }
  await step('projects and the root Application', () => kubectl.apply(rootObjects(rendered.value.files, cluster)));
  // What tenants run is their own affair: it may be broken, and the platform is there.
  const ours = [...rendered.value.files.keys()].filter((path) => !path.includes(`/${tenantFolder}/`));
  const expected = ours.flatMap((path) => /\/application\.[^.]+\.(.+)\.yaml$/.exec(path)?.[1] ?? []);
  tellOfSecrets(cluster);
  await waitForApplications(expected, namespace, kubectl, minutes);
  console.log(nextSteps(cluster, namespace));
});

function refuseStale(root: string, cluster: PolderCluster, files: ReadonlyMap<string, string>): void {
  const { changed } = difference(root, clusterFolder(cluster), files);
  if (changed.length > 0)
    throw new Refusal(
      `${clusterFolder(cluster)} is not current (${changed[0]}${changed.length > 1 ? ` and ${changed.length - 1} more` : ''})`,
      'run npm run generate, commit and push; Argo CD syncs what is in Git',
    );
}

async function confirm(cluster: PolderCluster, kubectl: Kubectl, yes: boolean): Promise<void> {
  console.log(`cluster ${cluster.id}, kubeconfig context ${kubectl.context}`);
  if (yes) return;
  if (!process.stdin.isTTY) throw new Refusal('no terminal to ask on; add --yes when this context is the right one');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.on('close', () => process.exitCode === undefined && process.exit(130));
  const answer = await lines.question(`type the context's name to install ${cluster.id} there: `);
  lines.removeAllListeners('close').close();
  if (answer.trim() !== kubectl.context) throw new Refusal(`"${answer.trim()}" is not "${kubectl.context}"; nothing was touched`);
}

/** Before the wait: what waits for a Secret of a person waits for ever. */
function tellOfSecrets(cluster: PolderCluster): void {
  const supplied = suppliedSecrets(catalogue, cluster);
  if (supplied.ok && supplied.value.length > 0)
    console.log(`people supply Secrets of this cluster: in another terminal, npm run secrets -- ${cluster.id} --missing tells which are not there yet`);
}

async function refuseOtherKubernetes(cluster: PolderCluster, kubectl: Kubectl): Promise<void> {
  const version = JSON.parse(await kubectl.run(['version', '-o', 'json', '--request-timeout=10s'])) as {
    readonly serverVersion?: { readonly major: string; readonly minor: string };
  };
  const minor = `${version.serverVersion?.major}.${version.serverVersion?.minor.replace(/\D.*$/, '')}`;
  if (minor !== cluster.config.kubernetes)
    console.error(`warning: the cluster runs Kubernetes ${minor}, and ${cluster.file} says ${cluster.config.kubernetes}; is this the right cluster?`);
}

function namespaceOf(cluster: PolderCluster): string {
  const plan = order(catalogue, cluster);
  return (plan.ok ? plan.value.fact(gitops)?.namespace : undefined) ?? 'argocd';
}

async function step<T>(words: string, work: () => Promise<T>): Promise<T> {
  process.stdout.write(`${words} … `);
  const result = await work();
  // The work may have counted over the words.
  console.log(process.stdout.isTTY ? `\r${words} … done` : 'done');
  return result;
}

/** What can be applied before the CRDs of other components are there; Argo CD syncs the rest itself. */
function manifests(built: Built | undefined, cluster: PolderCluster): string {
  if (built === undefined) return '';
  const objects = built.objects
    .filter((object) => isBuiltIn(groupOf(object)) || groupOf(object) === 'argoproj.io')
    .map((object) => tracked(object, built.component.name, built.component.namespace.name));
  const first = (object: KubeObject) => ['PriorityClass', 'Namespace', 'ServiceAccount'].includes(object.kind);
  return [...objects.filter(first), ...objects.filter((object) => !first(object))].map((object) => fileText(object, cluster.file, 'bootstrap')).join('---\n');
}

/**
 * An object as Argo CD applies it: with the annotation that says which Application it belongs to. Without it, a second
 * bootstrap would take it away. https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
 */
function tracked(object: KubeObject, application: string, destination: string): KubeObject {
  const { metadata, kind } = object;
  const id = `${application}:${groupOf(object)}/${kind}:${metadata.namespace ?? destination}/${metadata.name}`;
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, 'argocd.argoproj.io/tracking-id': id } } };
}

/** The definitions that the Applications of the project `crds` will sync, as these would apply them: Argo CD tracks no definition. */
async function definitionsOf(files: ReadonlyMap<string, string>, cluster: PolderCluster, signal: AbortSignal): Promise<readonly KubeObject[]> {
  const sources = textsAt(files, cluster, 'applications/application.')
    .map((text) => load(text) as Application)
    .filter(({ spec }) => spec.project === 'crds');
  return readDefinitions(
    sources.map(({ spec: { source } }) => ({ ...source, include: source.directory.include })),
    { signal, certificates: cluster.config.trust.certificates, mirrors: mirrorHosts(cluster), missing: `run npm run mirror -- ${cluster.id}` },
  );
}

interface Application extends KubeObject {
  readonly spec: {
    readonly project: string;
    readonly source: Omit<CrdFolder, 'include'> & { readonly directory: Pick<CrdFolder, 'include'> };
  };
}

/**
 * All before Argo CD runs: it reads the whole API of the cluster again at each change of a definition.
 * https://github.com/argoproj/argo-cd/blob/v3.6.1/gitops-engine/pkg/cache/cluster.go (watchEvents)
 */
async function applyDefinitions(definitions: readonly KubeObject[], kubectl: Kubectl): Promise<void> {
  if (definitions.length === 0) return;
  await kubectl.apply(definitions.map((one) => JSON.stringify(one)).join('\n---\n'));
  const names = definitions.map(({ metadata }) => `customresourcedefinition/${metadata.name}`);
  // A definition has no status yet just after it is applied, and `kubectl wait` then fails instead of waiting.
  await eventually(60, () => kubectl.attempt(['wait', '--for=condition=Established', '--timeout=60s', ...names]));
  // Argo CD's own are needed in a moment, and are served a little after they are established.
  const own = definitions.map(({ metadata }) => metadata.name).filter((name) => name.endsWith('.argoproj.io'));
  if (own.length > 0) await eventually(60, () => kubectl.attempt(['get', own.join(','), '-A']));
}

async function eventually(seconds: number, attempt: () => Promise<string | undefined>): Promise<void> {
  const until = Date.now() + seconds * 1000;
  while ((await attempt()) === undefined) {
    if (Date.now() > until) throw new Refusal('the API server does not serve a definition after a minute; look at: kubectl get crd');
    await sleep(1000);
  }
}

async function waitForRollout({ objects }: Built, namespace: string, kubectl: Kubectl, minutes: number): Promise<void> {
  for (const object of objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')) {
    await kubectl.run(['rollout', 'status', `${object.kind.toLowerCase()}/${object.metadata.name}`, '-n', namespace, `--timeout=${minutes}m`]);
  }
}

/** The projects, which root syncs too, and the root Application: it makes all other Applications from Git. */
function rootObjects(files: ReadonlyMap<string, string>, cluster: PolderCluster): string {
  const projects = textsAt(files, cluster, 'applications/appproject.').map((text) => load(text) as KubeObject);
  return [
    ...projects.map((project) => fileText(tracked(project, 'root', project.metadata.namespace ?? ''), cluster.file, 'bootstrap')),
    ...textsAt(files, cluster, 'root/'),
  ].join('---\n');
}

function textsAt(files: ReadonlyMap<string, string>, cluster: PolderCluster, start: string): string[] {
  return [...files].filter(([path]) => path.startsWith(`${clusterFolder(cluster)}/${start}`)).map(([, text]) => text);
}

async function waitForApplications(expected: readonly string[], namespace: string, kubectl: Kubectl, minutes: number): Promise<void> {
  const until = Date.now() + minutes * 60_000;
  let last = '';
  for (let look = 1; ; look++) {
    const states = await applicationsState(kubectl, namespace);
    if (look % 30 === 0) await lookAgain(kubectl, namespace, states);
    const ready = expected.filter((name) => states.get(name)?.ready);
    const text = waitingText(expected, states);
    if (text !== last) console.log(text);
    last = text;
    if (ready.length === expected.length) return;
    if (Date.now() > until) throw new Refusal(...giveUp(expected, states, minutes));
    await sleep(2000);
  }
}

function giveUp(expected: readonly string[], states: ReadonlyMap<string, ApplicationState>, minutes: number): string[] {
  const waiting = expected.filter((name) => !states.get(name)?.ready);
  return [
    `after ${minutes} minutes these Applications are not Synced and Healthy:`,
    ...waiting.map((name) => `  ${name}: ${states.get(name)?.words ?? 'not made yet'}`),
    'mend the cause and run the same command again; what is done stays',
  ];
}

function nextSteps(cluster: PolderCluster, namespace: string): string {
  return [
    `${cluster.id} is Synced and Healthy. What to do next:`,
    `  1. The first password of Argo CD's break-glass account admin: kubectl -n ${namespace} get secret argocd-initial-admin-secret -o jsonpath='{.data.password}' | base64 -d`,
    `     Change it, keep it in a safe, and delete that Secret.`,
    `  2. Point *.${cluster.config.ingress.domain} at the address of: kubectl get gateway -A`,
    `  3. From now on change files under clusters/, run npm run generate, and merge: Argo CD does the rest. docs/operations.md tells more.`,
  ].join('\n');
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, milliseconds));
}
