import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { KeyPair } from './ca.ts';

/** What a token says beside who issued it. */
export interface Claims {
  readonly [claim: string]: unknown;
}

/** A person who is logged in at the issuer already: whoever comes to authorize is sent back as this one. */
export interface Person {
  readonly preferred_username: string;
  readonly groups: readonly string[];
}

export interface Issuer {
  readonly url: string;
  /** A token for the API server. Claims replace the usual ones; `undefined` takes one away. */
  token(claims: Claims, key?: KeyObject): string;
  /** Who is sent back from now on. */
  logIn(person: Person): void;
  /** What a client sent to the token endpoint, the newest last. */
  readonly redeemed: readonly Readonly<Record<string, string>>[];
  stop(): Promise<void>;
}

/** A code that was given out, until it is redeemed. */
interface Given {
  readonly person: Person;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string;
}

const keyId = 'e2e';

/** An OpenID Connect provider in this process: discovery, keys, and the code flow with PKCE (S256) and a client secret. */
export async function startIssuer(options: {
  readonly host: string;
  readonly address: string;
  readonly serving: KeyPair;
  /** `forApiServer`: its ID tokens are for the API server too, and it gets refresh tokens. */
  readonly client?: { readonly id: string; readonly secret: string; readonly forApiServer?: true };
}): Promise<Issuer> {
  const url = `https://${options.host}/realms/platform`;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, Given>();
  const refreshable = new Map<string, Person>();
  const redeemed: Record<string, string>[] = [];
  let person: Person | undefined;

  const token = (claims: Claims, key: KeyObject = privateKey): string => {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = `${part({ alg: 'RS256', kid: keyId, typ: 'JWT' })}.${part({ iss: url, sub: randomUUID(), aud: 'kubernetes', iat: now, exp: now + 300, ...claims })}`;
    return `${body}.${sign('RSA-SHA256', Buffer.from(body), key).toString('base64url')}`;
  };

  function authorize({ searchParams }: URL, response: ServerResponse): void {
    const asked = (name: string) => searchParams.get(name) ?? '';
    if (person === undefined || asked('response_type') !== 'code' || asked('code_challenge_method') !== 'S256')
      return void answer(response, 400, { error: 'invalid_request' });
    const code = randomUUID();
    codes.set(code, { person, clientId: asked('client_id'), redirectUri: asked('redirect_uri'), challenge: asked('code_challenge'), nonce: asked('nonce') });
    const back = new URL(asked('redirect_uri'));
    back.search = new URLSearchParams({ code, state: asked('state') }).toString();
    response.writeHead(302, { location: back.href }).end();
  }

  async function redeem(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await textOf(request));
    const [id = '', secret = ''] = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':')
      .map(decodeURIComponent);
    redeemed.push(Object.fromEntries(form));
    const known = options.client?.id === (id || form.get('client_id')) && options.client?.secret === (secret || form.get('client_secret'));
    const found = known ? (form.get('grant_type') === 'refresh_token' ? refreshed(form) : proven(form)) : undefined;
    if (found === undefined) return void answer(response, 400, { error: 'invalid_grant' });
    const forApiServer = options.client?.forApiServer === true;
    const refresh = forApiServer ? { refresh_token: randomUUID() } : undefined;
    if (refresh !== undefined) refreshable.set(refresh.refresh_token, found.person);
    const client = options.client?.id ?? '';
    const idToken = token({ ...found.person, ...found.claims, aud: forApiServer ? [client, 'kubernetes'] : client });
    answer(response, 200, { access_token: token({ aud: client }), token_type: 'Bearer', expires_in: 300, id_token: idToken, ...refresh });
  }

  /** Whom a code was given for, if this is who asked for it. */
  function proven(form: URLSearchParams): { readonly person: Person; readonly claims: Claims } | undefined {
    const given = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (given === undefined || given.clientId !== options.client?.id) return undefined;
    if (proof !== given.challenge || form.get('redirect_uri') !== given.redirectUri) return undefined;
    return { person: given.person, claims: { nonce: given.nonce } };
  }

  /** Whom a refresh token is of: each is good once. */
  function refreshed(form: URLSearchParams): { readonly person: Person; readonly claims: Claims } | undefined {
    const refresh = form.get('refresh_token') ?? '';
    const known = refreshable.get(refresh);
    refreshable.delete(refresh);
    return known === undefined ? undefined : { person: known, claims: {} };
  }

  const pages: Readonly<Record<string, (asked: URL, request: IncomingMessage, response: ServerResponse) => unknown>> = {
    '/.well-known/openid-configuration': (_, __, response) =>
      answer(response, 200, {
        issuer: url,
        authorization_endpoint: `${url}/auth`,
        token_endpoint: `${url}/token`,
        jwks_uri: `${url}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
      }),
    '/keys': (_, __, response) => answer(response, 200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', alg: 'RS256' }] }),
    '/auth': (asked, _, response) => authorize(asked, response),
    '/token': (_, request, response) => redeem(request, response),
  };
  const files = { cert: readFileSync(options.serving.certificateFile), key: readFileSync(options.serving.keyFile) };
  const server = createServer(files, (request, response) => {
    const asked = new URL(request.url ?? '/', `https://${options.host}`);
    const page = pages[asked.pathname.replace('/realms/platform', '')];
    if (page === undefined) answer(response, 404, {});
    else void page(asked, request, response);
  });
  await new Promise<void>((ready, fail) => server.once('error', fail).listen(443, options.address, ready));
  return {
    url,
    token,
    redeemed,
    logIn: (someone) => {
      person = someone;
    },
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
