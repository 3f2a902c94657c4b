import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dump } from 'js-yaml';
import { kubernetesMinors, profiles } from '../charts-ts/config/facts.ts';
import { DnsLabel } from '../charts-ts/config/values.ts';
import { yamlText } from '../charts-ts/kit/yaml.ts';
import { ask, type Question } from './lib/ask.ts';
import { Refusal, readArguments, run } from './lib/command.ts';
import { readFleet } from './lib/fleet.ts';
import { newComponent } from './lib/new-component.ts';
import { newTenant, tenantOptions } from './lib/new-tenant.ts';

const help = `Writes the files of a new cluster or of a new tenant, and asks for what you do not give; or those of a new component.

  npm run new -- cluster odc-oost/prod-1
  npm run new -- cluster odc-oost/prod-1 --profile small --kubernetes 1.36 --domain prod-1.oost.example.nl \\
      --zones oost-a,oost-b,oost-c --nodes 6 --cpu 8 --memory 30Gi \\
      --pods 10.60.0.0/16 --services 10.61.0.0/16 --node-network 10.40.1.0/24 --issuer ca

  --issuer WHO      of a new site: who signs its certificates, the address of an ACME server, or ca (a CA of the site's own)
  --storage CLASS   of a new site: the StorageClass that its clusters have for volumes; docs/storage.md tells of other ways
  --backups URL     of a new site: the object store at another place, with the bucket, such as https://s3.elsewhere.example.nl/backups
  --root FOLDER     the repository; default: this folder

  npm run new -- tenant zaakloket                     for the clusters that you name
  npm run new -- tenant odc-west/prod-1/zaakloket     for that cluster only
  npm run new -- tenant zaakloket --clusters odc-west/prod-1 --body gemeente-utrecht --cost-centre 4711 \\
      --classification BBN2 --email loket@utrecht.example.nl --admins loket-beheer \\
      --namespaces productie:medium,acceptatie:small --hostnames loket --repository https://git.example.nl/loket.git

  npm run new -- component ui/welcome                 a small one that works, to change into yours
  npm run new -- component local/welcome              of a fork's own: docs/extending.md
`;

const questions: readonly Question[] = [
  { option: 'profile', asks: `profile (${profiles.join(', ')})`, suggested: 'small' },
  { option: 'kubernetes', asks: `Kubernetes minor (${kubernetesMinors.join(', ')})`, suggested: '1.36' },
  { option: 'domain', asks: 'domain, below which hostnames are made (such as prod-1.oost.example.nl)', suggested: '' },
  { option: 'zones', asks: 'zones of the nodes, with commas', suggested: 'zone-a' },
  { option: 'nodes', asks: 'how many worker nodes in all', suggested: '3' },
  { option: 'cpu', asks: 'CPU that a node offers to pods', suggested: '8' },
  { option: 'memory', asks: 'memory that a node offers to pods', suggested: '30Gi' },
  { option: 'pods', asks: 'network of the pods', suggested: '10.42.0.0/16' },
  { option: 'services', asks: 'network of the Services', suggested: '10.43.0.0/16' },
  { option: 'node-network', asks: 'network of the nodes', suggested: '' },
];

/** Only for a new site, since its clusters share the answers; a lab does without, and fleet.yaml may have said them for all. */
const siteQuestions: readonly Question[] = [
  {
    option: 'issuer',
    asks: "who signs certificates: the address of an ACME server, or ca for the site's own (empty: fleet.yaml says it, or a lab)",
    suggested: '',
    optional: true,
  },
  {
    option: 'storage',
    asks: 'StorageClass for volumes, as kubectl get storageclass names it (empty: site.yaml or fleet.yaml tells of another way, or a lab)',
    suggested: '',
    optional: true,
  },
  { option: 'backups', asks: 'object store for backups, at another place, as https://address/bucket (empty: no backups)', suggested: '', optional: true },
];

