import { dump } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import { type AnyComponent, comesWhenAsked } from '../../charts-ts/kit/component.ts';
import { render } from '../../charts-ts/render.ts';
import { mentions, type Used, usedBy } from '../../scripts/lib/images.ts';
import { command } from '../support/command.ts';
import { clusterFile } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';
import { renderVariants } from '../support/profiles.ts';
import { exampleCluster, exampleConfig } from '../support/render.ts';

const kept = ['cert-manager', 'trust-manager', 'traefik', 'argo-cd', 'gateway-api', 'admission-policies'];
const off = Object.fromEntries(
  catalogue.flatMap((component: AnyComponent) =>
    component.required || comesWhenAsked(component) || kept.includes(component.name) ? [] : [[component.name, { enabled: false }]],
  ),
);
const components = { ...off, ...(exampleConfig['components'] as object) };
const digest = `sha256:${'a'.repeat(64)}`;
const root = folder(
  {
    'clusters/fleet.yaml': dump({ ...exampleConfig, components }, { noRefs: true }),
    'clusters/odc/site.yaml': 'mirrors: { registry: registry.odc.example.nl/mirror, git: "https://git.odc.example.nl/mirror" }\n',
    'clusters/odc/lock.yaml': dump({ images: { [traefikImage()]: digest } }),
    'clusters/odc/prod-1/cluster.yaml': clusterFile('prod-1.example.nl'),
    'clusters/school/site.yaml': '',
    'clusters/school/lab/cluster.yaml': `profile: lab\n${clusterFile('lab.example.nl')}`,
  },
  afterAll,
);

function traefikImage(): string {
  const image = (catalogue as readonly AnyComponent[]).find(({ name }) => name === 'traefik')?.images['traefik'];
  return `${image?.repository}:${image?.version}`;
}

async function images(...args: readonly string[]): Promise<readonly (Used & { readonly cluster: string })[]> {
  const { stdout, stderr } = await command('images', ['--root', root, '--json', ...args]);
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout) as readonly (Used & { readonly cluster: string })[];
}

describe('images', () => {
  it('lists each image by its name upstream and by the one at the site, with the digest of the lock', async () => {
    const [odc] = await images('odc/prod-1');

    expect(odc?.images.find(({ upstream }) => upstream === traefikImage())).toEqual({
      upstream: traefikImage(),
      reference: `registry.odc.example.nl/mirror/${traefikImage()}@${digest}`,
      component: 'traefik',
      name: 'traefik',
      operated: false,
    });
  });

  it('lists each repository of definitions by upstream and by the mirror, with what is synced', async () => {
    const [odc, lab] = await images();
    const gatewayApi = 'https://github.com/kubernetes-sigs/gateway-api.git';

    expect(odc?.repositories.find(({ upstream }) => upstream === gatewayApi)).toMatchObject({
      url: 'https://git.odc.example.nl/mirror/github.com/kubernetes-sigs/gateway-api.git',
      revision: expect.stringMatching(/^[0-9a-f]{40}$/),
      component: 'gateway-api',
    });
    expect(lab?.repositories.find(({ upstream }) => upstream === gatewayApi)?.url).toBe(gatewayApi);
  });

  it('lists every cluster when none is named, and a table for people', async () => {
    const { code, stdout } = await command('images', ['--root', root]);

    expect(code).toBe(0);
    expect(
      stdout
        .split('\n')
        .filter((line) => /^(odc|school)\//.test(line))
        .map((line) => line.split(' ')[0]),
    ).toEqual(['odc/prod-1', 'school/lab']);
    expect(stdout).toContain(traefikImage());
  });

  it('refuses a cluster that is not there, with the way out', async () => {
    expect(await command('images', ['--root', root, 'odc/prod-9'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'there is no cluster "odc/prod-9"; did you mean "odc/prod-1"?\n',
    });
  });
});

describe('the images of a cluster', () => {
  it('are all that its pods have', () => {
    for (const { built, cluster, variant } of renderVariants()) {
      const pods = [...JSON.stringify(built.flatMap(({ objects }) => objects)).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image);
      const listed = usedBy(built, cluster).images.map(({ reference }) => reference);

      expect(
        pods.filter((image) => !listed.includes(image ?? '')),
        variant,
      ).toEqual([]);
    }
  });

  it('say which of them no pod in Git has, but a flag of an operator: the solver of cert-manager', () => {
    const acme = { server: 'https://acme.example.nl/dir', solver: { http01: {} } };
    const cluster = exampleCluster({ components: { 'cert-manager': { issuer: { ca: null, acme } } } });
    const made = render(catalogue as readonly AnyComponent[], cluster);
    if (!made.ok) throw new Error(made.problems.map(problemText).join('\n'));

    expect(
      usedBy(made.value.built, cluster)
        .images.filter(({ operated }) => operated)
        .map(({ component, name }) => `${component} ${name}`),
    ).toEqual(['cert-manager acmesolver']);
  });

  it.each([
    ['--image=quay.io/a/b:1.2', true],
    ['"quay.io/a/b:1.2"', true],
    ['quay.io/a/b:1.2-alpine', false],
    ['quay.io/a/b:1.2.3', false],
    ['mirror.example.nl/quay.io/a/b:1.2', false],
    ['quay.io/a/b:1.2-alpine,quay.io/a/b:1.2', true],
  ])('are found in %j only where it names them as they are: %s', (text, named) => {
    expect(mentions(text, 'quay.io/a/b:1.2')).toBe(named);
  });
});
