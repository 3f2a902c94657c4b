import { mkdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemText } from '../../charts-ts/config/problem.ts';
import { clusterFile, exampleFleet, problemsOf } from '../support/fleet.ts';
import { folder, put } from '../support/folder.ts';

const own = 'clusters/odc/prod-1/cluster.yaml';

interface Case {
  readonly mistake: string;
  /** Spoils a valid fleet. */
  spoil(root: string): void;
  readonly told: readonly string[];
}

const cases: readonly Case[] = [
  {
    mistake: 'an empty file',
    spoil: write(own, ''),
    told: [`${own}:1:1 the file is empty; see docs/configuration.md for what it holds`],
  },
  {
    mistake: 'a file of comments alone',
    spoil: write(own, '# To do.\n'),
    told: [`${own}:1:1 the file is empty; see docs/configuration.md for what it holds`],
  },
  {
    mistake: 'a file that is not UTF-8',
    spoil: write(own, Buffer.from('organisation: Gemeente S\xfadwest\n', 'latin1')),
    told: [`${own}:1:1 is not UTF-8 text; save it as UTF-8`],
  },
  {
    mistake: 'a file that is binary',
    spoil: write(own, 'organisation: \0\n'),
    told: [
      `${own}:1:15 not valid YAML: null byte is not allowed in input; look for a missing colon, quote or bracket, or an indentation that differs, here or on the line above`,
    ],
  },
  {
    mistake: 'a file of 50 MB',
    spoil: (root) => truncateSync(join(root, own), 50 * 1024 * 1024),
    told: [`${own}:1:1 50 MiB is too large for configuration; at most 1 MiB`],
  },
  {
    mistake: 'a second document',
    spoil: write(own, `${clusterFile('one.example.nl')}---\n${clusterFile('two.example.nl')}`),
    told: [`${own}:3:1 a second YAML document; keep one document per file`],
  },
  {
    mistake: 'a symbolic link to a file out of the tree',
    spoil: link(own, '/etc/hostname'),
    told: [`${own}:1:1 a symbolic link that leads out of clusters/; put the file itself here`],
  },
  {
    mistake: 'a symbolic link that leads nowhere',
    spoil: link(own, 'nowhere.yaml'),
    told: [`${own}:1:1 a symbolic link that leads out of clusters/; put the file itself here`],
  },
  {
    mistake: 'a symbolic link to a folder out of the tree',
    spoil: link('clusters/elsewhere', '/etc'),
    told: ['clusters/elsewhere:1:1 a symbolic link that leads out of clusters/; put the folder itself here'],
  },
  {
    mistake: 'a symbolic link to the folder above clusters',
    spoil: link('clusters/above', '..'),
    told: ['clusters/above:1:1 a symbolic link that leads out of clusters/; put the folder itself here'],
  },
  {
    mistake: 'a folder in the place of a file',
    spoil: (root) => {
      rmSync(join(root, own));
      mkdirSync(join(root, own));
    },
    told: [`${own}:1:1 is not a file`],
  },
  {
    mistake: 'a cluster without its file',
    spoil: (root) => rmSync(join(root, own)),
    told: [`${own}:1:1 this file is missing; make it with: npm run new -- cluster odc/prod-1`],
  },
  {
    mistake: 'a cluster without its site',
    spoil: (root) => rmSync(join(root, 'clusters/odc/site.yaml')),
    told: ['clusters/odc/site.yaml:1:1 this file is missing; a cluster needs its site: write what the clusters of odc share, or an empty file'],
  },
  {
    mistake: 'a repository without fleet.yaml',
    spoil: (root) => rmSync(join(root, 'clusters/fleet.yaml')),
    told: ['clusters/fleet.yaml:1:1 this file is missing; it holds what all clusters share, and may be empty'],
  },
  {
    mistake: 'a repository without clusters',
    spoil: (root) => rmSync(join(root, 'clusters'), { recursive: true }),
    told: ['clusters/fleet.yaml:1:1 this file is missing; it holds what all clusters share, and may be empty'],
  },
  {
    mistake: 'a misspelt file of a site',
    spoil: write('clusters/odc/sites.yaml', ''),
    told: ['clusters/odc/sites.yaml:1:1 nothing reads this file; did you mean "site.yaml"?'],
  },
  {
    mistake: 'a misspelt file of a cluster',
    spoil: (root) => {
      rmSync(join(root, own));
      put(root, { 'clusters/odc/prod-1/cluster.yml': clusterFile('one.example.nl') });
    },
    told: [
      `${own}:1:1 this file is missing; make it with: npm run new -- cluster odc/prod-1`,
      'clusters/odc/prod-1/cluster.yml:1:1 nothing reads this file; did you mean "cluster.yaml"?',
    ],
  },
  {
    mistake: 'a file that nothing reads',
    spoil: write('clusters/odc/values.yaml', 'replicas: 2\n'),
    told: ['clusters/odc/values.yaml:1:1 nothing reads this file; known here: site.yaml, lock.yaml, README.md'],
  },
  {
    mistake: 'a site whose folder is no DNS label',
    spoil: write('clusters/ODC_Oost/site.yaml', ''),
    told: ['clusters/ODC_Oost:1:1 "ODC_Oost" is not a DNS label, and becomes a name in Kubernetes; use lower-case letters, digits and hyphens'],
  },
  {
    mistake: 'a cluster whose folder is no DNS label',
    spoil: write('clusters/odc/prod.2/cluster.yaml', clusterFile('two.example.nl')),
    told: ['clusters/odc/prod.2:1:1 "prod.2" is not a DNS label, and becomes a name in Kubernetes; use lower-case letters, digits and hyphens'],
  },
  {
    mistake: 'a lock that is empty in the wrong way',
    spoil: write('clusters/odc/lock.yaml', '[]\n'),
    told: ['clusters/odc/lock.yaml:1:1 expected a map; write lines like `key: value`, with a space after the colon'],
  },
];

