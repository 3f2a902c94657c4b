import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimsOf } from '../support/keycloak.ts';
import { kubectlFor, writeKubeconfig } from '../support/kubectl.ts';
import { sandboxFolder } from '../support/sandbox.ts';
import { type People, people } from './people.ts';
import { type Running, running } from './running.ts';
import { platformRoot } from './secrets.ts';

describe('people who log in by Keycloak', () => {
  let world: Running;
  let all: People<'jan' | 'piet' | 'wim'>;

  beforeAll(async () => {
    world = await running();
    all = await people(world, { jan: 'platform-beheer', piet: 'platform-audit', wim: 'winkel-beheer' });
  });

  afterAll(() => all?.stop());

  it('are known to Argo CD with their group, and may do what its role may', async () => {
    const redirect = `https://argocd.${world.config.ingress.domain}/auth/callback`;
    const tokens = { jan: '', piet: '', wim: '' };
    for (const name of ['jan', 'piet', 'wim'] as const) tokens[name] = await all.idToken(name, 'argo-cd', redirect, true);

    expect((await all.askArgoCd('/api/v1/session/userinfo', tokens.jan)).body).toMatchObject({ loggedIn: true, groups: ['platform-beheer'] });
    const may = async (name: keyof typeof tokens, action: string, what = 'platform/argo-cd') =>
      (await all.askArgoCd(`/api/v1/account/can-i/applications/${action}/${what}`, tokens[name])).body['value'];
    expect([await may('jan', 'get'), await may('jan', 'sync')]).toEqual(['yes', 'yes']);
    expect([await may('piet', 'get'), await may('piet', 'sync')]).toEqual(['yes', 'no']);
    // Of a tenant: its own project, and there what Git says nobody changes.
    const own = 'winkel/winkel.winkel';
    expect([await may('wim', 'get', own), await may('wim', 'sync', own), await may('wim', 'update', own), await may('wim', 'delete', own)]).toEqual([
      'yes',
      'yes',
      'no',
      'no',
    ]);
    expect([await may('wim', 'get', 'magazijn/magazijn.magazijn'), await may('wim', 'get'), await may('wim', 'create', 'winkel/another')]).toEqual([
      'no',
      'no',
      'no',
    ]);
    const { body } = await all.askArgoCd('/api/v1/applications', tokens.wim);
    expect((body['items'] as readonly { readonly metadata: { readonly name: string } }[]).map(({ metadata }) => metadata.name)).toEqual(['winkel.winkel']);
    expect((await all.askArgoCd('/api/v1/applications', undefined)).status).toBe(401);
    expect((await all.askArgoCd('/api/v1/applications', `${tokens.piet.slice(0, -4)}aaaa`)).status).toBe(401);
  });

  it('are known to the API server with the rights of their group, once it has the file of npm run authentication', async () => {
    const root = join(sandboxFolder(), 'platform-root-login.crt');
    writeFileSync(root, await platformRoot(world.cluster));
    const made = await world.polder('authentication', 'lab/e2e', '--ca', root);
    expect(made.code, made.output).toBe(0);
    const file = join(sandboxFolder(), 'authentication.yaml');
    writeFileSync(file, made.stdout);
    await world.cluster.restartApiServer([`--authentication-config=${file}`]);

    const piet = await kubectlOf('piet');
    expect(await piet(['auth', 'whoami', '--output', 'jsonpath={.status.userInfo.username} {.status.userInfo.groups}'])).toBe(
      'oidc:piet ["oidc:platform-audit","system:authenticated"]',
    );
    expect(await piet(['get', 'pods', '--namespace', 'argocd', '--output', 'name'])).toContain('pod/argocd-application-controller-0');
    await expect(piet(['delete', 'pod', 'argocd-application-controller-0', '--namespace', 'argocd', '--dry-run=server'])).rejects.toThrow('forbidden');
    const wim = await kubectlOf('wim');
    expect(await wim(['get', 'pods', '--namespace', 'winkel-productie', '--output', 'name'])).toContain('pod/winkel-');
    await expect(wim(['get', 'pods', '--namespace', 'magazijn-productie'])).rejects.toThrow('forbidden');
  });

  async function kubectlOf(name: 'piet' | 'wim') {
    const token = await all.idToken(name, 'kubernetes', 'http://127.0.0.1:8000', false);
    expect(claimsOf(token)).toMatchObject({ aud: 'kubernetes' });
    const kubeconfig = join(sandboxFolder(), `kubeconfig-${name}`);
    const { server, authority, environment } = world.cluster;
    writeKubeconfig(kubeconfig, { context: name, server, certificate: authority.certificate, token });
    return kubectlFor(`${environment['PATH']?.split(':')[0]}/kubectl`, kubeconfig);
  }
});
