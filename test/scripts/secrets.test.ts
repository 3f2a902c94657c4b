import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { command, type Done } from '../support/command.ts';
import { clusterFile, exampleFleet } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';

const root = folder(
  {
    ...exampleFleet,
    'clusters/odc/prod-3/cluster.yaml': `${clusterFile('prod-3.example.nl')}provides: { identity-provider: { issuer: "https://sso.example.nl" } }\ncomponents: { headlamp: { enabled: true } }\n`,
    'clusters/odc/prod-2/cluster.yaml': `${clusterFile('prod-2.example.nl')}profile: lab\ncomponents:\n  cert-manager: { issuer: { ca: null } }\n`,
  },
  afterAll,
);

/** Of the example: the CA's Secret is its only one. Its other components are off, so that those to come change nothing here. */
const siteCa = {
  namespace: 'cert-manager',
  name: 'site-ca',
  keys: ['tls.crt', 'tls.key'],
  components: ['cert-manager'],
  command: 'kubectl -n cert-manager create secret tls site-ca --cert=FILE --key=FILE --dry-run=client -o yaml | kubectl apply --server-side -f -',
};

/** Runs the command with a kubectl that knows one Secret: these are its keys, one a line, and nothing else of it is ever asked. */
function secrets(args: readonly string[], keys = ''): Promise<Done> {
  const tools = folder({
    kubectl: `#!/bin/sh\ncase "$*" in\n*current-context*) echo lab ;;\n*site-ca*go-template*) printf '${keys}' ;;\n*) echo "not asked: $*" >&2; exit 1 ;;\nesac\n`,
  });
  chmodSync(join(tools, 'kubectl'), 0o755);
  return command('secrets', ['--root', root, ...args], { PATH: `${tools}:${process.env['PATH']}` });
}

describe('secrets', () => {
  it('tells each Secret of people: its keys, what it is for, and how to make it', async () => {
    const { code, stdout } = await secrets(['odc/prod-1']);

    expect(code).toBe(0);
    expect(stdout).toContain('\ncert-manager/site-ca (cert-manager)\n  keys: tls.crt, tls.key\n  for: the CA that signs');
    expect(stdout).toContain(`\n  $ ${siteCa.command}\n`);
  });

  it('tells the same as JSON', async () => {
    const { stdout } = await secrets(['odc/prod-1', '--json']);

    expect(JSON.parse(stdout)).toEqual({ secrets: expect.arrayContaining([expect.objectContaining(siteCa)]) });
  });

  it("tells which clients to register at a site's own identity provider", async () => {
    const { code, stdout } = await secrets(['odc/prod-3']);

    expect(code).toBe(0);
    expect(stdout).toContain('\nodc/prod-3 needs 4 clients at https://sso.example.nl: authorization code flow with PKCE (S256)');
    expect(stdout).toContain(
      [
        'headlamp (headlamp)',
        '  for: Headlamp, the Kubernetes user interface',
        '  kind: public',
        '  redirect URI: https://headlamp.prod-3.example.nl/oidc-callback',
        '  audience of its ID tokens, beside itself: kubernetes',
        '  refresh tokens: yes',
      ].join('\n'),
    );
  });

  it('tells the same of clients as JSON', async () => {
    expect(JSON.parse((await secrets(['odc/prod-3', '--json'])).stdout)).toMatchObject({
      issuer: 'https://sso.example.nl',
      clients: expect.arrayContaining([expect.objectContaining({ id: 'headlamp', authentication: 'none', audiences: ['kubernetes'], refreshTokens: true })]),
    });
  });

  it('tells nothing of clients where a cluster is asked what it lacks', async () => {
    expect((await secrets(['odc/prod-3', '--missing'])).stdout).not.toContain('clients');
  });

  it('says when a cluster needs none', async () => {
    expect(await secrets(['odc/prod-2'])).toEqual({ code: 0, stderr: '', stdout: 'odc/prod-2 needs no Secret of people\n' });
  });

  it('tells which are not in the cluster, with exit code 1', async () => {
    const { code, stdout, stderr } = await secrets(['odc/prod-1', '--missing']);

    expect([code, stderr]).toEqual([1, 'kubeconfig context lab\n']);
    expect(stdout).toMatch(/^odc\/prod-1 still lacks 1 Secret; FILE is/);
  });

  it('tells which keys a Secret lacks', async () => {
    const { stdout } = await secrets(['odc/prod-1', '--missing'], 'tls.crt\\n');

    expect(stdout).toContain('  keys: tls.crt, tls.key; lacks tls.key\n');
  });

  it('has nothing to tell of a cluster that has all', async () => {
    expect(await secrets(['odc/prod-1', '--missing'], 'tls.crt\\ntls.key\\n')).toMatchObject({
      code: 0,
      stdout: 'odc/prod-1 has every Secret that people supply\n',
    });
  });

  it.each([
    [['odc/prod-9'], 'there is no cluster "odc/prod-9"; did you mean "odc/prod-1"?\n'],
    [[], 'name one cluster, such as odc-noord/prod-1\nsee --help\n'],
    [['odc/prod-1', '--context', 'other'], '--context says which cluster is asked; write --missing too\n'],
  ])('refuses %j in a line or two, with the way out', async (args, told) => {
    expect(await secrets(args)).toEqual({ code: 1, stdout: '', stderr: told });
  });
});
