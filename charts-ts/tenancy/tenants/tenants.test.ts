import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { within } from '../../checks/pods.ts';
import { quantity } from '../../config/values.ts';
import { plural } from '../../kit/plural.ts';
import { tenantKinds } from '../../kit/tenant-kinds.ts';
import { tenants } from './index.ts';
import { sizes } from './sizes.ts';

type Fields = Readonly<Record<string, unknown>>;

function rendered(files: Readonly<Record<string, Fields>>, changes: Fields = {}) {
  return renderComponent(tenants, changes, {}, exampleTenants(files));
}

/** One tenant with one namespace of these settings, beside others. */
function winkel(namespace: Fields, others: Readonly<Record<string, Fields>> = {}, changes: Fields = {}) {
  return rendered({ winkel: { namespaces: { productie: { size: 'small', ...namespace } } }, ...others }, changes);
}

interface Policy {
  readonly spec: { readonly podSelector: Fields; readonly ingress?: readonly Fields[]; readonly egress?: readonly Fields[] };
}

function policies(of: ReturnType<typeof rendered>, namespace = 'winkel-productie'): Readonly<Record<string, Policy['spec']>> {
  return Object.fromEntries(
    of.objects
      .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === namespace)
      .map((object) => [object.metadata.name, (object as unknown as Policy).spec]),
  );
}

interface Defaults {
  readonly default?: Readonly<Record<string, string>>;
  readonly defaultRequest?: Readonly<Record<string, string>>;
}

const metrics = { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } };

const scaler = { provides: { 'external-metrics': { asks: { namespace: 'keda', podLabels: { 'app.kubernetes.io/name': 'keda-operator' } } } } };

describe('a cluster without tenants', () => {
  it('has nothing of them', () => {
    expect(rendered({}).objects).toEqual([]);
  });
});

describe('a namespace', () => {
  const namespace = (settings: Fields = {}) => winkel(settings).object('Namespace', 'winkel-productie').metadata;

  it('tells whose it is, who pays, whom to call, and how its data is protected', () => {
    expect(namespace()).toMatchObject({
      labels: {
        'polder.internal/tenant': 'winkel',
        'polder.internal/owner': 'gemeente-voorbeeld',
        'polder.internal/cost-centre': '4711',
        'polder.internal/classification': 'BBN2',
      },
      annotations: { 'polder.internal/contact': 'team@voorbeeld.example.nl' },
    });
  });

  it.each(['enforce', 'audit', 'warn'])('has restricted pods only: %s', (mode) => {
    expect(namespace().labels).toMatchObject({
      [`pod-security.kubernetes.io/${mode}`]: 'restricted',
      [`pod-security.kubernetes.io/${mode}-version`]: 'latest',
    });
  });

  it('is neither pruned nor deleted without a named confirmation', () => {
    expect(namespace()).toMatchObject({
      labels: { 'polder.internal/protected': 'true' },
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
    });
  });

  it('with hostnames has routes, for these names only, in full', () => {
    expect(namespace({ hostnames: ['winkel', '*.winkel', 'www.apps.example.nl'] })).toMatchObject({
      labels: { 'polder.internal/routes': 'public' },
      annotations: { 'polder.internal/hostnames': 'winkel.apps.example.nl,*.winkel.apps.example.nl,www.apps.example.nl' },
    });
    expect(JSON.stringify(namespace())).not.toMatch(/routes|hostnames/);
  });

  it('stays closed and bounded as long as it is there', () => {
    const kept = winkel({}).objects.filter(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/sync-options'] === 'Prune=false,Delete=false');

    expect(kept.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
      'Namespace/winkel-productie',
      'NetworkPolicy/polder-default-deny',
      'ResourceQuota/polder-quota',
    ]);
  });
});

