import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { siteCertificate as certificates } from '../../../test/support/site-certificate.ts';
import { catalogue, type PolderCluster } from '../../catalogue.ts';
import { within } from '../../checks/pods.ts';
import { problemText } from '../../config/problem.ts';
import { type AnyComponent, comesWhenAsked } from '../../kit/component.ts';
import type { KubeObject } from '../../kit/object.ts';
import { order } from '../../order.ts';
import { argoCd } from './index.ts';
import { argoCdClients } from './login.ts';
import { primaryKeyIds } from './openpgp.ts';

const gateway = { name: 'platform', namespace: 'ingress', listener: 'https', podLabels: { 'app.kubernetes.io/name': 'traefik' } };
const metrics = { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } };
const keyId = '2856529C66EEC2FA';
const publicKey = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawV9vRYJKwYBBAHaRw8BAQdA7176nFHuoYYzlE5Vjfd8MiwB930ajJJDS+UF
W9xbfh60IlBvbGRlciBleGFtcGxlIDxwb2xkZXJAZXhhbXBsZS5ubD6IkAQTFggA
OBYhBBTfhn+HNcU3puA5IChWUpxm7sL6BQJrBX29AhsDBQsJCAcCBhUKCQgLAgQW
AgMBAh4BAheAAAoJEChWUpxm7sL6L74A/j1b30H3E9PinGT8V8UjL9KYHMVj01KT
sf/IUpSmjlooAQC2R51YRkb86YPrRQx3OQgrTN1wbID9kLYPRgzf/lxeAbgzBGsF
fb0WCSsGAQQB2kcPAQEHQLNeNHqtfOZ5jLdMlOCB3gaY8+bcwu78T+bSzVAHH4hX
iO8EGBYIACAWIQQU34Z/hzXFN6bgOSAoVlKcZu7C+gUCawV9vQIbAgCBCRAoVlKc
Zu7C+nYgBBkWCAAdFiEE4+JYnfkAE0U3zCAmrksNAX5TAlEFAmsFfb0ACgkQrksN
AX5TAlGbYQD+KEOZ6D9e6WExWITATyCN0V++tMDYUwVYAia6NOv1hrAA/R0C202R
40Cy1JohbgwXC1QbHPV6pnqd+D+UlRcEZRYDjUYBAOWcAymUat00m580CicjPWAX
uFIOIcAAozhhgJ9baLlyAP9FnQwb7LKi0VuGiKSId7DyG8Ph+4YIeniyLnBuJjbH
Dg==
=O/YW
-----END PGP PUBLIC KEY BLOCK-----
`;

type Changes = Readonly<Record<string, unknown>>;

/** Argo CD beside nothing but what a cluster cannot be without: what it wants is then what a test says. */
function rendered(changes: Changes = {}) {
  const others = catalogue.filter((one: AnyComponent) => !one.required && !comesWhenAsked(one)).map(({ name }) => [name, { enabled: false }]);
  return renderComponent(argoCd, { ...changes, components: { ...Object.fromEntries(others), ...(changes['components'] as Changes | undefined) } });
}

const withConfig = (config: Changes) => ({ components: { 'argo-cd': config } });
const data = (object: KubeObject) => object['data'] as Readonly<Record<string, string>> | undefined;
const replicas = (profile: string, kind: string, name: string) => within(rendered({ profile }).object(kind, name), 'spec', 'replicas');

/** Every pair of workload and port that may be reached from, or reaches, something. */
function policy(name: string, direction: 'ingress' | 'egress', changes: Changes = {}): unknown {
  return within(rendered(changes).object('NetworkPolicy', name), 'spec', direction);
}

function podSpec(object: KubeObject) {
  return within(object, 'spec', 'template', 'spec') as {
    readonly automountServiceAccountToken: boolean;
    readonly initContainers?: readonly { readonly command: readonly string[] }[];
    readonly containers: readonly {
      readonly args: readonly string[];
      readonly env: readonly { readonly name: string; readonly valueFrom?: { readonly configMapKeyRef?: { readonly key: string } } }[];
    }[];
  };
}

function problems(cluster: PolderCluster): string {
  const planned = order(catalogue, cluster);
  return planned.ok ? '' : planned.problems.map(problemText).join('\n');
}

describe('in every profile, with and without mirrors and metrics', () => {
  for (const profile of ['lab', 'small', 'production'])
    for (const more of [
      {},
      { mirrors: { registry: 'registry.example.nl/mirror', git: 'https://git.example.nl/mirror' } },
      { provides: { metrics, gateway, 'gateway-api': {} } },
    ])
      it(`all checks hold: ${profile} ${Object.keys(more).join()}`, () => {
        expect(rendered({ profile, ...more }).objects.length).toBeGreaterThan(30);
      });
});

describe('single sign-on', () => {
  const provider = { issuer: 'https://login.apps.example.nl:8443/realms/platform', groupsClaim: 'roles' };
  const login = {
    access: { 'platform-beheer': 'administrator', 'platform dienst': 'operator', audit: 'viewer', former: 'none' },
    provides: { gateway, 'gateway-api': {}, 'identity-provider': provider, 'trust-bundle': { configMap: 'platform-trust', key: 'ca-certificates.crt' } },
  };
  const settings = (changes: Changes = login) => data(rendered(changes).object('ConfigMap', 'argocd-cm')) ?? {};
  const roles = (changes: Changes = login) => data(rendered(changes).object('ConfigMap', 'argocd-rbac-cm')) ?? {};

  it('is by PKCE without any secret, with a client of its own for the command line', () => {
    const config = load(settings()['oidc.config'] ?? '');

    expect(config).toMatchObject({ issuer: provider.issuer, clientID: 'argo-cd', cliClientID: 'argo-cd-cli', enablePKCEAuthentication: true });
    expect(config).not.toHaveProperty('clientSecret');
  });

  it('tells the identity provider whole addresses to come back to', () => {
    const clients = argoCdClients({ ingress: { domain: 'apps.example.nl' } });

    expect(clients.map(({ id, redirectUris, authentication, pkce }) => ({ id, redirectUris, authentication, pkce }))).toEqual([
      { id: 'argo-cd', redirectUris: ['https://argocd.apps.example.nl/auth/callback'], authentication: 'none', pkce: true },
      { id: 'argo-cd-cli', redirectUris: ['http://127.0.0.1:8085/auth/callback'], authentication: 'none', pkce: true },
    ]);
  });

  it('gives each group its role, and nothing to anybody else', () => {
    const grants = (roles()['policy.csv'] ?? '').split('\n').filter((line) => line.startsWith('g,'));

    expect(grants).toEqual([
      'g, role:operator, role:readonly',
      'g, platform-beheer, role:admin',
      'g, platform dienst, role:operator',
      'g, audit, role:readonly',
    ]);
    expect(roles()).toMatchObject({ 'policy.default': '', scopes: '[roles]' });
  });

  it('lets an operator run again what Git says, and never change, delete or enter anything', () => {
    const granted = (roles()['policy.csv'] ?? '').split('\n').filter((line) => line.startsWith('p, role:operator'));

    expect(granted.map((line) => line.split(', ').slice(2, 4).join(' '))).toEqual([
      'applications sync',
      'applications action/apps/Deployment/restart',
      'applications action/apps/StatefulSet/restart',
      'applications action/apps/DaemonSet/restart',
      'applications delete/*/Pod/*/*',
    ]);
  });

  it('is reached from the server alone, which trusts what the trust bundle holds once it is there', () => {
    const server = rendered(login).object('Deployment', 'argocd-server');
    const volumes = within(server, 'spec', 'template', 'spec', 'volumes');

    expect(volumes).toContainEqual({ name: 'trust', configMap: { name: 'platform-trust', optional: true } });
    expect(podSpec(server).containers[0]?.env).toContainEqual({ name: 'SSL_CERT_DIR', value: '/etc/ssl/certs:/app/config/trust' });
    expect(JSON.stringify(policy('argocd-server', 'egress', login))).toContain('"port":8443');
    expect(JSON.stringify(policy('argocd-server', 'egress'))).not.toContain('0.0.0.0/0');
  });

  it('is waited for by nothing of Argo CD, which is there first', () => {
    const wave = (changes: Changes) => {
      const planned = order(catalogue, exampleCluster(changes));
      return planned.ok ? planned.value.components.find(({ component }) => component.name === 'argo-cd')?.wave : undefined;
    };

    expect(Object.values({ ...argoCd.needs, ...argoCd.wants }).map(({ id }) => id)).not.toContain('identity-provider');
    const { 'identity-provider': _, ...without } = login.provides;
    expect(wave(login)).toBe(wave({ provides: without }));
  });

  it('leaves the local administrator as the way in when it is down, and is not there without an identity provider', () => {
    expect(settings()).toMatchObject({ 'admin.enabled': 'true' });
    expect(settings({})).not.toHaveProperty('oidc.config');
    expect(roles({ access: login.access })['policy.csv']).toBe('');
  });
});

describe('settings', () => {
  const settings = () => data(rendered().object('ConfigMap', 'argocd-cm')) ?? {};

  it('carry the label without which Argo CD does not see them', () => {
    const maps = rendered().objects.filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret');

    expect(maps.map(({ metadata }) => metadata.name)).toContain('argocd-secret');
    for (const { metadata } of maps) expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': 'argocd' });
  });

  it('give nobody rights without a role, and no shell in pods', () => {
    expect(settings()).toMatchObject({ 'users.anonymous.enabled': 'false', 'exec.enabled': 'false', 'statusbadge.enabled': 'false', 'admin.enabled': 'true' });
    expect(data(rendered().object('ConfigMap', 'argocd-rbac-cm'))).toMatchObject({ 'policy.default': '' });
  });

  it('make sync waves wait for the Applications that an Application makes', () => {
    expect(settings()['resource.customizations.health.argoproj.io_Application']).toContain('status.health.status');
  });

  it('leave out what changes all the time', () => {
    const excluded = load(settings()['resource.exclusions'] ?? '') as readonly { readonly kinds: readonly string[] }[];

    expect(excluded.flatMap(({ kinds }) => kinds)).toEqual(
      expect.arrayContaining(['EndpointSlice', 'Lease', 'CertificateRequest', 'Order', 'CiliumIdentity', 'PolicyReport']),
    );
  });

  it('start no comparison of the parent when a child is asked to look again', () => {
    const ignored = settings()['resource.customizations.ignoreResourceUpdates.argoproj.io_Application'];

    for (const annotation of ['refresh', 'refresh-timestamp']) expect(ignored).toContain(`.metadata.annotations."argocd.argoproj.io/${annotation}"`);
  });

  it('make manifests with plain YAML only, unless a tool is asked for', () => {
    expect(settings()).toMatchObject({ 'helm.enable': 'false', 'kustomize.enable': 'false' });
    expect(data(rendered(withConfig({ tools: ['kustomize'] })).object('ConfigMap', 'argocd-cm'))).toMatchObject({ 'kustomize.enable': 'true' });
  });

  it('hold every flag that a program reads from argocd-cmd-params-cm', () => {
    const { objects, object } = rendered(withConfig({ notifications: true }));
    const keys = Object.keys(data(object('ConfigMap', 'argocd-cmd-params-cm')) ?? {});
    const read = objects
      .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
      .flatMap((workload) => podSpec(workload).containers.flatMap(({ env }) => env.flatMap(({ valueFrom }) => valueFrom?.configMapKeyRef?.key ?? [])));

    expect(new Set(read.filter((key) => key !== 'timeout.reconciliation'))).toEqual(new Set(keys));
  });

  it('roll only the programs whose flags changed', () => {
    const annotations = (config: Changes) => {
      const { object } = rendered(withConfig(config));
      return [object('StatefulSet', 'argocd-application-controller'), object('Deployment', 'argocd-server')].map((one) =>
        JSON.stringify(within(one, 'spec', 'template', 'metadata', 'annotations')),
      );
    };
    const [before, after] = [annotations({}), annotations({ controller: { statusProcessors: 50 } })];

    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).toBe(before[1]);
  });

  it('close the project `default`, which Argo CD would make open to everything', () => {
    const spec = rendered().object('AppProject', 'default')['spec'];

    expect(spec).not.toHaveProperty('sourceRepos');
    expect(spec).not.toHaveProperty('destinations');
  });
});

describe('certificates of Git hosts', () => {
  const hosts = (changes: Changes) => Object.keys(data(rendered(changes).object('ConfigMap', 'argocd-tls-certs-cm')) ?? {});

  it("are the site's own for its own hosts, and left to the public CAs for others", () => {
    expect(hosts({})).toEqual([]);
    expect(hosts({ trust: { certificates } })).toEqual(['git.example.nl']);
    expect(hosts({ trust: { certificates }, mirrors: { git: 'https://mirror.example.nl:8443/git' } })).toEqual(['git.example.nl', 'mirror.example.nl']);
  });

  it('are for the hosts that a site names, where it knows better', () => {
    expect(hosts({ trust: { certificates }, ...withConfig({ certificateHosts: ['github.com'] }) })).toEqual(['github.com']);
  });
});

describe('signatures', () => {
  it('are checked with the keys of cluster.yaml, whose ids others are told', () => {
    const config = { signatureKeys: [{ id: keyId, publicKey }] };

    expect(data(rendered(withConfig(config)).object('ConfigMap', 'argocd-gpg-keys-cm'))).toEqual({ [keyId]: publicKey });
    const cluster = exampleCluster(withConfig(config));
    const [fact] = argoCd.offers({
      cluster: { ...cluster.config, id: '', site: '', name: '', tenants: [] },
      config: cluster.config.components['argo-cd'] as never,
    });
    expect(fact).toEqual({ id: 'gitops', value: { namespace: 'argocd', signatureKeys: [keyId] } });
  });

  it('know the id of a key, not of its subkeys', () => {
    expect(primaryKeyIds(publicKey)).toEqual([keyId]);
    expect(primaryKeyIds('-----BEGIN PGP PUBLIC KEY BLOCK-----')).toBeUndefined();
  });

  it('refuse a key that would keep the repo server from starting', () => {
    const wrong = (id: string, key: string) => problems(exampleCluster(withConfig({ signatureKeys: [{ id, publicKey: key }] })));

    expect(wrong('AE4B0D017E530251', publicKey)).toContain(`"AE4B0D017E530251" is not the id of this key, which is ${keyId}`);
    expect(wrong(keyId, 'ssh-ed25519 AAAA')).toContain('is no public key of OpenPGP version 4');
    expect(wrong(keyId, publicKey.replaceAll('PUBLIC', 'PRIVATE'))).toContain('holds a private key');
  });
});

describe('network', () => {
  const outside = (port: number) =>
    expect.objectContaining({ ports: [{ port, protocol: 'TCP' }], to: expect.arrayContaining([expect.objectContaining({ ipBlock: expect.anything() })]) });

  it("lets nobody but the Gateway's pods reach the user interface", () => {
    expect(policy('argocd-server', 'ingress')).toBeUndefined();
    expect(policy('argocd-server', 'ingress', { provides: { gateway, 'gateway-api': {} } })).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } }, podSelector: { matchLabels: gateway.podLabels } }],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  it('lets the repo server reach the ports of the Git servers only', () => {
    const ssh = { git: { repository: 'ssh://git@git.example.nl/polder.git' }, ...withConfig({ sshKnownHosts: 'git.example.nl ssh-ed25519 AAAA' }) };
    const mirrored = { mirrors: { git: 'https://mirror.example.nl:8443/git' } };

    expect(policy('argocd-repo-server', 'egress')).toContainEqual(outside(443));
    expect(JSON.stringify(policy('argocd-repo-server', 'egress', ssh))).toContain('[{"port":22,"protocol":"TCP"},{"port":443,"protocol":"TCP"}]');
    expect(JSON.stringify(policy('argocd-repo-server', 'egress', mirrored))).toContain('[{"port":443,"protocol":"TCP"},{"port":8443,"protocol":"TCP"}]');
  });

  it('lets the cache answer three programs, and talk to nobody', () => {
    expect(policy('argocd-valkey', 'ingress')).toHaveLength(3);
    expect(policy('argocd-valkey', 'egress')).toBeUndefined();
    expect(within(rendered().object('NetworkPolicy', 'argocd-valkey'), 'spec', 'policyTypes')).toEqual(['Ingress', 'Egress']);
  });

  it('lets no program but the repo server and notifications reach outside', () => {
    for (const name of ['argocd-application-controller', 'argocd-server', 'argocd-applicationset-controller'])
      expect(JSON.stringify(policy(name, 'egress')), name).not.toContain('0.0.0.0/0');
  });

  it('serves argocd.<domain> where there is a Gateway', () => {
    const { object } = rendered({ provides: { gateway, 'gateway-api': {} } });

    expect(object('HTTPRoute', 'argocd-server')['spec']).toMatchObject({
      hostnames: ['argocd.apps.example.nl'],
      parentRefs: [{ name: 'platform', sectionName: 'https' }],
    });
    expect(data(object('ConfigMap', 'argocd-cm'))).toMatchObject({ url: 'https://argocd.apps.example.nl' });
    expect(() => rendered().object('HTTPRoute', 'argocd-server')).toThrow();
  });

  it('wants the host keys of a Git server that is read over SSH', () => {
    expect(problems(exampleCluster({ git: { repository: 'ssh://git@git.example.nl/polder.git' } }))).toContain(
      'write what `ssh-keyscan git.example.nl` prints',
    );
  });
});

describe('the cache', () => {
  it('gets its password from the controller, so that it holds no token of the API server', () => {
    const { object, objects } = rendered();

    expect(podSpec(object('Deployment', 'argocd-valkey')).automountServiceAccountToken).toBe(false);
    expect(objects.filter(({ kind, metadata }) => /Role/.test(kind) && metadata.name.includes('valkey'))).toEqual([]);
    expect(podSpec(object('StatefulSet', 'argocd-application-controller')).initContainers?.[0]?.command).toEqual(['argocd', 'admin', 'redis-initial-password']);
  });

  it('throws out what is least used before its pod runs out of memory', () => {
    const args = podSpec(rendered(withConfig({ valkey: { size: { memory: '128Mi' } } })).object('Deployment', 'argocd-valkey')).containers[0]?.args;

    expect(args).toEqual(expect.arrayContaining([`--maxmemory ${96 * 2 ** 20}`, '--maxmemory-policy allkeys-lru', '--appendonly no']));
  });
});

describe('rights', () => {
  it('are everything for the controller alone, with the reason', () => {
    const wild = rendered(withConfig({ notifications: true })).objects.filter(
      ({ kind, ...object }) => /Role$/.test(kind) && JSON.stringify(object['rules']).includes('"*"'),
    );

    expect(wild.map(({ metadata }) => metadata.name)).toEqual(['argocd-application-controller']);
  });

  it("of the user interface show what Kubernetes' own `view` shows: no Secret of another namespace", () => {
    const { object } = rendered();

    expect(object('ClusterRoleBinding', 'argocd-server-view')['roleRef']).toMatchObject({ name: 'view' });
    expect(JSON.stringify(object('ClusterRole', 'argocd-server')['rules'])).not.toContain('secrets');
  });

  it('are none for the repo server, which reads what others wrote', () => {
    const { object } = rendered();

    expect(podSpec(object('Deployment', 'argocd-repo-server')).automountServiceAccountToken).toBe(false);
  });
});

describe('availability', () => {
  it('is of two pods for each stateless program in production, of one elsewhere', () => {
    for (const name of ['argocd-server', 'argocd-repo-server', 'argocd-applicationset-controller']) {
      expect(replicas('production', 'Deployment', name)).toBe(2);
      expect(replicas('lab', 'Deployment', name)).toBe(1);
    }
  });

  it('is of one shard for one cluster', () => {
    expect(replicas('production', 'StatefulSet', 'argocd-application-controller')).toBe(1);
    const { object } = rendered(withConfig({ controller: { shards: 3 } }));
    expect(podSpec(object('StatefulSet', 'argocd-application-controller')).containers[0]?.env).toContainEqual({
      name: 'ARGOCD_CONTROLLER_REPLICAS',
      value: '3',
    });
  });

  it('takes little of a lab: 100m CPU and 1.2 GiB', () => {
    const requested = rendered({ profile: 'lab' }).objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
    const memory = requested.map((object) => within(podSpec(object).containers[0], 'resources', 'requests', 'memory') as string);

    expect(memory.reduce((sum, amount) => sum + Number.parseInt(amount, 10), 0)).toBeLessThanOrEqual(1200);
  });
});

describe('notifications', () => {
  it('are off unless asked for', () => {
    expect(rendered().objects.filter(({ metadata }) => metadata.name.includes('notifications'))).toEqual([]);
    expect(
      data(
        rendered(withConfig({ notifications: true, notificationSettings: { 'service.webhook.x': 'url: …' } })).object('ConfigMap', 'argocd-notifications-cm'),
      ),
    ).toEqual({
      'service.webhook.x': 'url: …',
    });
  });
});

describe('what people supply', () => {
  const supplied = (settings: Changes, changes: Changes = {}) => {
    const cluster = exampleCluster({ ...changes, components: { 'argo-cd': settings } });
    return (
      argoCd.supplies?.({
        cluster: { ...cluster.config, id: cluster.id, site: cluster.site, name: cluster.name, tenants: [] },
        config: cluster.config.components['argo-cd'] as never,
      }) ?? []
    );
  };

  it('is nothing while everybody may read the repository', () => {
    expect(supplied({})).toEqual([]);
  });

  it('is a login where the repository is private, in a Secret that Argo CD knows by its label', () => {
    const [secret] = supplied({ privateRepository: true });

    expect(secret).toMatchObject({ name: 'platform-repository', keys: ['type', 'url', 'username', 'password'] });
    expect(secret?.command).toContain('argocd.argoproj.io/secret-type=repository');
    expect(secret?.command).toContain('--from-literal=url=https://git.example.nl/polder/polder.git');
  });

  it('is a private key where the repository is read over SSH', () => {
    expect(supplied({}, { git: { repository: 'ssh://git@git.example.nl/polder.git' } })).toMatchObject([{ keys: ['type', 'url', 'sshPrivateKey'] }]);
  });

  it('are the tokens that the services of notifications name', () => {
    const notificationSettings = {
      'service.webhook.chat': 'url: https://chat.example.nl\nheaders: [{ name: token, value: $chat-token }]',
      'template.sync': 'message: $not-a-key',
    };

    expect(supplied({ notifications: true, notificationSettings })).toMatchObject([{ name: 'argocd-notifications-secret', keys: ['chat-token'] }]);
    expect(supplied({ notificationSettings })).toEqual([]);
  });
});

describe('metrics', () => {
  it('are read from each program, and each alert says what to do', () => {
    const { objects, object } = rendered({ provides: { metrics } });
    const rules = within(object('PrometheusRule', 'argo-cd'), 'spec', 'groups') as readonly {
      readonly rules: readonly { readonly annotations: { readonly runbook: string } }[];
    }[];

    expect(objects.filter(({ kind }) => kind === 'ServiceMonitor').map(({ metadata }) => metadata.name)).toEqual([
      'argocd-application-controller',
      'argocd-applicationset-controller',
      'argocd-repo-server',
      'argocd-server',
    ]);
    for (const { annotations } of rules.flatMap((group) => group.rules)) expect(annotations.runbook.length).toBeGreaterThan(40);
  });

  it('come from one Service of each program, so that nothing is counted twice', () => {
    const services = rendered().objects.filter(({ kind }) => kind === 'Service');
    const scraped = services
      .filter((one) => JSON.stringify(within(one, 'spec', 'ports') ?? []).includes('"metrics"'))
      .map(({ metadata }) => metadata.labels?.['app.kubernetes.io/name']);

    expect(new Set(scraped).size).toBe(scraped.length);
  });
});
