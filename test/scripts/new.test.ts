import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { command, type Done, tree } from '../support/command.ts';
import { exampleFleet, problemsOf } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';

const flags: Readonly<Record<string, string>> = {
  profile: 'small',
  kubernetes: '1.36',
  domain: 'prod-1.oost.example.nl',
  zones: 'oost-a,oost-b,oost-c',
  nodes: '7',
  cpu: '8',
  memory: '30Gi',
  pods: '10.60.0.0/16',
  services: '10.61.0.0/16',
  'node-network': '10.40.1.0/24',
};

function make(root: string, id: string, changes: Readonly<Record<string, string | undefined>> = {}): Promise<Done> {
  const given = Object.entries({ ...flags, ...changes }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  return command('new', ['cluster', id, '--root', root, ...given]);
}

describe('new cluster', () => {
  it('by flags writes the least that is valid, in at most 16 lines, and its site', async () => {
    const root = folder(exampleFleet);

    const done = await make(root, 'oost/prod-1');

    const text = readFileSync(join(root, 'clusters/oost/prod-1/cluster.yaml'), 'utf8');
    expect(done).toEqual({ code: 0, stdout: 'wrote clusters/oost/prod-1/cluster.yaml; next: npm run generate -- oost/prod-1\n', stderr: '' });
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(16);
    expect(load(text)).toEqual({
      profile: 'small',
      kubernetes: '1.36',
      nodes: [3, 2, 2].map((count, index) => ({ role: 'both', zone: ['oost-a', 'oost-b', 'oost-c'][index], count, cpu: '8', memory: '30Gi' })),
      network: { pods: ['10.60.0.0/16'], services: ['10.61.0.0/16'], nodes: ['10.40.1.0/24'] },
      ingress: { domain: 'prod-1.oost.example.nl' },
    });
    expect(problemsOf(root)).toEqual([]);
    expect(Object.keys(tree(root, 'clusters/oost'))).toEqual(['clusters/oost/prod-1/cluster.yaml', 'clusters/oost/site.yaml']);
  });

  it.each([
    ['ca', { ca: { secretName: 'site-ca' } }],
    ['https://acme.oost.example.nl/directory', { acme: { server: 'https://acme.oost.example.nl/directory' } }],
  ])('of a new site has %s sign its certificates, as --issuer says', async (who, issuer) => {
    const root = folder({ 'clusters/fleet.yaml': readFileSync('clusters/fleet.yaml', 'utf8') });

    const done = await make(root, 'oost/prod-1', { issuer: who, storage: 'block', backups: 'https://s3.elsewhere.example.nl/backups-oost' });

    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(load(readFileSync(join(root, 'clusters/oost/site.yaml'), 'utf8'))).toEqual({
      provides: { 'block-storage': { storageClass: 'block' } },
      backups: { endpoint: 'https://s3.elsewhere.example.nl', bucket: 'backups-oost' },
      components: { 'cert-manager': { issuer } },
    });
    expect(problemsOf(root)).toEqual([]);
  });

  it('of a new site without backups says so in its file', async () => {
    const root = folder(exampleFleet);

    expect(await make(root, 'oost/prod-1', { storage: 'block' })).toMatchObject({ code: 0, stderr: '' });

    expect(load(readFileSync(join(root, 'clusters/oost/site.yaml'), 'utf8'))).toMatchObject({ components: { velero: { enabled: false } } });
  });

  it.each([
    [
      'an object store without a bucket',
      'oost/prod-1',
      { backups: 'https://s3.elsewhere.example.nl' },
      '--backups "https://s3.elsewhere.example.nl" is not an https address with a bucket; write it like https://s3.elsewhere.example.nl/backups\n',
    ],
    ['--issuer where the site has said it', 'odc/prod-2', { issuer: 'ca' }, 'clusters/odc/site.yaml is there already: say it there, not by --issuer\n'],
    ['a cluster that is there', 'odc/prod-1', {}, 'clusters/odc/prod-1 is there already; edit its cluster.yaml\n'],
    ['a name that is no DNS label', 'oost/Prod_1', {}, '"oost/Prod_1" is not <site>/<name>; write two DNS labels, like odc-oost/prod-1\n'],
    ['missing flags, without a terminal to ask on', 'oost/prod-1', { cpu: undefined, pods: undefined }, 'no terminal to ask on; give --cpu, --pods\n'],
    [
      'values that are wrong',
      'oost/prod-1',
      { nodes: 'many', pods: '10.60.0.1/16' },
      [
        'clusters/oost/prod-1/cluster.yaml:5:32 nodes[0].count: expected a number, got the text "many"',
        'clusters/oost/prod-1/cluster.yaml:6:32 nodes[1].count: expected a number, got the text "many"',
        'clusters/oost/prod-1/cluster.yaml:7:32 nodes[2].count: expected a number, got the text "many"',
        'clusters/oost/prod-1/cluster.yaml:9:10 network.pods[0]: "10.60.0.1/16" has host bits set; did you mean 10.60.0.0/16?',
        '4 problems; nothing was written',
        '',
      ].join('\n'),
    ],
    [
      'a domain that another cluster has',
      'odc/prod-2',
      { domain: 'apps.example.nl' },
      'clusters/odc/prod-2/cluster.yaml:13:3 ingress.domain: "apps.example.nl" is the domain of odc/prod-1 already; give each cluster its own\n1 problem; nothing was written\n',
    ],
  ])('refuses %s, and leaves nothing behind', async (_, id, changes, told) => {
    const root = folder({ ...exampleFleet, 'clusters/odc/prod-1/cluster.yaml': 'ingress: { domain: apps.example.nl }\n' });
    const before = tree(root);

    const done = await make(root, id, changes);

    expect(done).toEqual({ code: 1, stdout: '', stderr: told });
    expect(tree(root)).toEqual(before);
  });
});

describe('new tenant', () => {
  const tenantFlags: Readonly<Record<string, string>> = {
    body: 'gemeente-utrecht',
    'cost-centre': '4711',
    classification: 'BBN2',
    email: 'loket@utrecht.example.nl,piket@utrecht.example.nl',
    admins: 'loket-beheer',
    namespaces: 'productie:medium, acceptatie:small',
    hostnames: 'loket',
    repository: 'https://git.example.nl/loket.git',
  };
  const makeTenant = (root: string, id: string, changes: Readonly<Record<string, string | undefined>> = {}): Promise<Done> => {
    const given = Object.entries({ ...tenantFlags, ...changes }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
    return command('new', ['tenant', id, '--root', root, ...given]);
  };

  it('by flags writes a file that is valid, for the clusters that it names', async () => {
    const root = folder(exampleFleet);

    const done = await makeTenant(root, 'loket', { clusters: 'odc/prod-1' });

    const text = readFileSync(join(root, 'clusters/tenants/loket.yaml'), 'utf8');
    expect(done).toEqual({ code: 0, stdout: 'wrote clusters/tenants/loket.yaml; next: npm run generate\n', stderr: '' });
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/schema\/tenant\.json\n/);
    expect(load(text)).toEqual({
      clusters: ['odc/prod-1'],
      body: 'gemeente-utrecht',
      costCentre: '4711',
      classification: 'BBN2',
      contacts: { email: ['loket@utrecht.example.nl', 'piket@utrecht.example.nl'] },
      access: { 'loket-beheer': 'admin' },
      namespaces: { productie: { size: 'medium', hostnames: ['loket'] }, acceptatie: { size: 'small' } },
      repositories: { productie: { url: 'https://git.example.nl/loket.git', path: 'deploy', namespace: 'productie' } },
    });
    expect(problemsOf(root)).toEqual([]);
  });

  it('of one cluster stands in its folder, and names none', async () => {
    const root = folder(exampleFleet);

    expect(await makeTenant(root, 'odc/prod-1/loket', { hostnames: '', repository: '' })).toMatchObject({ code: 0, stderr: '' });

    const text = readFileSync(join(root, 'clusters/odc/prod-1/tenants/loket.yaml'), 'utf8');
    expect(text).toContain('$schema=../../../schema/tenant.json');
    expect(Object.keys(load(text) as object)).toEqual(['body', 'costCentre', 'classification', 'contacts', 'access', 'namespaces']);
  });

  it.each([
    ['a tenant that is there', 'winkel', {}, 'clusters/tenants/winkel.yaml is there already; edit it\n'],
    ['a cluster that is not there', 'odc/prod-9/loket', {}, 'there is no cluster odc/prod-9\n'],
    [
      '--clusters of one in the folder of a cluster',
      'odc/prod-1/loket',
      { clusters: 'odc/prod-1' },
      'clusters/odc/prod-1/tenants/loket.yaml is for odc/prod-1 only; leave out --clusters, or write: npm run new -- tenant loket\n',
    ],
    [
      'a name of two parts',
      'odc/loket',
      {},
      '"odc/loket" is neither <name> nor <site>/<cluster>/<name>; write it like zaakloket, or odc-west/prod-1/zaakloket\n',
    ],
    [
      'a name that nothing would read',
      '..',
      {},
      '".." is not a DNS label, and becomes a name in Kubernetes; call the file after the team in lower-case letters, digits and hyphens\n',
    ],
    [
      'a name of the platform',
      'odc/prod-1/platform',
      {},
      '"platform" is a name that the platform has in Argo CD; call the file otherwise (not platform, crds, default, nor tenant-…)\n',
    ],
    [
      'a way out of the folder',
      '../prod-1/loket',
      {},
      '"../prod-1/loket" is neither <name> nor <site>/<cluster>/<name>; write it like zaakloket, or odc-west/prod-1/zaakloket\n',
    ],
    [
      'a namespace with more than a size',
      'odc/prod-1/loket',
      { namespaces: 'productie:small:x' },
      '--namespaces "productie:small:x" is not <name>:<size>; write it like productie:small\n',
    ],
    ['a namespace twice', 'odc/prod-1/loket', { namespaces: 'p:small, p:large' }, '--namespaces names "p" twice; keep one\n'],
    ['missing flags, without a terminal to ask on', 'loket', { body: undefined }, 'no terminal to ask on; give --clusters, --body\n'],
    [
      'values that are wrong',
      'odc/prod-1/loket',
      { namespaces: 'productie:huge' },
      'clusters/odc/prod-1/tenants/loket.yaml:10:15 namespaces.productie.size: "huge" is not one of "small", "medium", "large"\n1 problem; nothing was written\n',
    ],
  ])('refuses %s, and leaves nothing behind', async (_, id, changes, told) => {
    const winkel =
      'clusters: [odc/prod-1]\nbody: b\ncostCentre: c\nclassification: BBN1\ncontacts: { email: [a@b.nl] }\naccess: { g: admin }\nnamespaces: { prod: { size: small } }\n';
    const root = folder({ ...exampleFleet, 'clusters/tenants/winkel.yaml': winkel });
    const before = tree(root);

    expect(await makeTenant(root, id, changes)).toEqual({ code: 1, stdout: '', stderr: told });
    expect(tree(root)).toEqual(before);
  });
});