describe('the quota', () => {
  const hard = (size: string, changes: Fields = large) =>
    within(winkel({ size }, {}, changes).object('ResourceQuota', 'polder-quota'), 'spec', 'hard') as Record<string, string | number>;
  const large = { nodes: [{ zone: 'a', count: 3, cpu: 64, memory: '256Gi' }] };

  it.each(['small', 'medium', 'large'])('of a %s namespace leaves no Service that goes around the Gateway', (size) => {
    expect(hard(size)).toMatchObject({ 'services.loadbalancers': 0, 'services.nodeports': 0 });
  });

  it('promises no memory and no disk twice, and lets CPU that others leave be used', () => {
    for (const size of Object.keys(sizes)) {
      expect(hard(size)['limits.memory']).toBe(hard(size)['requests.memory']);
      expect(hard(size)['limits.ephemeral-storage']).toBe(hard(size)['requests.ephemeral-storage']);
      expect(Number(hard(size)['limits.cpu'])).toBe(4 * Number(hard(size)['requests.cpu']));
    }
  });

  const quota = (changes: Fields) => JSON.stringify(winkel({}, {}, changes).object('ResourceQuota', 'polder-quota'));

  it('bounds what Prometheus must read and ask, where there is one', () => {
    expect(quota({ provides: metrics })).toContain('"count/servicemonitors.monitoring.coreos.com":25');
    expect(quota({})).not.toContain('monitoring.coreos.com');
  });

  it('bounds what External Secrets must read, where there is one', () => {
    expect(quota({ provides: { 'external-secrets': { store: 'platform' } } })).toContain('"count/externalsecrets.external-secrets.io":25');
    expect(quota({})).not.toContain('external-secrets.io');
  });

  it('counts each kind that a repository may hold', () => {
    const everything = hard('small', { ...large, provides: { ...metrics, 'external-secrets': {} } });
    const names = Object.keys(everything).map((name) => name.replace(/^count\//, ''));

    expect(tenantKinds.map(({ group, kind }) => [plural(kind), group].filter((part) => part !== '').join('.')).filter((name) => !names.includes(name))).toEqual(
      [],
    );
  });

  it('lets a CronJob keep the Jobs that Kubernetes keeps of it', () => {
    expect(hard('small')).toMatchObject({ 'count/cronjobs.batch': 25, 'count/jobs.batch': 100 });
  });

  it('has disk of the nodes for as many containers that name none as it has CPU for', () => {
    const { limits } = within(winkel({}).object('LimitRange', 'polder-limits'), 'spec') as { readonly limits: readonly Defaults[] };
    const { defaultRequest = {}, default: most = {} } = limits[0] ?? {};

    for (const size of Object.keys(sizes)) {
      const containers = Number(hard(size)['requests.cpu']) / quantity(defaultRequest['cpu'] ?? '');
      expect(quantity(String(hard(size)['limits.ephemeral-storage']))).toBe(containers * quantity(most['ephemeral-storage'] ?? ''));
    }
  });

  it('bounds what KEDA must ask, where there is one', () => {
    expect(quota(scaler)).toContain('"count/scaledobjects.keda.sh":25');
    expect(quota({ provides: { 'external-metrics': {} } })).not.toContain('keda.sh');
  });

  it('grows with the size, in everything', () => {
    const counted = Object.keys(hard('small')).filter((what) => !/loadbalancers|nodeports/.test(what));
    const amount = (size: string, what: string) => quantity(String(hard(size)[what]));

    for (const what of counted) {
      expect(amount('medium', what), what).toBeGreaterThan(amount('small', what));
      expect(amount('large', what), what).toBeGreaterThan(amount('medium', what));
    }
  });

  it('has room for one container that is as large as limits allow', () => {
    const limits = within(winkel({}).object('LimitRange', 'polder-limits'), 'spec', 'limits') as readonly { readonly max: Record<string, string | number> }[];

    expect(limits[0]?.max).toEqual({
      cpu: hard('small')['limits.cpu'],
      memory: hard('small')['limits.memory'],
      'ephemeral-storage': hard('small')['limits.ephemeral-storage'],
    });
  });
});

describe('the network', () => {
  it('is closed but for DNS, also inside the namespace', () => {
    expect(Object.keys(policies(winkel({})))).toEqual(['polder-allow-dns', 'polder-default-deny']);
    expect(policies(winkel({}))['polder-default-deny']).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  it('lets the Gateway in where there are hostnames, and Prometheus where there is one', () => {
    expect(Object.keys(policies(winkel({ hostnames: ['winkel'] }, {}, { provides: metrics })))).toEqual(
      expect.arrayContaining(['polder-from-gateway', 'polder-from-prometheus']),
    );
  });

  it('lets KEDA in on the ports that the file names, and on none without', () => {
    const { ingress } = policies(winkel({ connections: { eventSources: [5672, 15672] } }, {}, scaler))['polder-from-keda'] ?? {};

    expect(ingress).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'keda' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'keda-operator' } },
          },
        ],
        ports: [
          { port: 5672, protocol: 'TCP' },
          { port: 15672, protocol: 'TCP' },
        ],
      },
    ]);
    expect(policies(winkel({}, {}, scaler))).not.toHaveProperty('polder-from-keda');
  });

  it('takes the cluster’s own addresses and those of one link out of the internet', () => {
    const { egress } = policies(winkel({ connections: { internet: [{ ports: [443] }] } }))['polder-to-internet'] ?? {};

    expect(egress).toEqual([
      {
        to: [
          { ipBlock: { cidr: '0.0.0.0/0', except: ['10.42.0.0/16', '10.43.0.0/16', '10.20.0.0/24', '169.254.0.0/16'] } },
          { ipBlock: { cidr: '::/0', except: ['fe80::/10'] } },
        ],
        ports: [{ port: 443, protocol: 'TCP' }],
      },
    ]);
  });

  it('leaves out what lies in a network that is named, and nothing where nothing does', () => {
    const { egress } = policies(winkel({ connections: { internet: [{ to: ['10.0.0.0/8', '203.0.113.0/24'], ports: [25] }] } }))['polder-to-internet'] ?? {};

    expect(egress?.[0]).toMatchObject({
      to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.42.0.0/16', '10.43.0.0/16', '10.20.0.0/24'] } }, { ipBlock: { cidr: '203.0.113.0/24' } }],
    });
  });

  it('opens to another tenant on both ends, on the ports that were asked for', () => {
    const both = winkel(
      { connections: { to: [{ tenant: 'magazijn', namespace: 'api', ports: [8080] }] } },
      { magazijn: { namespaces: { api: { size: 'small', connections: { from: [{ tenant: 'winkel', namespace: 'productie', ports: [8080, 9000] }] } } } } },
    );
    const end = (namespace: string) => [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }];

    expect(policies(both)['polder-to-tenants']?.egress).toEqual([{ to: end('magazijn-api'), ports: [{ port: 8080, protocol: 'TCP' }] }]);
    expect(policies(both, 'magazijn-api')['polder-from-tenants']?.ingress).toEqual([
      { from: end('winkel-productie'), ports: [{ port: 8080, protocol: 'TCP' }] },
    ]);
  });

  it('stays closed where only one of two has agreed', () => {
    const one = winkel(
      {},
      { magazijn: { namespaces: { api: { size: 'small', connections: { from: [{ tenant: 'winkel', namespace: 'productie', ports: [8080] }] } } } } },
    );

    expect(policies(one, 'magazijn-api')).not.toHaveProperty('polder-from-tenants');
  });

  it('opens to what of the platform is asked for', () => {
    const { egress } = policies(winkel({ connections: { platform: ['api-server', 'hostnames'] } }))['polder-to-platform'] ?? {};

    expect(egress).toEqual([
      { to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 6443, protocol: 'TCP' }] },
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } },
          },
        ],
      },
    ]);
  });
});

