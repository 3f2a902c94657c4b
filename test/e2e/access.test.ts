import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { argoCd } from '../../charts-ts/gitops/argo-cd/index.ts';
import { access } from '../../charts-ts/identity/access/index.ts';
import { oauth2Proxy } from '../../charts-ts/identity/oauth2-proxy/index.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { renderComponent } from '../support/render.ts';
import { containerArguments, type Workload, withOverrides } from './support/arguments.ts';
import { type Answer, ask } from './support/ask.ts';
import { authenticationFile } from './support/authentication-file.ts';
import { type Authority, issueCertificate, makeAuthority } from './support/ca.ts';
import { type ControlPlane, startControlPlane } from './support/control-plane.ts';
import { type Issuer, startIssuer } from './support/issuer.ts';
import { kubectlFor, manifests, writeKubeconfig } from './support/kubectl.ts';
import { cookieHeader, follow, throughLogin } from './support/log-in.ts';
import { type RunningProcess, startProcess } from './support/process.ts';
import { type Binaries, buildPrograms } from './support/programs.ts';
import { addHosts, apiServerAddress, sandboxFolder } from './support/sandbox.ts';
import { waitFor } from './support/wait.ts';

const host = 'login.apps.example.nl';
const provides = { 'identity-provider': { issuer: `https://${host}/realms/platform` } };
const groups = { 'platform-beheer': 'administrator', 'platform dienst': 'operator', 'platform-audit': 'viewer' };
const people = {
  administrator: { preferred_username: 'anna', groups: ['platform-beheer'] },
  operator: { preferred_username: 'otto', groups: ['platform dienst', 'elsewhere'] },
  viewer: { preferred_username: 'vera', groups: ['platform-audit'] },
  nobody: { preferred_username: 'noor', groups: ['elsewhere'] },
} as const;
type Role = keyof typeof people;
const roles = Object.keys(people) as Role[];

