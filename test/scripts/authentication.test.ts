import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import type { AuthenticationConfiguration } from '../../charts-ts/identity/access/authentication.ts';
import { command, type Done } from '../support/command.ts';
import { clusterFile, exampleFleet } from '../support/fleet.ts';
import { folder } from '../support/folder.ts';
import { siteCertificate } from '../support/site-certificate.ts';

const issuer = 'https://sso.example.nl/realms/odc';
const provides = `provides: { identity-provider: { issuer: "${issuer}", groupsClaim: roles } }\n`;
const ownTrust = `trust:\n  certificates: |\n${siteCertificate.replace(/^/gm, '    ').trimEnd()}\n`;

const root = folder(
  {
    ...exampleFleet,
    'clusters/odc/prod-1/cluster.yaml': `${clusterFile('prod-1.example.nl')}${provides}${ownTrust}`,
    'clusters/odc/prod-2/cluster.yaml': clusterFile('prod-2.example.nl'),
    'clusters/odc/lab/cluster.yaml': `${clusterFile('lab.example.nl')}profile: lab\ncomponents:\n  cert-manager: { issuer: { ca: null } }\nprovides: { identity-provider: { issuer: "https://login.lab.example.nl/realms/platform" } }\n`,
    'ca.crt': siteCertificate,
    'key.pem': '-----BEGIN PRIVATE KEY-----\n',
    'words.txt': 'nothing\n',
  },
  afterAll,
);

function authentication(...args: readonly string[]): Promise<Done> {
  return command('authentication', ['--root', root, ...args]);
}

async function configuration(...args: readonly string[]): Promise<AuthenticationConfiguration['jwt'][number] | undefined> {
  return (load((await authentication(...args)).stdout) as AuthenticationConfiguration).jwt[0];
}

describe('authentication', () => {
  it('writes the file that the API server reads, with how to install it as comments', async () => {
    const { code, stdout, stderr } = await authentication('odc/prod-1');

    expect([code, stderr]).toEqual([0, '']);
    expect(load(stdout)).toMatchObject({ apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AuthenticationConfiguration' });
    for (const distribution of ['kubeadm', 'RKE2', 'Talos', 'OpenShift']) expect(stdout).toMatch(new RegExp(`^# ${distribution}[ :]`, 'm'));
  });

  it("names the issuer, whom tokens are for, and the site's own CA", async () => {
    expect((await configuration('odc/prod-1'))?.issuer).toEqual({ url: issuer, audiences: ['kubernetes'], certificateAuthority: siteCertificate });
  });

  it('puts a prefix before names and groups, whatever their claims are called', async () => {
    expect((await configuration('odc/prod-1'))?.claimMappings).toEqual({
      username: { claim: 'preferred_username', prefix: 'oidc:' },
      groups: { claim: 'roles', prefix: 'oidc:' },
    });
  });

  it('says nothing of anonymous requests, since Talos and others say it by a flag', async () => {
    expect(load((await authentication('odc/prod-1')).stdout)).not.toHaveProperty('anonymous');
  });

  it('takes the CA that it is told, or none of its own', async () => {
    expect((await configuration('odc/lab', '--ca', join(root, 'ca.crt')))?.issuer.certificateAuthority?.trim()).toBe(siteCertificate.trim());
    expect((await configuration('odc/prod-1', '--public-ca'))?.issuer).not.toHaveProperty('certificateAuthority');
  });

  it('tells how kubectl logs in, on an address of the own machine that nobody else can have', async () => {
    const { stdout } = await authentication('odc/prod-1', '--kubectl');

    expect(stdout).toContain(`--exec-arg=--oidc-issuer-url=${issuer} --exec-arg=--oidc-client-id=kubernetes`);
    expect(stdout).toContain(
      '--exec-arg=--oidc-pkce-method=S256 --exec-arg=--listen-address=127.0.0.1:18000 --exec-arg=--oidc-redirect-url=http://127.0.0.1:18000',
    );
    expect(stdout).not.toContain('localhost');
  });

  it('tells both as JSON', async () => {
    const { stdout } = await authentication('odc/prod-1', '--json');

    expect(JSON.parse(stdout)).toMatchObject({
      configuration: { jwt: [{ issuer: { url: issuer } }] },
      kubectl: [expect.stringContaining('set-credentials odc-prod-1-login'), expect.anything(), 'kubectl auth whoami'],
    });
  });

  it.each([
    [
      ['odc/prod-2'],
      'odc/prod-2 has no identity provider; set components.keycloak.enabled: true, or tell under provides.identity-provider what the site has\n',
    ],
    [
      ['odc/lab'],
      `odc/lab makes the CA of login.lab.example.nl by itself; get its certificate, and name it with --ca:\nkubectl -n cert-manager get secret platform-root -o go-template='{{index .data "tls.crt" | base64decode}}' > ca.crt\n`,
    ],
    [['odc/prod-9'], 'there is no cluster "odc/prod-9"; did you mean "odc/prod-1"?\n'],
    [['odc/prod-1', '--ca', 'no.crt'], 'there is no file no.crt; --ca names a file with certificates, PEM\n'],
    [['odc/prod-1', '--ca', 'a.crt', '--public-ca'], '--ca names a CA and --public-ca says that there is none of your own; write one of them\n'],
  ])('refuses %j in a line or two, with the way out', async (args, told) => {
    expect(await authentication(...args)).toEqual({ code: 1, stdout: '', stderr: told });
  });

  it.each([
    ['key.pem', 'holds a private key; name a file with the certificate alone'],
    ['words.txt', 'is no list of PEM certificates'],
  ])('refuses %s as a CA', async (file, told) => {
    const path = join(root, file);

    expect(await authentication('odc/prod-1', '--ca', path)).toMatchObject({ code: 1, stderr: `${path} ${told}\n` });
  });
});