describe('the pods of a database', () => {
  it('are left out of what the tenant opened, but for DNS; also where its file names no database, since one that it named once is kept', () => {
    const made = rendered({ winkel: { namespaces: { productie: { size: 'small', connections: { internet: [{ ports: [443] }] } } } } }, { provides: metrics });
    const selectors = Object.fromEntries(Object.entries(policies(made)).map(([name, { podSelector }]) => [name, podSelector]));

    expect(selectors).toMatchObject({ 'polder-allow-dns': {}, 'polder-default-deny': {} });
    for (const name of ['polder-to-internet', 'polder-from-prometheus'])
      expect(selectors[name]).toEqual({ matchExpressions: [{ key: 'cnpg.io/cluster', operator: 'DoesNotExist' }] });
  });
});

describe('access', () => {
  const access = { 'winkel-beheer': 'admin', 'winkel-bouw': 'developer', 'winkel-bouw-2': 'developer' };

  it('is by the groups of tokens, in each of its namespaces and nowhere else', () => {
    const { objects } = rendered({ winkel: { access, namespaces: { productie: { size: 'small' }, test: { size: 'small' } } } });
    const bound = objects
      .filter(({ kind }) => kind === 'RoleBinding')
      .map(
        (object) => `${object.metadata.namespace} ${within(object, 'roleRef', 'name')} ${(object['subjects'] as readonly Fields[]).map(({ name }) => name)}`,
      );

    expect(bound).toEqual([
      'winkel-productie polder-tenant-admin oidc:winkel-beheer',
      'winkel-productie polder-tenant-developer oidc:winkel-bouw,oidc:winkel-bouw-2',
      'winkel-test polder-tenant-admin oidc:winkel-beheer',
      'winkel-test polder-tenant-developer oidc:winkel-bouw,oidc:winkel-bouw-2',
    ]);
    expect(objects.filter(({ kind }) => kind === 'ClusterRoleBinding')).toEqual([]);
  });

  /** What a role may do, `verb group/resource`, gathered as the API server gathers it. */
  function grants(role: string): string[] {
    const { objects } = winkel({});
    const selector = within(winkel({}).object('ClusterRole', `polder-tenant-${role}`), 'aggregationRule', 'clusterRoleSelectors') as readonly [
      { readonly matchLabels: Readonly<Record<string, string>> },
    ];
    const parts = objects.filter(
      ({ kind, metadata }) => kind === 'ClusterRole' && Object.entries(selector[0].matchLabels).every(([key, value]) => metadata.labels?.[key] === value),
    );
    const rules = parts.flatMap((part) => part['rules'] as readonly { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] }[]);
    return rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) => resources.flatMap((one) => verbs.map((verb) => `${verb} ${group}/${one}`))),
    );
  }

  it('shows viewers everything but Secrets, and lets them change nothing', () => {
    expect(grants('viewer')).toEqual(expect.arrayContaining(['list /pods', 'get /pods/log', 'watch gateway.networking.k8s.io/httproutes']));
    expect(grants('viewer').filter((grant) => /secrets/.test(grant) || !/^(get|list|watch) /.test(grant))).toEqual([]);
  });

  it('gives developers what viewers have and what runs; admins Secrets too', () => {
    expect(grants('developer')).toEqual(expect.arrayContaining([...grants('viewer'), 'create apps/deployments', 'create /pods/exec']));
    expect(grants('developer').filter((grant) => /secrets|networkpolicies$/.test(grant) && !/^(get|list|watch) networking/.test(grant))).toEqual([]);
    expect(grants('admin')).toEqual(expect.arrayContaining([...grants('developer'), 'get /secrets', 'create networking.k8s.io/networkpolicies']));
  });

  it.each(['viewer', 'developer', 'admin'])('lets no %s widen it', (role) => {
    const widening =
      /^(?!get|list|watch).* (rbac\.authorization\.k8s\.io\/|\/(resourcequotas|limitranges|namespaces)|argoproj\.io\/)|impersonate|bind |escalate|serviceaccounts\/token|\*/;

    expect(grants(role).filter((grant) => widening.test(grant))).toEqual([]);
  });
});