/** People who log in: at the API server, at Argo CD, and in front of pages. */
describe('access', () => {
  const folder = join(sandboxFolder(), 'access');
  const login: Authority = makeAuthority(join(folder, 'login'), 'Site CA');
  let binaries: Binaries;
  let issuer: Issuer;
  let cluster: ControlPlane;

  beforeAll(async () => {
    binaries = await buildPrograms();
    addHosts([host], '127.0.0.7');
    issuer = await startIssuer({
      host,
      address: '127.0.0.7',
      serving: issueCertificate(login, 'issuer', { hosts: [host] }),
      client: { id: 'pages', secret: 'e2e-secret' },
    });
    const file = join(folder, 'authentication.yaml');
    writeFileSync(file, await authenticationFile(join(folder, 'repository'), provides, login.certificateFile));
    cluster = await startControlPlane({ binaries, folder: join(folder, 'cluster'), apiServer: [`--authentication-config=${file}`] });
    await cluster.kubectl(['apply', '--server-side', '--filename', '-'], manifests(...renderComponent(access, { access: groups }).objects));
    await cluster.kubectl(['create', 'secret', 'generic', 'hidden', '--from-literal=password=secret']);
    await waitFor('the API server to have read the keys of the issuer', () => whoami({ ...people.viewer }));
  });

  afterAll(async () => {
    await cluster?.stop();
    await issuer?.stop();
  });

  /** kubectl with a token of its own. */
  function kubectlAs(token: string) {
    const kubeconfig = join(folder, 'kubeconfig-person');
    writeKubeconfig(kubeconfig, { context: 'person', server: `https://${apiServerAddress}:16443`, certificate: cluster.authority.certificate, token });
    return kubectlFor(binaries.kubectl, kubeconfig);
  }

  function whoami(claims: Readonly<Record<string, unknown>>): Promise<string> {
    return kubectlAs(issuer.token(claims))(['auth', 'whoami', '--output', 'jsonpath={.status.userInfo.username} {.status.userInfo.groups}']);
  }

  describe('to the API server', () => {
    it('is under names and groups with a prefix', async () => {
      expect(await whoami(people.operator)).toBe('oidc:otto ["oidc:platform dienst","oidc:elsewhere","system:authenticated"]');
    });

    it.each([
      ['has expired', { exp: Math.floor(Date.now() / 1000) - 60 }],
      ['is for another program', { aud: 'grafana' }],
      ['is of another issuer', { iss: 'https://login.elsewhere.example.nl' }],
      ['lives longer than an hour', { exp: Math.floor(Date.now() / 1000) + 7200 }],
      ['does not say since when it lives', { iat: undefined }],
      ["names one of the cluster's own groups", { groups: ['system:masters'] }],
      ['names nobody', { preferred_username: '' }],
      ['does not name anybody', { preferred_username: undefined }],
    ])('refuses a token that %s', async (_, claims) => {
      await expect(whoami({ ...people.administrator, ...claims })).rejects.toThrow('Unauthorized');
    });

    it('refuses a token that somebody else signed', async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

      await expect(kubectlAs(issuer.token(people.administrator, privateKey))(['auth', 'whoami'])).rejects.toThrow('Unauthorized');
    });

    it("takes a group that is called after one of the cluster's own for another", async () => {
      expect(await whoami({ ...people.nobody, groups: ['masters'] })).toContain('["oidc:masters","system:authenticated"]');
    });

    const all = 'administrator, operator, viewer';
    it.each([
      ['get', 'pods', '', all],
      ['list', 'nodes', '', all],
      ['get', 'pods/log', '', all],
      ['watch', 'deployments', 'apps', all],
      ['list', 'applications', 'argoproj.io', all],
      ['get', 'certificates', 'cert-manager.io', all],
      ['list', 'clusterroles', 'rbac.authorization.k8s.io', all],
      ['delete', 'pods', '', 'administrator, operator'],
      ['create', 'pods/eviction', '', 'administrator, operator'],
      ['get', 'secrets', '', 'administrator'],
      ['list', 'secrets', '', 'administrator'],
      ['watch', 'secrets', '', 'administrator'],
      ['create', 'pods/exec', '', 'administrator'],
      ['get', 'pods/exec', '', 'administrator'],
      ['create', 'pods/portforward', '', 'administrator'],
      ['update', 'pods/ephemeralcontainers', '', 'administrator'],
      ['create', 'serviceaccounts/token', '', 'administrator'],
      ['create', 'pods', '', 'administrator'],
      ['patch', 'deployments', 'apps', 'administrator'],
      ['patch', 'applications', 'argoproj.io', 'administrator'],
      ['get', 'nodes/proxy', '', 'administrator'],
      ['impersonate', 'users', '', 'administrator'],
      ['create', 'clusterrolebindings', 'rbac.authorization.k8s.io', 'administrator'],
      ['delete', 'namespaces', '', 'administrator'],
    ])('lets %s %s of the group "%s" by %s', async (verb, resource, group, allowed) => {
      const [name, subresource] = resource.split('/');
      const review = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb, group, resource: name, namespace: 'default', ...(subresource === undefined ? {} : { subresource }) } },
      };
      const may: Role[] = [];
      for (const role of roles) {
        const answer = await kubectlAs(issuer.token(people[role]))(
          ['create', '--validate=false', '--filename', '-', '--output', 'jsonpath={.status.allowed}'],
          manifests(review),
        );
        if (answer === 'true') may.push(role);
      }

      expect(may.join(', ')).toBe(allowed);
    });

    it('shows pods, and no Secret, to a viewer and an operator', async () => {
      for (const role of ['viewer', 'operator'] as const) {
        const kubectl = kubectlAs(issuer.token(people[role]));

        await kubectl(['get', 'pods', '--all-namespaces']);
        await expect(kubectl(['get', 'secret', 'hidden', '--output', 'yaml'])).rejects.toThrow('Forbidden');
      }
    });
  });

  describe('to Argo CD', () => {
    const policy = join(folder, 'policy.csv');
    const rights = [
      ['get', 'applications', 'viewer, operator, administrator'],
      ['get', 'logs', 'viewer, operator, administrator'],
      ['sync', 'applications', 'operator, administrator'],
      ['action/apps/Deployment/restart', 'applications', 'operator, administrator'],
      ['delete//Pod/shop/pod-1', 'applications', 'operator, administrator'],
      ['action/apps/Deployment/scale', 'applications', 'administrator'],
      ['delete/apps/Deployment/shop/web', 'applications', 'administrator'],
      ['override', 'applications', 'administrator'],
      ['rollback', 'applications', 'administrator'],
      ['update', 'applications', 'administrator'],
      ['create', 'exec', 'administrator'],
      ['delete', 'projects', 'administrator'],
      ['update', 'repositories', 'administrator'],
    ] as const;

    beforeAll(() => {
      const settings = renderComponent(argoCd, { access: groups, provides }).object('ConfigMap', 'argocd-rbac-cm')['data'] as Readonly<Record<string, string>>;
      writeFileSync(policy, settings['policy.csv'] ?? '');
    });

    it.each(rights)('%s %s is for %s', (action, resource, allowed) => {
      const may = (['viewer', 'operator', 'administrator', 'nobody'] as const).filter((role) => can(people[role].groups[0], action, resource));

      expect(may.join(', ')).toBe(allowed);
    });

    function can(group: string, action: string, resource: string): boolean {
      const args = ['admin', 'settings', 'rbac', 'can', group, action, resource, 'platform/web', '--policy-file', policy, '--use-builtin-policy'];
      try {
        return (
          execFileSync(binaries.argocd, args, { encoding: 'utf8', env: { ...process.env, KUBECONFIG: cluster.kubeconfig }, stdio: 'pipe' }).trim() === 'Yes'
        );
      } catch (error) {
        const said = String((error as { readonly stdout?: string }).stdout).trim();
        if (said !== 'No') throw error;
        return false;
      }
    }
  });

  describe('to a page without a login', () => {
    const secrets = { cookie: join(folder, 'cookie-secret'), client: join(folder, 'client-secret') };
    const seen: IncomingHttpHeaders[] = [];
    const proxies: RunningProcess[] = [];
    let upstream: Server;

    beforeAll(async () => {
      writeFileSync(secrets.cookie, 'abcdefghijklmnopqrstuvwxyz012345');
      writeFileSync(secrets.client, 'e2e-secret');
      upstream = createServer((asked, response) => {
        seen.push(asked.headers);
        response.end('the page');
      });
      await new Promise<void>((ready) => upstream.listen(18080, '127.0.0.1', ready));
      for (const [page, port] of Object.entries(ports)) proxies.push(await startProxy(page, port));
    });

    afterAll(async () => {
      for (const proxy of proxies) await proxy.stop();
      upstream?.close();
    });

    const ports = { perses: 14180, alertmanager: 14181 } as const;
    type Page = keyof typeof ports;

    /** With exactly the flags of its pod, but for what differs between a pod and a process. */
    function startProxy(page: string, port: number): Promise<RunningProcess> {
      const components = { perses: { enabled: true }, prometheus: { enabled: true }, alertmanager: { enabled: true } };
      const others = { 'external-secrets': {}, 'block-storage': { storageClass: 'block' }, metrics: { namespace: 'monitoring', podLabels: { a: 'b' } } };
      const rendered = renderComponent(oauth2Proxy, { access: groups, provides: { ...provides, ...others }, components });
      const workload = rendered.object('Deployment', `login-${page}`) as KubeObject & Workload;
      return startProcess({
        name: `login-${page}`,
        command: binaries['oauth2-proxy'],
        args: withOverrides(containerArguments(workload), {
          'http-address': `127.0.0.1:${port}`,
          'metrics-address': `127.0.0.1:${port + 10}`,
          upstream: 'http://127.0.0.1:18080/',
          'cookie-secret-file': secrets.cookie,
          'client-secret-file': secrets.client,
          'provider-ca-file': login.certificateFile,
        }),
        env: { OAUTH2_PROXY_CLIENT_ID: 'pages' },
        logFile: join(folder, 'log', `login-${page}.log`),
        ready: async () => (await get(port, '/oauth2/ready')).status === 200,
      });
    }

    const get = (port: number, path: string, headers: Readonly<Record<string, string>> = {}) => ask({ port }, { path, headers });

    /** Goes through the whole login of a page as somebody; returns the last answer. */
    function logIn(page: Page, person: Role): Promise<Answer> {
      issuer.logIn(people[person]);
      return throughLogin({ port: ports[page], url: `https://${page}.apps.example.nl` }, login.certificate, '/projects/platform?tab=1');
    }

    it('asks for a login first, with PKCE and a nonce', async () => {
      const { status, location, cookies } = await get(ports.perses, '/');
      const asked = new URL(location).searchParams;

      expect([status, new URL(location).host]).toEqual([302, host]);
      expect(Object.fromEntries(asked)).toMatchObject({
        client_id: 'pages',
        response_type: 'code',
        code_challenge_method: 'S256',
        scope: 'openid profile email groups',
        redirect_uri: 'https://perses.apps.example.nl/oauth2/callback',
      });
      expect(asked.get('nonce')).toBeTruthy();
      for (const cookie of cookies) expect(cookie).toMatch(/^__Host-perses_.*; Path=\/; Max-Age=900; HttpOnly; Secure; SameSite=Lax$/);
    });

    it('answers a script 401, not the login of another host', async () => {
      expect((await get(ports.perses, '/api/v1/projects')).status).toBe(401);
    });

    it('lets in whose group may see it, back to where they wanted to go, and tells the page who it is', async () => {
      const { status, location, cookies } = await logIn('perses', 'viewer');
      const page = await get(ports.perses, location, { cookie: cookieHeader(cookies), 'x-forwarded-groups': 'platform-beheer', 'x-forwarded-user': 'anna' });

      expect([status, location, page.status, page.body]).toEqual([302, '/projects/platform?tab=1', 200, 'the page']);
      expect(seen.at(-1)).toMatchObject({ 'x-forwarded-groups': 'platform-audit', 'x-forwarded-preferred-username': 'vera' });
      expect(Object.keys(seen.at(-1) ?? {})).not.toContain('authorization');
      expect(cookies.find((cookie) => cookie.startsWith('__Host-perses='))).toMatch(/; Path=\/; Max-Age=14400; HttpOnly; Secure; SameSite=Lax$/);
    });

    it.each([
      ['perses', 'nobody'],
      ['alertmanager', 'viewer'],
    ] as const)('of %s lets in nobody who is %s', async (page, person) => {
      const { status, cookies } = await logIn(page, person);

      expect(status).toBe(403);
      expect(cookies.filter((cookie) => new RegExp(`^__Host-${page}=[^;]`).test(cookie))).toEqual([]);
    });

    it('takes no cookie of another page', async () => {
      const { cookies } = await logIn('perses', 'viewer');
      const stolen = cookieHeader(cookies).replaceAll('__Host-perses', '__Host-alertmanager');

      expect((await get(ports.alertmanager, '/', { cookie: stolen })).status).toBe(302);
    });

    it('sends nobody on to another host', async () => {
      issuer.logIn(people.viewer);
      const first = await get(ports.perses, '/oauth2/start?rd=https%3A%2F%2Fevil.example%2F');
      const back = new URL(await follow(first.location, login.certificate));

      expect((await get(ports.perses, back.pathname + back.search, { cookie: cookieHeader(first.cookies) })).location).toBe('/');
    });

    it('lets nobody without a login through by what a header claims', async () => {
      for (const headers of [
        { 'x-forwarded-uri': '/oauth2/ping' },
        { 'x-forwarded-user': 'anna', 'x-forwarded-groups': 'platform-beheer' },
        { 'x-original-url': '/ping' },
      ])
        expect((await get(ports.perses, '/', headers as Readonly<Record<string, string>>)).status).toBe(302);
    });

    it('has metrics on a port of its own', async () => {
      expect((await get(ports.perses + 10, '/metrics')).body).toContain('oauth2_proxy_requests_total{code="302"}');
    });
  });
});
