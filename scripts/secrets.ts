import { resolve } from 'node:path';
import { catalogue, type PolderCluster } from '../charts-ts/catalogue.ts';
import { type Registrations, registrations } from '../charts-ts/registered.ts';
import { type Supplied, suppliedSecrets } from '../charts-ts/supplied.ts';
import { Refusal, readArguments, refuseProblems, run } from './lib/command.ts';
import { chooseCluster, readFleet } from './lib/fleet.ts';
import { currentContext, type Kubectl, kubectlFor } from './lib/kubectl.ts';
import { registrationsText } from './lib/registrations-text.ts';

const help = `Tells which Secrets a person must put into a cluster, what each is for, and the command that makes it (for bash).
Where the site has an identity provider of its own, it tells which clients a person must register there too.

  npm run secrets -- odc-noord/prod-1
  npm run secrets -- odc-noord/prod-1 --missing    only the Secrets that the cluster of the current kubeconfig context lacks

  --context NAME    this context instead of the current one, with --missing
  --json            as JSON on stdout: { secrets, issuer, clients }, the last two where there are clients to register
  --root FOLDER     the repository; default: this folder

Exit code 1 when a Secret is missing. No secret is read or shown: only the names of their keys.
`;

/** With what the cluster lacks of it. */
interface Asked extends Supplied {
  readonly missingKeys?: readonly string[];
}

await run(async () => {
  const { values, positionals } = readArguments(help, {
    missing: { type: 'boolean' },
    context: { type: 'string' },
    json: { type: 'boolean' },
    root: { type: 'string' },
  });
  if (values.context !== undefined && values.missing !== true) throw new Refusal('--context says which cluster is asked; write --missing too');
  const cluster = chooseCluster(readFleet(resolve(values.root ?? process.cwd())), positionals);
  const supplied = suppliedSecrets(catalogue, cluster);
  if (!supplied.ok) throw refuseProblems(supplied.problems);
  const clients = values.missing ? undefined : clientsOf(cluster);
  const asked = values.missing ? await missing(supplied.value, kubectlFor(values.context ?? (await currentContext()))) : supplied.value;
  const told = [text(cluster.id, asked, values.missing ?? false), ...(clients === undefined ? [] : [registrationsText(cluster.id, clients)])];
  process.stdout.write(values.json ? `${JSON.stringify({ secrets: asked, ...clients }, null, 2)}\n` : told.join('\n'));
  if (values.missing && asked.length > 0) process.exitCode = 1;
});

function clientsOf(cluster: PolderCluster): Registrations | undefined {
  const found = registrations(catalogue, cluster);
  if (!found.ok) throw refuseProblems(found.problems);
  return found.value;
}

/** Those of which the cluster lacks a key, or all. */
async function missing(supplied: readonly Supplied[], kubectl: Kubectl): Promise<Asked[]> {
  console.error(`kubeconfig context ${kubectl.context}`);
  const asked: Asked[] = [];
  for (const secret of supplied) {
    const there = await keysOf(secret, kubectl);
    const missingKeys = secret.keys.filter((key) => !there.includes(key));
    if (missingKeys.length > 0) asked.push({ ...secret, missingKeys });
  }
  return asked;
}

/** The names of a Secret's keys, without their values; none where there is no such Secret. */
async function keysOf({ namespace, name }: Supplied, kubectl: Kubectl): Promise<readonly string[]> {
  const keys = 'go-template={{range $key, $value := .data}}{{$key}}{{"\\n"}}{{end}}';
  const output = await kubectl.run(['get', 'secret', name, '-n', namespace, '--ignore-not-found', '-o', keys, '--request-timeout=10s']);
  return output.split('\n').filter((key) => key !== '');
}

function text(cluster: string, asked: readonly Asked[], onlyMissing: boolean): string {
  if (asked.length === 0) return onlyMissing ? `${cluster} has every Secret that people supply\n` : `${cluster} needs no Secret of people\n`;
  const count = asked.length === 1 ? '1 Secret' : `${asked.length} Secrets`;
  const head = onlyMissing ? `${cluster} still lacks ${count}` : `${cluster} needs ${count} of people`;
  return [`${head}; FILE is the path of a file with the value`, ...asked.map(secretText)].join('\n\n').concat('\n');
}

function secretText({ namespace, name, keys, components, purpose, command, missingKeys }: Asked): string {
  const lacks = missingKeys === undefined || missingKeys.length === keys.length ? '' : `; lacks ${missingKeys.join(', ')}`;
  return [
    `${namespace}/${name} (${components.join(', ')})`,
    `  keys: ${keys.join(', ')}${lacks}`,
    `  for: ${purpose}`,
    ...command.split('\n').map((line) => `  $ ${line}`),
  ].join('\n');
}