await run(async () => {
  const options = Object.fromEntries(
    [...[...questions, ...siteQuestions].map(({ option }) => option), ...tenantOptions, 'root'].map((option) => [option, { type: 'string' as const }]),
  );
  const { values, positionals } = readArguments(help, options);
  const [what, id, ...more] = positionals;
  if ((what !== 'cluster' && what !== 'tenant' && what !== 'component') || id === undefined || more.length > 0)
    throw new Refusal(
      'say what is new: npm run new -- cluster <site>/<name>, or: npm run new -- tenant <name>, or: npm run new -- component <area>/<name>',
      'see --help',
    );
  const root = resolve(typeof values['root'] === 'string' ? values['root'] : process.cwd());
  if (what === 'component') {
    console.log(`wrote ${newComponent(root, id).join(', ')}; next: npm run schema && npm run docs && npm run generate`);
    return;
  }
  if (what === 'tenant') {
    const path = await newTenant(root, id, (option) => values[option] as string | undefined);
    console.log(`wrote ${path}; next: npm run generate`);
    return;
  }
  const [site, name, ...deeper] = id.split('/');
  if (site === undefined || name === undefined || deeper.length > 0 || !DnsLabel.safeParse(site).success || !DnsLabel.safeParse(name).success) {
    throw new Refusal(`"${id}" is not <site>/<name>; write two DNS labels, like odc-oost/prod-1`);
  }
  const folder = join(root, 'clusters', site, name);
  if (existsSync(folder)) throw new Refusal(`clusters/${id} is there already; edit its cluster.yaml`);
  const newSite = !existsSync(join(root, 'clusters', site, 'site.yaml'));
  const [told] = newSite ? [] : siteQuestions.filter(({ option }) => values[option] !== undefined);
  if (told !== undefined) throw new Refusal(`clusters/${site}/site.yaml is there already: say it there, not by --${told.option}`);
  const answers = await ask(newSite ? [...questions, ...siteQuestions] : questions, (option) => values[option] as string | undefined);
  writeCluster(root, site, name, clusterText(answers), newSite ? siteText(site, answers) : undefined);
  console.log(`wrote clusters/${id}/cluster.yaml; next: npm run generate -- ${id}`);
});

function clusterText(answers: Readonly<Record<string, string>>): string {
  const zones = (answers['zones'] ?? '').split(',').map((zone) => zone.trim());
  const total = Number(answers['nodes']);
  const inZone = (index: number) => Math.floor(total / zones.length) + (index < total % zones.length ? 1 : 0);
  const role = answers['profile'] === 'production' ? 'worker' : 'both';
  const config = {
    profile: answers['profile'],
    kubernetes: answers['kubernetes'],
    nodes: zones
      .map((zone, index) => ({ role, zone, count: Number.isNaN(total) ? answers['nodes'] : inZone(index), cpu: answers['cpu'], memory: answers['memory'] }))
      .filter(({ count }) => count !== 0),
    network: { pods: [answers['pods']], services: [answers['services']], nodes: [answers['node-network']] },
    ingress: { domain: answers['domain'] },
  };
  return `# yaml-language-server: $schema=../../schema/polder.json\n${dump(config, { flowLevel: 2, lineWidth: -1, noRefs: true })}`;
}

function siteText(site: string, { issuer = '', storage = '', backups = '', profile }: Readonly<Record<string, string>>): string {
  const head = `# yaml-language-server: $schema=../schema/polder.json\n# What the clusters of ${site} share.\n`;
  const store = backups === '' ? undefined : objectStore(backups);
  const components = {
    ...(issuer === '' ? {} : { 'cert-manager': { issuer: issuer === 'ca' ? { ca: { secretName: 'site-ca' } } : { acme: { server: issuer } } } }),
    // A lab has no backups anyway; elsewhere it is said, so that everybody sees it.
    ...(store === undefined && profile !== 'lab' ? { velero: { enabled: false } } : {}),
  };
  const config = {
    ...(storage === '' ? {} : { provides: { 'block-storage': { storageClass: storage } } }),
    ...(store === undefined ? {} : { backups: store }),
    ...(Object.keys(components).length === 0 ? {} : { components }),
  };
  return Object.keys(config).length === 0 ? head : head + yamlText(config);
}

function objectStore(address: string): { readonly endpoint: string; readonly bucket: string } {
  const [, endpoint, bucket] = /^(https:\/\/[^/]+)\/([^/]+)\/?$/.exec(address) ?? [];
  if (endpoint === undefined || bucket === undefined)
    throw new Refusal(`--backups "${address}" is not an https address with a bucket; write it like https://s3.elsewhere.example.nl/backups`);
  return { endpoint, bucket };
}

/** Writes the cluster, and its site when that is new (`siteText`); takes both back when the fleet is not valid with them. */
function writeCluster(root: string, site: string, name: string, text: string, newSiteText: string | undefined): void {
  const siteFile = join(root, 'clusters', site, 'site.yaml');
  const folder = join(root, 'clusters', site, name);
  const takeBack = !existsSync(join(root, 'clusters', site)) ? [join(root, 'clusters', site)] : newSiteText !== undefined ? [folder, siteFile] : [folder];
  try {
    mkdirSync(folder, { recursive: true });
    if (newSiteText !== undefined) writeWhole(siteFile, newSiteText);
    writeWhole(join(folder, 'cluster.yaml'), text);
    readFleet(root);
  } catch (error) {
    for (const path of takeBack) rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
