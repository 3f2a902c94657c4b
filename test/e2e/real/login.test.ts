import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realmName, reconcilerClient } from '../../../charts-ts/identity/keycloak/names.ts';
import { loginScopes } from '../../../charts-ts/kit/login.ts';
import { type Browser, browser, claimsOf, hiddenIn, loginAsAdmin, pkce, totp } from '../support/keycloak.ts';
import { kubectlFor, writeKubeconfig } from '../support/kubectl.ts';
import { sandboxFolder } from '../support/sandbox.ts';
import { readyPod } from './pods.ts';
import { type Running, running } from './running.ts';
import { platformRoot, secretValue } from './secrets.ts';
import { ingressAddress } from './world.ts';

const password = 'een heel lang wachtwoord';

/** What a browser does over HTTPS, for a client that speaks HTTP only: the way through Traefik, with its certificate checked. */
function throughTraefik(host: string, ca: Buffer): Promise<Server> {
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers, host };
    const passed = request({ host: ingressAddress, port: 443, servername: host, ca, method: asked.method, path: asked.url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.on('error', (error) => answer.writeHead(502).end(error.message));
    asked.pipe(passed);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('people who log in by Keycloak', () => {
  let world: Running;
  let keycloak: string;
  let argocd: string;
  let publicUrl: string;
  /** Each person's own, which keeps the session: a second factor is set up once. */
  let browsers: Readonly<Record<'jan' | 'piet', Browser>>;
  const servers: Server[] = [];

  beforeAll(async () => {
    world = await running();
    const { domain } = world.config.ingress;
    const ca = await platformRoot(world.cluster);
    publicUrl = `https://login.${domain}`;
    for (const host of ['login', 'argocd']) servers.push(await throughTraefik(`${host}.${domain}`, ca));
    [keycloak = '', argocd = ''] = servers.map(addressOf);
    browsers = { jan: browser(publicUrl, keycloak), piet: browser(publicUrl, keycloak) };
    await makePeople({ jan: 'platform-beheer', piet: 'platform-audit' });
  });

  afterAll(() => {
    for (const server of servers) server.close();
  });

  async function makePeople(groups: Readonly<Record<string, string>>): Promise<void> {
    const secret = await secretValue(world.cluster, 'keycloak', 'keycloak-reconciler', 'client-secret');
    const pod = await readyPod(world.cluster, 'keycloak', 'app.kubernetes.io/name=keycloak');
    // Its API for administration is not published.
    const admin = await loginAsAdmin(`http://${pod.status.podIP}:8080`, reconcilerClient.id, secret.toString('utf8'));
    for (const [username, group] of Object.entries(groups)) {
      const credentials = [{ type: 'password', value: password, temporary: false }];
      const person = { username, enabled: true, firstName: username, lastName: 'Jansen', email: `${username}@example.nl`, groups: [`/${group}`], credentials };
      expect((await admin.call('POST', `/realms/${realmName}/users`, person)).status).toBe(201);
    }
  }

  /** The authorization code flow with PKCE, with a password and a new second factor, or with the session of before. */
  async function login(web: Browser, client: string, redirect: string, username?: string): Promise<Readonly<Record<string, string>>> {
    const { verifier, challenge } = pkce();
    const query = {
      client_id: client,
      redirect_uri: redirect,
      response_type: 'code',
      scope: loginScopes.join(' '),
      state: 'here',
      nonce: 'once',
      code_challenge_method: 'S256',
      code_challenge: challenge,
    };
    let page = await web.open(`${publicUrl}/realms/${realmName}/protocol/openid-connect/auth?${new URLSearchParams(query)}`);
    if (username !== undefined) {
      const setup = await web.submit(page, { username, password });
      page = await web.submit(setup, { totp: totp(hiddenIn(setup.html)['totpSecret'] ?? ''), userLabel: 'phone' });
    }
    const code = page.location?.searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, client_id: client, code_verifier: verifier };
    const answer = await fetch(`${keycloak}/realms/${realmName}/protocol/openid-connect/token`, { method: 'POST', body: new URLSearchParams(form) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, string>;
  }

  const ask = async (path: string, token: string | undefined, body?: object) => {
    const headers = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), 'content-type': 'application/json' };
    const response = await fetch(`${argocd}${path}`, { headers, ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }) });
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
  };

  it('are known to Argo CD with their group, and may do what its role may', async () => {
    const redirect = `https://argocd.${world.config.ingress.domain}/auth/callback`;
    const tokens = { jan: '', piet: '' };
    for (const name of ['jan', 'piet'] as const) tokens[name] = (await login(browsers[name], 'argo-cd', redirect, name))['id_token'] ?? '';

    expect((await ask('/api/v1/session/userinfo', tokens.jan)).body).toMatchObject({ loggedIn: true, groups: ['platform-beheer'] });
    const may = async (token: string, action: string) => (await ask(`/api/v1/account/can-i/applications/${action}/platform/argo-cd`, token)).body['value'];
    expect([await may(tokens.jan, 'get'), await may(tokens.jan, 'sync')]).toEqual(['yes', 'yes']);
    expect([await may(tokens.piet, 'get'), await may(tokens.piet, 'sync')]).toEqual(['yes', 'no']);
    expect((await ask('/api/v1/applications', undefined)).status).toBe(401);
    expect((await ask('/api/v1/applications', `${tokens.piet.slice(0, -4)}aaaa`)).status).toBe(401);
  });

  it('are known to the API server with the rights of their group, once it has the file of npm run authentication', async () => {
    const root = join(sandboxFolder(), 'platform-root-login.crt');
    writeFileSync(root, await platformRoot(world.cluster));
    const made = await world.polder('authentication', 'lab/e2e', '--ca', root);
    expect(made.code, made.output).toBe(0);
    const file = join(sandboxFolder(), 'authentication.yaml');
    writeFileSync(file, made.stdout);
    await world.cluster.restartApiServer([`--authentication-config=${file}`]);

    const token = (await login(browsers.piet, 'kubernetes', 'http://127.0.0.1:8000'))['id_token'] ?? '';
    expect(claimsOf(token)).toMatchObject({ aud: 'kubernetes', groups: ['platform-audit'] });
    const kubeconfig = join(sandboxFolder(), 'kubeconfig-piet');
    const { server, authority, environment } = world.cluster;
    writeKubeconfig(kubeconfig, { context: 'piet', server, certificate: authority.certificate, token });
    const kubectl = kubectlFor(`${environment['PATH']?.split(':')[0]}/kubectl`, kubeconfig);
    expect(await kubectl(['auth', 'whoami', '--output', 'jsonpath={.status.userInfo.username} {.status.userInfo.groups}'])).toBe(
      'oidc:piet ["oidc:platform-audit","system:authenticated"]',
    );
    expect(await kubectl(['get', 'pods', '--namespace', 'argocd', '--output', 'name'])).toContain('pod/argocd-application-controller-0');
    await expect(kubectl(['delete', 'pod', 'argocd-application-controller-0', '--namespace', 'argocd', '--dry-run=server'])).rejects.toThrow('forbidden');
  });
});