describe('a file that cannot be read is refused, by name', () => {
  it.each(cases)('$mistake', ({ spoil, told }) => {
    const root = folder(exampleFleet);
    spoil(root);

    expect(problemsOf(root).map(problemText)).toEqual(told);
  });

  it('a file that cannot be read does not hide the mistakes of the others', () => {
    const root = folder({ ...exampleFleet, [own]: '', 'clusters/odc/prod-2/cluster.yaml': 'profil: lab\n' });

    expect(problemsOf(root).map(problemText)).toEqual([
      `${own}:1:1 the file is empty; see docs/configuration.md for what it holds`,
      'clusters/odc/prod-2/cluster.yaml:1:1 profil: unknown key; did you mean "profile"?',
    ]);
  });
});

describe('what else may stand under clusters', () => {
  it('takes a README, other text and hidden files beside the configuration', () => {
    const root = folder({ ...exampleFleet, 'clusters/README.md': '', 'clusters/odc/notes.txt': '', 'clusters/.idea/x.yaml': '' });

    expect(problemsOf(root)).toEqual([]);
  });

  it('takes an empty site.yaml, a byte order mark and Windows line ends', () => {
    const root = folder({ ...exampleFleet, 'clusters/odc/site.yaml': '', [own]: '\ufeffingress:\r\n  domain: one.example.nl\r\n' });

    expect(problemsOf(root)).toEqual([]);
  });

  it('takes a symbolic link that stays inside', () => {
    const root = folder({ ...exampleFleet, 'clusters/odc/README.md': clusterFile('one.example.nl') });
    link(own, '../README.md')(root);

    expect(problemsOf(root)).toEqual([]);
  });
});

function write(path: string, content: string | Buffer): (root: string) => void {
  return (root) => put(root, { [path]: content });
}

function link(path: string, target: string): (root: string) => void {
  return (root) => {
    rmSync(join(root, path), { force: true });
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  };
}
