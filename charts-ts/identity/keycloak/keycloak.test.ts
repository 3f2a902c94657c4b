import { App, Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { exampleCluster, type RenderedComponent, renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { within } from '../../checks/pods.ts';
import { clientSecret, type OidcClient } from '../../kit/login.ts';
import type { KubeObject } from '../../kit/object.ts';
import { clusterContext } from '../../order.ts';
import { loginsOfTenants } from '../../tenancy/logins-of-tenants/index.ts';
import { clientOf } from './clients.ts';
import { KeycloakConfig } from './config.ts';
import { keycloak } from './index.ts';
import { realm } from './realm.ts';
import { reconciling } from './reconcile.ts';
import { clientSecrets } from './secrets.ts';
import type { Realm } from './types.ts';

const provides = {
  'block-storage': { storageClass: 'fast' },
  postgres: { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' }, imageCatalog: 'platform', backups: true },
  metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
};
const access = { beheer: 'administrator', dienst: 'operator', audit: 'viewer', weg: 'none' };

function rendered(config: Readonly<Record<string, unknown>> = {}, changes: Readonly<Record<string, unknown>> = {}): RenderedComponent {
  const components = { 'external-secrets': { enabled: true }, keycloak: config, ...(changes['components'] as object | undefined) };
  return renderComponent(keycloak, { access, ...changes, provides: { ...provides, ...(changes['provides'] as object | undefined) }, components });
}

function realmOf(objects: RenderedComponent): Realm {
  return JSON.parse(String(within(objects.object('ConfigMap', 'keycloak-realm'), 'data', 'realm.json'))) as Realm;
}

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts: readonly { readonly mountPath: string; readonly readOnly?: boolean }[];
}

function containers(object: KubeObject, which: 'containers' | 'initContainers' = 'containers'): readonly Container[] {
  return within(object['spec'], 'template', 'spec', which) as readonly Container[];
}

function env(container: Container | undefined): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
}

describe('the program', () => {
  const pods = rendered().object('StatefulSet', 'keycloak');
  const [main] = containers(pods);
  const build = containers(pods, 'initContainers').find(({ name }) => name === 'build');

  it('is built by a first container, and started with the same settings for the build: else it would want to build again', () => {
    expect(build?.args).toEqual(['build']);
    expect(main?.args).toEqual(['start', '--optimized']);
    for (const [setting, value] of Object.entries(env(build))) expect(env(main)[setting]).toBe(value);
  });

  it('writes in folders of its own only, and not in what was built', () => {
    const writable = main?.volumeMounts.filter(({ readOnly }) => readOnly !== true).map(({ mountPath }) => mountPath);

    expect(writable).toEqual(['/opt/keycloak/data', '/tmp']);
  });

  it('knows its database by the database’s own CA', () => {
    expect(env(main)['KC_DB_URL']).toMatch(/^jdbc:postgresql:\/\/keycloak-db-rw\.keycloak\.svc:5432\/keycloak\?sslmode=verify-full&sslrootcert=/);
  });

  it('calls itself by the public name, and its consoles by a port that kubectl forwards', () => {
    expect(env(main)).toMatchObject({
      KC_HOSTNAME: 'https://login.apps.example.nl',
      KC_HOSTNAME_ADMIN: 'http://localhost:8080',
      KC_PROXY_HEADERS: 'xforwarded',
    });
  });

  it('finds its fellows in the database where there is more than one, and talks to nobody where there is not', () => {
    const two = rendered({ replicas: 2 });
    const policy = (objects: RenderedComponent) => JSON.stringify(objects.object('NetworkPolicy', 'keycloak')['spec']);

    expect(env(containers(two.object('StatefulSet', 'keycloak'))[0])).toMatchObject({ KC_CACHE: 'ispn' });
    expect(policy(two)).toContain('7800');
    expect(two.objects.map(({ kind }) => kind)).toContain('PodDisruptionBudget');
    expect(env(main)).toMatchObject({ KC_CACHE: 'local' });
    expect(policy(rendered())).not.toContain('7800');
  });
});

describe('what is public', () => {
  it('is the realm that people log in to and its pages: no master realm, no console, no metrics', () => {
    const matches = within(rendered().object('HTTPRoute', 'keycloak'), 'spec', 'rules') as readonly { readonly matches: readonly unknown[] }[];

    expect(matches.flatMap((rule) => rule.matches)).toEqual([
      { path: { type: 'PathPrefix', value: '/realms/platform/' } },
      { path: { type: 'PathPrefix', value: '/resources/' } },
    ]);
  });

  it('is what others are told as the identity provider', () => {
    const cluster = clusterContext(exampleCluster({ access }));

    expect(keycloak.offers({ cluster, config: KeycloakConfig.parse({}) })[0]?.value).toMatchObject({
      issuer: 'https://login.apps.example.nl/realms/platform',
      groupsClaim: 'groups',
      kubernetesAudience: 'kubernetes',
    });
  });
});

describe('people', () => {
  const made = realmOf(rendered());

  it('have a group for each of access that gives something; administrators may manage people, and nobody the realm', () => {
    expect(made.groups.map(({ name }) => name)).toEqual(['audit', 'beheer', 'dienst']);
    expect(made.groups.filter(({ clientRoles }) => clientRoles !== undefined).map(({ name }) => name)).toEqual(['beheer']);
    expect(JSON.stringify(made.groups)).not.toMatch(/manage-(realm|clients|authorization|identity-providers)|impersonation/);
  });

  it('use a second factor at each login (BIO2 5.17.01)', () => {
    const flow = (alias: string) => made.authenticationFlows.find((one) => one.alias === alias)?.authenticationExecutions ?? [];

    expect(made.browserFlow).toBe('platform browser');
    expect(flow('platform two factors').every(({ requirement }) => requirement === 'REQUIRED')).toBe(true);
    expect(flow('platform two factors').at(-1)?.flowAlias).toBe('platform second factor');
    expect(flow('platform code').map(({ authenticator }) => authenticator)).toContain('auth-otp-form');
    expect(flow('platform key').map(({ authenticator }) => authenticator)).toContain('webauthn-authenticator');
  });

  it('have long passwords, wait after five wrong ones, and are not locked out for good (BIO2 5.17.03)', () => {
    expect(made['passwordPolicy']).toContain('length(14)');
    expect(made).toMatchObject({ bruteForceProtected: true, failureFactor: 5, permanentLockout: false });
  });

  it('do not make accounts themselves (BIO2 5.16.02)', () => {
    expect(made).toMatchObject({ registrationAllowed: false, resetPasswordAllowed: false, editUsernameAllowed: false });
  });

  it('leave a trace: logins and changes are kept and logged (BIO2 8.15.01)', () => {
    expect(made).toMatchObject({ eventsEnabled: true, adminEventsEnabled: true, eventsExpiration: 90 * 24 * 3600, eventsListeners: ['jboss-logging'] });
  });
});

describe('a client', () => {
  it('has tokens for the API server too where it goes there with them', () => {
    const client = { id: 'ui', title: 'UI', redirectUris: ['https://ui.example.nl/cb'], authentication: 'none', pkce: true, deviations: [] } as const;

    expect(clientOf({ ...client, forApiServer: true }).protocolMappers).toMatchObject([
      { protocolMapper: 'oidc-audience-mapper', config: { 'included.custom.audience': 'kubernetes', 'id.token.claim': 'true' } },
    ]);
    expect(clientOf(client).protocolMappers).toEqual([]);
  });
});

describe('a client of a tenant', () => {
  const tenants = exampleTenants({
    winkel: {
      namespaces: { productie: { size: 'small', hostnames: ['winkel'] } },
      access: { 'winkel-beheer': 'admin', beheer: 'viewer' },
      logins: { balie: { namespace: 'productie', hostname: 'winkel' } },
    },
  });
  const components = { 'external-secrets': { enabled: true } };
  const objects = renderComponent(keycloak, { access, provides, components }, {}, tenants);
  const made = realmOf(objects);
  const client = made.clients.find(({ clientId }) => clientId === 'winkel.balie');

  it('is told of its own groups only: as its own roles, and without the scope that tells of all', () => {
    expect(client?.defaultClientScopes).not.toContain('groups');
    expect(client?.protocolMappers).toMatchObject([
      { protocolMapper: 'oidc-usermodel-client-role-mapper', config: { 'usermodel.clientRoleMapping.clientId': 'winkel.balie', 'claim.name': 'groups' } },
    ]);
    expect(made.roles).toEqual({ client: { 'winkel.balie': [{ name: 'beheer' }, { name: 'winkel-beheer' }] } });
  });

  it('gets each role by the group of the same name, which the realm has then; what a group gives already, it still gives', () => {
    const roles = (name: string) => made.groups.find((group) => group.name === name)?.clientRoles;

    expect(roles('winkel-beheer')).toEqual({ 'winkel.balie': ['winkel-beheer'] });
    expect(roles('beheer')).toMatchObject({ 'winkel.balie': ['beheer'], 'realm-management': expect.arrayContaining(['manage-users']) });
    expect(roles('dienst')).toBeUndefined();
  });

  it('has its secret made here, and copied by a store of its tenant, not by the one of the platform', () => {
    expect(objects.object('Password', 'oidc-winkel.balie')['spec']).toMatchObject({ length: 48 });
    expect(JSON.stringify(objects.objects.filter(({ kind }) => kind === 'ClusterSecretStore'))).not.toContain('winkel-productie');
    expect(objects.objects.filter(({ metadata }) => metadata.namespace === 'winkel-productie')).toEqual([]);
  });

  it('comes with hundreds of others: the realm fits into its ConfigMap, and one volume holds all their keys', () => {
    const many = exampleTenants(
      Object.fromEntries(
        Array.from({ length: 500 }, (_, index) => [
          `team-met-een-lange-naam-${index}`,
          {
            namespaces: { productie: { size: 'small', hostnames: [`loket-${index}`] } },
            access: { [`team-met-een-lange-naam-${index}-beheer`]: 'admin', [`team-met-een-lange-naam-${index}-bouw`]: 'developer' },
            logins: { loket: { namespace: 'productie', hostname: `loket-${index}` } },
          },
        ]),
      ),
    );
    const clients = many.flatMap((tenant) => clientsForTest(tenant));
    const chart = new Chart(new App({ outdir: 'unused' }), 'test', { disableResourceNameHashes: true });
    reconciling(chart, {
      realm: realm({ cluster: clusterContext(exampleCluster({ access })), config: KeycloakConfig.parse({}), clients }),
      image: 'x',
      size: { cpu: '50m', memory: '512Mi', cpuLimit: '1' },
      schedule: '17 * * * *',
      priorityClass: 'polder-platform',
      secrets: clients.map(({ id }) => clientSecret(id)),
    });
    const written = chart.toJson() as KubeObject[];
    const volumes = within(written.find(({ kind }) => kind === 'Job')?.['spec'], 'template', 'spec', 'volumes') as readonly { readonly name: string }[];

    const text = String(
      within(
        written.find(({ kind }) => kind === 'ConfigMap'),
        'data',
        'realm.json',
      ),
    );
    // https://kubernetes.io/docs/concepts/configuration/configmap/#motivation
    expect(text.length).toBeLessThan(1024 * 1024);
    expect((JSON.parse(text) as Realm).clients.filter(({ clientId }) => clientId.endsWith('.loket'))).toHaveLength(500);
    expect(volumes.map(({ name }) => name)).toEqual(['realm', 'tmp', 'secrets']);
  });

  /** As the component of tenants' logins makes them. */
  function clientsForTest(tenant: (typeof tenants)[number]): OidcClient[] {
    return loginsOfTenants.oidcClients?.({ cluster: { ...clusterContext(exampleCluster()), tenants: [tenant] }, config: {} }, []) as OidcClient[];
  }
});

describe('the reconciling job', () => {
  const objects = rendered();

  it('runs in each sync after Keycloak is ready, and by the clock', () => {
    expect(objects.object('Job', 'keycloak-realm').metadata.annotations).toMatchObject({
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      'argocd.argoproj.io/sync-wave': '1',
    });
    expect(objects.object('CronJob', 'keycloak-realm')['spec']).toMatchObject({ schedule: '17 * * * *', concurrencyPolicy: 'Forbid' });
  });

  it('puts back what a hand changed and takes away what it added, but never groups, keys or what Keycloak has by itself', () => {
    const settings = env(containers(objects.object('Job', 'keycloak-realm'))[0]);

    expect(settings).toMatchObject({ IMPORT_CACHE_ENABLED: 'false', IMPORT_REMOTESTATE_ENABLED: 'false' });
    for (const kept of ['GROUP', 'SUBGROUP', 'COMPONENT', 'CLIENTSCOPE']) expect(settings[`IMPORT_MANAGED_${kept}`]).toBe('no-delete');
    // A client's role that Git no longer names would go on telling a tenant of a group.
    for (const taken of ['CLIENT', 'ROLE']) expect(settings).not.toHaveProperty(`IMPORT_MANAGED_${taken}`);
  });

  it('logs in as a client with a generated secret, and reaches Keycloak alone', () => {
    expect(objects.object('Password', 'keycloak-reconciler')['spec']).toMatchObject({ length: 48 });
    const { ingress, egress } = objects.object('NetworkPolicy', 'keycloak-realm')['spec'] as Readonly<Record<string, readonly unknown[] | undefined>>;
    expect(ingress).toBeUndefined();
    expect(egress).toEqual([{ to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'keycloak' } } }], ports: [{ port: 8080, protocol: 'TCP' }] }]);
  });
});

