import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { realmName, reconcilerClient } from '../../../charts-ts/identity/keycloak/names.ts';
import { loginScopes } from '../../../charts-ts/kit/login.ts';
import { type Browser, browser, hiddenIn, loginAsAdmin, pkce, totp } from '../support/keycloak.ts';
import { waitFor } from '../support/wait.ts';
import { readyPod } from './pods.ts';
import type { Running } from './running.ts';
import { platformRoot, secretValue } from './secrets.ts';
import { ingressAddress } from './world.ts';

const password = 'een heel lang wachtwoord';

/** Each person's own browser, which keeps the session: a second factor is set up once. */
export interface People<Name extends string> {
  readonly browsers: Readonly<Record<Name, Browser>>;
  /** The id token that a client gets by the authorization code flow with PKCE. The first login of a person needs the name. */
  idToken(name: Name, client: string, redirect: string, isFirst: boolean): Promise<string>;
  /** What Argo CD answers, as its pages ask it. */
  askArgoCd(path: string, token: string | undefined, body?: object): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
  stop(): void;
}

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

/** Makes people in Keycloak, each in one group, and the group where the site's identity provider would bring it. */
export async function people<Name extends string>(world: Running, groups: Readonly<Record<Name, string>>): Promise<People<Name>> {
  const { domain } = world.config.ingress;
  const names = Object.keys(groups) as Name[];
  const ca = await platformRoot(world.cluster);
  const servers = [await throughTraefik(`login.${domain}`, ca), await throughTraefik(`argocd.${domain}`, ca)];
  const [keycloak = '', argocd = ''] = servers.map(addressOf);
  const publicUrl = `https://login.${domain}`;
  await makePeople(world, groups);
  const browsers = Object.fromEntries(names.map((name) => [name, browser(publicUrl, keycloak)])) as Record<Name, Browser>;
  return {
    browsers,
    stop: () => {
      for (const server of servers) server.close();
    },
    idToken: async (name, client, redirect, isFirst) => {
      const web = browsers[name];
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
      if (isFirst) {
        const setup = await web.submit(page, { username: name, password });
        page = await web.submit(setup, { totp: totp(hiddenIn(setup.html)['totpSecret'] ?? ''), userLabel: 'phone' });
      }
      const code = page.location?.searchParams.get('code') ?? '';
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, client_id: client, code_verifier: verifier };
      const answer = await fetch(`${keycloak}/realms/${realmName}/protocol/openid-connect/token`, { method: 'POST', body: new URLSearchParams(form) });
      expect(answer.status).toBe(200);
      return ((await answer.json()) as Record<string, string>)['id_token'] ?? '';
    },
    askArgoCd: async (path, token, body) => {
      const headers = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), 'content-type': 'application/json' };
      const response = await fetch(`${argocd}${path}`, { headers, ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }) });
      return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
    },
  };
}

/** Once Keycloak has its database: a moment after that lost its pod it gives no token. */
async function makePeople(world: Running, groups: Readonly<Record<string, string>>): Promise<void> {
  const secret = await secretValue(world.cluster, 'keycloak', 'keycloak-reconciler', 'client-secret');
  const pod = await readyPod(world.cluster, 'keycloak', 'app.kubernetes.io/name=keycloak');
  const make = async (path: string, object: object) => {
    // Its API for administration is not published.
    const admin = await loginAsAdmin(`http://${pod.status.podIP}:8080`, reconcilerClient.id, secret.toString('utf8'));
    const { status, body } = await admin.call('POST', `/realms/${realmName}/${path}`, object);
    // Conflict: it is there already.
    if (![201, 409].includes(status)) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return true;
  };
  for (const [username, group] of Object.entries(groups)) {
    await waitFor(`the group ${group}`, () => make('groups', { name: group }), { everyMilliseconds: 2000 });
    const credentials = [{ type: 'password', value: password, temporary: false }];
    const person = { username, enabled: true, firstName: username, lastName: 'Jansen', email: `${username}@example.nl`, groups: [`/${group}`], credentials };
    await waitFor(`${username} to be known`, () => make('users', person), { everyMilliseconds: 2000 });
  }
}
