import { afterAll, describe, expect, it } from 'vitest';
import { command, type Done } from '../support/command.ts';
import { exampleFleet } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';

const root = folder(
  {
    ...exampleFleet,
    'clusters/odc/site.yaml': '# The site.\ncontact: odc@example.nl\n',
    'clusters/odc/prod-1/cluster.yaml':
      'ingress: { domain: one.example.nl }\ncontact: one@example.nl\nnodes:\n  - { zone: z, count: 3, cpu: 16, memory: 64Gi }\nprovides:\n  metrics: { namespace: mon, podLabels: { app.kubernetes.io/name: prometheus } }\n',
    'clusters/tenants/winkel.yaml':
      'clusters: [odc/prod-1]\nbody: gemeente\ncostCentre: a\nclassification: BBN1\ncontacts: { email: [a@b.nl] }\naccess: { g: admin }\nnamespaces: { prod: { size: small } }\n',
  },
  afterAll,
);

/** The line of a key in the example's fleet.yaml. */
function lineOf(key: string): number {
  return (exampleFleet['clusters/fleet.yaml'] ?? '').split('\n').findIndex((line) => line.startsWith(`${key}:`)) + 1;
}

function explain(...args: readonly string[]): Promise<Done> {
  return command('explain', ['--root', root, ...args]);
}

describe('explain', () => {
  it('tells what the file of a tenant says, and what is a default', async () => {
    expect((await explain('odc/prod-1', 'tenants.winkel.body')).stdout).toBe('tenants.winkel.body: gemeente\n  set by clusters/tenants/winkel.yaml:2\n');
    expect((await explain('odc/prod-1', 'tenants.winkel.retention.logs')).stdout).toBe('tenants.winkel.retention.logs: 30d\n  the default; no file sets it\n');
  });

  it.each([
    ['tenants.winkl', 'there is no tenant "winkl" on odc/prod-1; did you mean "winkel"?\n'],
    ['tenants.winkel.boddy', 'there is no boddy in clusters/tenants/winkel.yaml; did you mean "body"?\n'],
  ])('refuses %s', async (key, told) => {
    expect(await explain('odc/prod-1', key)).toEqual({ code: 1, stdout: '', stderr: told });
  });

  it('tells what a value is, which line set it, and what it overrode', async () => {
    expect(await explain('odc/prod-1', 'contact')).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'contact: one@example.nl',
        '  set by clusters/odc/prod-1/cluster.yaml:2',
        '  overrides odc@example.nl of clusters/odc/site.yaml:2',
        `  overrides platform@example.nl of clusters/fleet.yaml:${lineOf('contact')}`,
        '',
      ].join('\n'),
    });
  });

  it('tells all values below a map, the defaults of the schema and those of the profile', async () => {
    const { stdout } = await explain('odc/prod-1', 'git');
    const { stdout: replicas } = await explain('odc/prod-1', 'components.traefik.replicas');

    expect(stdout).toBe(
      `git.repository: https://git.example.nl/polder/polder.git\n  set by clusters/fleet.yaml:${lineOf('  repository')}\ngit.revision: main\n  the default; no file sets it\n`,
    );
    expect(replicas).toBe('components.traefik.replicas: 2\n  set by the profile small (charts-ts/ingress/traefik/index.ts)\n');
  });

  it('tells an item of a list by its own line, and not by that of a list that was replaced', async () => {
    const { stdout } = await explain('odc/prod-1', 'nodes[0].zone');

    expect(stdout).toBe('nodes[0].zone: z\n  set by clusters/odc/prod-1/cluster.yaml:4\n');
  });

  it('tells the same as JSON, and takes a key in quotes', async () => {
    const { stdout } = await explain('odc/prod-1', 'provides.metrics.podLabels["app.kubernetes.io/name"]', '--json');

    expect(JSON.parse(stdout)).toEqual([
      {
        path: 'provides.metrics.podLabels["app.kubernetes.io/name"]',
        value: 'prometheus',
        setBy: [{ file: 'clusters/odc/prod-1/cluster.yaml', line: 6, value: 'prometheus' }],
      },
    ]);
  });

  it.each([
    [['odc/prod-1', 'ingres.domain'], 'there is no ingres in odc/prod-1; did you mean "ingress"?\n'],
    [['odc/prod-1', 'mirrors.registry'], 'mirrors.registry is not set in odc/prod-1, and has no default\n'],
    [['odc/prod-9', 'contact'], 'there is no cluster "odc/prod-9"; did you mean "odc/prod-1"?\n'],
    [['odc/prod-1'], 'name a cluster and a key, such as: odc-noord/prod-1 ingress.domain\nsee --help\n'],
  ])('refuses %j in a line or two, with the way out', async (args, told) => {
    expect(await explain(...args)).toEqual({ code: 1, stdout: '', stderr: told });
  });
});
