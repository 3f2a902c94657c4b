import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dump } from 'js-yaml';
import { classifications, namespaceSizes } from '../../charts-ts/config/tenant.ts';
import { nameProblems } from '../../charts-ts/config/tenants.ts';
import { quoted } from '../../charts-ts/config/words.ts';
import { ask, type Question } from './ask.ts';
import { Refusal } from './command.ts';
import { readFleet } from './fleet.ts';
import { tenantPlace } from './tenant-place.ts';

/** Only for a file of several clusters: one in the folder of a cluster is for that one. */
const clustersQuestion: Question = { option: 'clusters', asks: 'clusters that it goes to, with commas (such as odc-west/prod-1)', suggested: '' };

const questions: readonly Question[] = [
  { option: 'body', asks: 'participating body that answers for it (such as gemeente-utrecht)', suggested: '' },
  { option: 'cost-centre', asks: 'cost centre', suggested: '' },
  { option: 'classification', asks: `level of protection (${classifications.join(', ')})`, suggested: 'BBN1' },
  { option: 'email', asks: 'mail addresses of its people, with commas', suggested: '' },
  { option: 'admins', asks: 'groups at the identity provider whose members do everything in it, with commas', suggested: '' },
  { option: 'namespaces', asks: `namespaces and their sizes (${namespaceSizes.join(', ')}), with commas`, suggested: 'productie:small' },
  { option: 'hostnames', asks: 'hostnames of the first namespace, with commas; one label is below the domain of each cluster', suggested: '', optional: true },
  { option: 'repository', asks: "Git repository of the first namespace's manifests (its folder deploy), by https", suggested: '', optional: true },
];

export const tenantOptions: readonly string[] = [clustersQuestion, ...questions].map(({ option }) => option);

/** Writes the file of a tenant: `<name>` for the clusters that it names, `<site>/<cluster>/<name>` for one. Returns its path; takes it back when the fleet is not valid with it. */
export async function newTenant(root: string, id: string, given: (option: string) => string | undefined): Promise<string> {
  const { name, folder } = tenantPlace(id);
  const [wrong] = nameProblems(name);
  if (wrong !== undefined) throw new Refusal(wrong);
  const schema = `${folder === 'tenants' ? '..' : '../../..'}/schema/tenant.json`;
  const path = `clusters/${folder}/${name}.yaml`;
  if (existsSync(join(root, path))) throw new Refusal(`${path} is there already; edit it`);
  const cluster = folder === 'tenants' ? undefined : dirname(folder);
  if (cluster !== undefined && !existsSync(join(root, 'clusters', cluster, 'cluster.yaml'))) throw new Refusal(`there is no cluster ${cluster}`);
  if (cluster !== undefined && given('clusters') !== undefined)
    throw new Refusal(`${path} is for ${cluster} only; leave out --clusters, or write: npm run new -- tenant ${name}`);
  const answers = await ask(cluster === undefined ? [clustersQuestion, ...questions] : questions, given);
  const text = tenantText(answers, cluster === undefined);
  const made = !existsSync(dirname(join(root, path)));
  try {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, `${path}.new`), `# yaml-language-server: $schema=${schema}\n${text}`);
    renameSync(join(root, `${path}.new`), join(root, path));
    readFleet(root);
  } catch (error) {
    rmSync(made ? dirname(join(root, path)) : join(root, path), { recursive: true, force: true });
    throw error;
  }
  return path;
}

function tenantText(answers: Readonly<Record<string, string>>, severalClusters: boolean): string {
  const listOf = (option: string) => (answers[option] ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
  const namespaces = namespacesOf(listOf('namespaces'));
  const hostnames = listOf('hostnames');
  const repository = answers['repository'] ?? '';
  const first = namespaces[0]?.name;
  const config = {
    ...(severalClusters ? { clusters: listOf('clusters') } : {}),
    body: answers['body'],
    costCentre: answers['cost-centre'],
    classification: answers['classification'],
    contacts: { email: listOf('email') },
    access: Object.fromEntries(listOf('admins').map((group) => [group, 'admin'])),
    namespaces: Object.fromEntries(namespaces.map(({ name, size }, index) => [name, { size, ...(index === 0 && hostnames.length > 0 ? { hostnames } : {}) }])),
    ...(repository === '' || first === undefined ? {} : { repositories: { [first]: { url: repository, path: 'deploy', namespace: first } } }),
  };
  return dump(config, { flowLevel: 2, lineWidth: -1, noRefs: true });
}

/** Namespaces as they are given, `<name>:<size>`, with none of them lost. */
function namespacesOf(written: readonly string[]): { readonly name: string; readonly size: string }[] {
  const namespaces = written.map((part) => {
    const [name = '', size = 'small', ...more] = part.split(':').map((word) => word.trim());
    if (name === '' || more.length > 0) throw new Refusal(`--namespaces ${quoted(part)} is not <name>:<size>; write it like productie:small`);
    return { name, size };
  });
  const twice = namespaces.find(({ name }, index) => namespaces.findIndex((one) => one.name === name) !== index);
  if (twice !== undefined) throw new Refusal(`--namespaces names ${quoted(twice.name)} twice; keep one`);
  return namespaces;
}