describe('a client that knows a secret only', () => {
  const withClients = objectsOf();

  /** The objects of a client in another namespace, made by the component's own part. */
  function objectsOf(): readonly KubeObject[] {
    const chart = new Chart(new App({ outdir: 'unused' }), 'test', { disableResourceNameHashes: true });
    const client = {
      id: 'shop',
      title: 'Shop',
      redirectUris: ['https://shop.example.nl/cb'],
      authentication: 'client-secret',
      pkce: true,
      deviations: [],
    } as const;
    clientSecrets(chart, [{ client, namespace: 'shop', component: 'shop' }], { namespace: 'external-secrets', account: 'external-secrets' });
    return chart.toJson() as KubeObject[];
  }

  function one(kind: string, name: string, namespace?: string): KubeObject {
    const found = withClients.find((object) => object.kind === kind && object.metadata.name === name && object.metadata.namespace === namespace);
    if (found === undefined) throw new Error(`no ${kind} ${namespace ?? ''}/${name}`);
    return found;
  }

  it('has it made here, with its id beside it, and copied to its own namespace', () => {
    expect(within(one('ExternalSecret', 'oidc-shop'), 'spec', 'target', 'template', 'data')).toEqual({ 'client-id': 'shop' });
    expect(one('ExternalSecret', 'oidc-shop', 'shop')['spec']).toMatchObject({
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'keycloak-clients' },
      data: [
        { secretKey: 'client-id', remoteRef: { key: 'oidc-shop', property: 'client-id' } },
        { secretKey: 'client-secret', remoteRef: { key: 'oidc-shop', property: 'client-secret' } },
      ],
    });
  });

  it('is read by an account that may get exactly these Secrets, for exactly these namespaces', () => {
    expect(one('Role', 'keycloak-clients', 'keycloak')['rules']).toEqual([
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['oidc-shop'], verbs: ['get'] },
    ]);
    expect(one('ClusterSecretStore', 'keycloak-clients')['spec']).toMatchObject({
      conditions: [{ namespaces: ['shop'] }],
      provider: { kubernetes: { remoteNamespace: 'keycloak', auth: { serviceAccount: { name: 'keycloak-clients', namespace: 'keycloak' } } } },
    });
  });

  it('lets External Secrets write no other Secret of that namespace', () => {
    const rules = one('Role', 'keycloak-client-secrets', 'shop')['rules'];

    expect(rules).toContainEqual({ apiGroups: [''], resources: ['secrets'], resourceNames: ['oidc-shop'], verbs: ['update', 'patch', 'delete'] });
    expect(rules).toContainEqual({ apiGroups: [''], resources: ['secrets'], verbs: ['create'] });
  });
});

describe('on each cluster', () => {
  it.each(['lab', 'small', 'production'])('of profile %s it holds all checks, with and without mirrors and metrics', (profile) => {
    const mirrors = { airGapped: true, mirrors: { registry: 'registry.example.nl', git: 'https://git.example.nl/mirror' } };
    const backups = { endpoint: 'https://s3.elsewhere.example.nl', bucket: 'polder' };

    expect(rendered({}, { profile, backups }).objects.length).toBeGreaterThan(0);
    expect(rendered({}, { profile, ...mirrors, provides: { metrics: undefined } }).objects.map(({ kind }) => kind)).not.toContain('PrometheusRule');
  });

  it('tells of logins that fail, a realm that is not made as Git says, and a Keycloak that is down', () => {
    const rules = JSON.stringify(rendered({ replicas: 2 }).object('PrometheusRule', 'keycloak'));

    for (const alert of ['KeycloakDown', 'KeycloakPodDown', 'KeycloakLoginsFail', 'KeycloakRealmNotReconciled', 'KeycloakMemory'])
      expect(rules).toContain(alert);
  });
});
