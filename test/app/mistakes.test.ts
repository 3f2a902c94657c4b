import { describe, expect, it } from 'vitest';
import { appFiles, readApp, readFacts } from '../../charts-ts/app/render.ts';
import { type Loaded, problemText } from '../../charts-ts/config/problem.ts';
import { everythingForTenants, forTenants } from '../support/for-tenants.ts';
import { exampleCluster } from '../support/render.ts';

const facts = forTenants(exampleCluster({ provides: everythingForTenants }));
const bare = { ...facts, gateway: undefined, login: undefined, objectStorage: undefined, autoscaling: false, images: { ...facts.images, digests: true } };

/** What is said of a declaration: the least, and more lines from line 3 on. */
function said(more: string, cluster: typeof facts | typeof bare = facts): string[] {
  return problems(readApp('app.yaml', `name: zaken\nimage: registry.example.nl/teams/zaken:1.4.2\n${more}`, cluster));
}

function problems(loaded: Loaded<unknown>): string[] {
  return loaded.ok ? [] : loaded.problems.map(problemText);
}

describe('a declaration with a mistake is told of it, at its place, with the way out', () => {
  it.each([
    ['a misspelt key', 'hostname: [x]', 'app.yaml:3:1 hostname: unknown key; did you mean "hostnames"?'],
    [
      'a variable that would be lost',
      'env: { LOG: info, __proto__: x }',
      'app.yaml:3:19 "__proto__" is a name that JavaScript keeps for itself, so it would be lost; choose another',
    ],
    [
      'a file at no whole path',
      'files: { etc/a.yaml: x }',
      'app.yaml:3:10 files["etc/a.yaml"]: the key "etc/a.yaml" is not a path in the container; write it whole, like /etc/zaken/settings.yaml',
    ],
    ['a size that is none', 'size: tiny', 'app.yaml:3:1 size: "tiny" is not one of "small", "medium", "large"'],
    [
      'a hostname of elsewhere',
      'hostnames: [a, www.elders.nl]',
      'app.yaml:3:16 hostnames[1]: "www.elders.nl" is not below apps.example.nl, which is all that site/example serves; write a name like app.apps.example.nl, or app alone',
    ],
    ['a hostname twice', 'hostnames: [a, a.apps.example.nl]', 'app.yaml:3:16 hostnames[1]: "a.apps.example.nl" stands twice; keep one'],
    [
      'a variable that a need sets',
      'env: { DATABASE_HOST: x }\nneeds: { database: zaken }',
      'app.yaml:3:8 env.DATABASE_HOST: is set by what the application needs, by a secret or by the platform; remove it, or give it another name',
    ],
    [
      'a variable of two secrets',
      'secrets:\n  a: { env: { KEY: x } }\n  b: { env: { KEY: x } }',
      'app.yaml:5:15 secrets.b.env.KEY: is set twice; give it another name',
    ],
    [
      'a variable of a secret that a need sets',
      'secrets:\n  a: { env: { DATABASE_URL: x } }\nneeds: { database: zaken }',
      'app.yaml:4:15 secrets.a.env.DATABASE_URL: is set twice; give it another name',
    ],
    [
      'a file in a folder that is mounted',
      'files: { /tmp/a.yaml: x }',
      'app.yaml:3:10 files["/tmp/a.yaml"]: "/tmp/a.yaml" lies in /tmp, which is mounted too; choose another place',
    ],
    [
      'a file where the platform’s are',
      'files: { /etc/polder/a.yaml: x }',
      'app.yaml:3:10 files["/etc/polder/a.yaml"]: "/etc/polder/a.yaml" lies in /etc/polder, which the platform uses; choose another place',
    ],
    ['a folder twice', 'writable: [/tmp, /tmp]', 'app.yaml:3:18 writable[1]: "/tmp" stands twice; choose another place'],
    ['an autoscaler that cannot', 'replicas: { from: 3, to: 3 }', 'app.yaml:3:22 replicas.to: 3 is not more than from, 3; raise it, or write a number of pods'],
    ['a call to itself', 'calls: { zaken: 80 }', 'app.yaml:3:10 calls.zaken: is this application itself; remove it'],
    ['metrics at the port of the program', 'metrics: { port: 8080 }', 'app.yaml:3:12 metrics.port: is the port of the program; leave it out'],
    [
      'a secret that nothing reads',
      'secrets: { a: { env: {} } }',
      'app.yaml:3:17 secrets.a.env: names no variable, so nothing would read it; write one, such as BETALEN_SLEUTEL: sleutel',
    ],
    [
      'a schedule in words',
      'jobs: { a: { schedule: nightly } }',
      'app.yaml:3:14 jobs.a.schedule: "nightly" is not a schedule, or never comes; write minute, hour, day of the month, month and day of the week (0 to 6), like "30 1 * * *" for each night at 01:30 UTC',
    ],
    [
      'YAML that is none',
      'env: [',
      'app.yaml:3:7 not valid YAML: unexpected end of the stream within a flow collection; look for a missing colon, quote or bracket, or an indentation that differs, here or on the line above',
    ],
  ])('%s', (_, more, words) => {
    expect(said(more)).toEqual([words]);
  });

  it('what the cluster lacks, all at once', () => {
    expect(said('hostnames: [a]\nneeds: { bucket: b, login: l }\nreplicas: { from: 1, to: 2 }', bare)).toEqual([
      'app.yaml:3:1 hostnames: site/example has no Gateway that would serve them; remove them',
      'app.yaml:4:10 needs.bucket: site/example has no object storage; remove this',
      'app.yaml:4:21 needs.login: site/example has no identity provider; remove this',
      'app.yaml:5:1 replicas: site/example has no metrics-server, which an autoscaler asks; write a number',
      'app.yaml:2:1 image: "registry.example.nl/teams/zaken:1.4.2" has no digest, which site/example asks of each image; add it behind the tag, @sha256:…',
    ]);
  });

  it.each([
    ['nginx:1.29.3', 'is not an image with its registry'],
    ['https://ghcr.io/team/web:1.2', 'is not an image with its registry'],
    ['ghcr.io/team/web', 'has no version'],
    ['localhost:5000/web', 'has no version'],
    ['ghcr.io/team/web:latest', 'has no version'],
    ['ghcr.io/team/web:main', 'has a tag that may mean another image tomorrow'],
  ])('the image %s', (image, words) => {
    expect(problems(readApp('app.yaml', `name: zaken\nimage: "${image}"\n`, facts)).join()).toContain(`image: "${image}" ${words}`);
  });

  it.each(['ghcr.io/team/web:1.2', 'ghcr.io/team/web:2026-11-28', `ghcr.io/team/web@sha256:${'0'.repeat(64)}`, 'localhost:5000/web:1.2'])(
    'but not the image %s',
    (image) => {
      expect(problems(readApp('app.yaml', `name: zaken\nimage: "${image}"\n`, facts))).toEqual([]);
    },
  );
});

describe('two applications for one folder', () => {
  it('of one name are refused, once', () => {
    const read = (file: string) => {
      const loaded = readApp(file, 'name: zaken\nimage: registry.example.nl/teams/zaken:1.4.2\n', facts);
      if (!loaded.ok) throw new Error(problems(loaded).join('\n'));
      return loaded.value;
    };

    expect(problems(appFiles(facts, [read('a.yaml'), read('b.yaml')]))).toEqual([
      'b.yaml:1:1 name: ServiceAccount/zaken is made by a.yaml too; give one of the two another name',
    ]);
  });
});

describe('for-tenants.yaml', () => {
  it('of a newer platform may say more', () => {
    expect(readFacts('for-tenants.yaml', 'cluster: a/b\ndomain: example.nl\npriorityClass: polder-tenant\nnew: { key: 1 }\n')).toMatchObject({ ok: true });
  });

  it('that is none is refused', () => {
    expect(problems(readFacts('app.yaml', 'name: zaken\n'))).toContain('app.yaml:1:1 cluster: is missing (The cluster, as <site>/<name>); write a text');
  });
});
