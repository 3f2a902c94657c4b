import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { kyverno } from './index.ts';

type Changes = Readonly<Record<string, unknown>>;

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };
const programs = ['kyverno-admission-controller', 'kyverno-background-controller', 'kyverno-cleanup-controller', 'kyverno-reports-controller'];

function rendered(changes: Changes = {}) {
  return renderComponent(kyverno, changes);
}

function withSettings(settings: Changes): Changes {
  return { components: { kyverno: settings } };
}

function settingsMap(changes: Changes = {}): Readonly<Record<string, string>> {
  return rendered(changes).object('ConfigMap', 'kyverno')['data'] as Readonly<Record<string, string>>;
}

function unguarded(changes: Changes = {}): readonly string[] {
  const { namespaceSelector } = JSON.parse(settingsMap(changes)['webhooks'] ?? '') as {
    readonly namespaceSelector: { readonly matchExpressions: readonly { readonly key: string; readonly values: readonly string[] }[] };
  };
  return namespaceSelector.matchExpressions.find(({ key }) => key === 'kubernetes.io/metadata.name')?.values ?? [];
}

interface Container {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts?: readonly { readonly mountPath: string }[];
}

function container(program: string, changes: Changes = {}): Container {
  const { spec } = rendered(changes).object('Deployment', program) as unknown as { spec: { template: { spec: { containers: readonly Container[] } } } };
  const [first] = spec.template.spec.containers;
  if (first === undefined) throw new Error(`${program} has no container`);
  return first;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

function rules(kind: string, name: string): readonly Rule[] {
  return rendered().object(kind, name)['rules'] as readonly Rule[];
}

describe('a Kyverno that is down', () => {
  it('keeps nobody from mending it: the control plane, Argo CD, itself and what it stands on never wait for it', () => {
    expect(unguarded()).toEqual(['argocd', 'cert-manager', 'kube-node-lease', 'kube-public', 'kube-system', 'kyverno', 'traefik']);
  });

  it('keeps no driver of storage or networks from starting', () => {
    expect(JSON.parse(settingsMap()['webhooks'] ?? '')).toMatchObject({
      namespaceSelector: { matchExpressions: [{}, { key: 'polder.internal/layer', operator: 'NotIn', values: ['system'] }] },
    });
  });

  it('can be kept from other namespaces, by the webhook and by the filter', () => {
    const changes = withSettings({ unguardedNamespaces: ['kube-flannel'] });

    expect(unguarded(changes)).toContain('kube-flannel');
    expect(settingsMap(changes)['resourceFilters']).toContain('[*/*,kube-flannel,*]');
  });

  it('is unlikely in production: three pods over zones, which one at a time may leave', () => {
    const { spec } = rendered({ profile: 'production' }).object('Deployment', 'kyverno-admission-controller') as unknown as {
      spec: { replicas: number; template: { spec: { topologySpreadConstraints: readonly { topologyKey: string }[] } } };
    };

    expect(spec.replicas).toBe(3);
    expect(spec.template.spec.topologySpreadConstraints[0]?.topologyKey).toBe('topology.kubernetes.io/zone');
    expect(rendered({ profile: 'production' }).object('PodDisruptionBudget', 'kyverno-admission-controller')['spec']).toMatchObject({ maxUnavailable: 1 });
  });

  it('leaves no webhook behind when a cluster gives it up: they belong to a role that is pruned last', () => {
    const role = rendered().object('ClusterRole', 'kyverno:webhook');

    expect(role.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '-1' });
    // Kyverno looks for its owner by this label, and by the end of its name.
    expect(role.metadata.labels?.['app.kubernetes.io/component']).toBe('kyverno');
  });
});

describe('what it may', () => {
  it('changes no webhook but its own', () => {
    const written = [...rules('ClusterRole', 'kyverno:webhook'), ...rules('ClusterRole', 'kyverno-cleanup-controller-webhooks')].filter(({ verbs }) =>
      verbs.some((verb) => ['update', 'patch', 'delete'].includes(verb)),
    );

    expect(written.flatMap(({ resourceNames = ['any'] }) => resourceNames).filter((name) => !/^kyverno-[a-z-]+-webhook-cfg$/.test(name))).toEqual([]);
  });

  it('reads no Secret and no ConfigMap outside its namespace', () => {
    const everywhere = programs.flatMap((program) => rules('ClusterRole', program)).flatMap(({ resources }) => resources);

    expect(everywhere.filter((resource) => ['secrets', 'configmaps', 'pods'].includes(resource))).toEqual([]);
  });

  it('makes and deletes nothing of others by itself: that comes with a policy', () => {
    const own = ['kyverno.io', 'policies.kyverno.io', 'reports.kyverno.io', 'wgpolicyk8s.io', 'events.k8s.io', 'authorization.k8s.io'];
    const writes = programs
      .flatMap((program) => rules('ClusterRole', program))
      .filter(({ verbs }) => verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)))
      .filter(({ apiGroups, resources }) => !apiGroups.some((group) => own.includes(group)) && !resources.includes('events'));

    expect(writes).toEqual([]);
  });

  it('writes no Secret but its own certificates', () => {
    const named = rules('Role', 'kyverno-admission-controller').filter(({ resources, verbs }) => resources.includes('secrets') && verbs.includes('update'));

    expect(named.map(({ resourceNames }) => resourceNames)).toEqual([['kyverno-admission-ca', 'kyverno-admission-tls']]);
  });
});

describe('its programs', () => {
  it('take exceptions from one namespace only, which Git writes', () => {
    for (const program of programs.filter((one) => one !== 'kyverno-cleanup-controller'))
      expect(container(program).args).toEqual(expect.arrayContaining(['--enablePolicyException=true', '--exceptionNamespace=kyverno']));
  });

  it('leave the admission policies of the API server to the platform', () => {
    expect(container('kyverno-admission-controller').args).toEqual(
      expect.arrayContaining(['--generateValidatingAdmissionPolicy=false', '--generateMutatingAdmissionPolicy=false']),
    );
  });

  it('make certificates with elliptic curves, under names that each knows', () => {
    expect(container('kyverno-admission-controller').args).toEqual(
      expect.arrayContaining(['--tlsSecretName=kyverno-admission-tls', '--tlsKeyAlgorithm=ECDSA']),
    );
    expect(container('kyverno-cleanup-controller').args).toContain('--tlsSecretName=kyverno-cleanup-tls');
  });

  it.each(['kyverno-admission-controller', 'kyverno-reports-controller'])('%s trusts the site’s CAs at registries', (program) => {
    const { env, volumeMounts } = container(program);

    expect(env).toContainEqual({ name: 'SSL_CERT_FILE', value: '/etc/ssl/platform/ca-certificates.crt' });
    expect(volumeMounts?.map(({ mountPath }) => mountPath)).toContain('/etc/ssl/platform');
  });

  it('log in to registries with secrets that a person supplies', () => {
    const changes = withSettings({ registryCredentials: ['registry-reader'] });

    expect(container('kyverno-admission-controller', changes).args).toContain('--imagePullSecrets=registry-reader');
    expect(kyverno.supplies?.({ config: kyverno.config.parse({ registryCredentials: ['registry-reader'] }) } as never)).toMatchObject([
      { name: 'registry-reader', keys: ['.dockerconfigjson'] },
    ]);
  });

  it('ask no cloud for credentials', () => {
    expect(container('kyverno-admission-controller').args).toContain('--registryCredentialHelpers=default');
  });

  it('take a span of days where Go knows hours only', () => {
    expect(container('kyverno-reports-controller', withSettings({ reportInterval: '2d' })).args).toContain('--backgroundScanInterval=48h');
  });
});

describe('its traffic', () => {
  it('comes from the API server and from Prometheus', () => {
    expect(rendered(metrics).object('NetworkPolicy', 'kyverno-admission-controller')['spec']).toMatchObject({
      ingress: [{ from: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 9443 }] }, { ports: [{ port: 8000 }] }],
    });
  });

  it('leaves the cluster only where signatures are read', () => {
    for (const [program, outside] of [
      ['kyverno-admission-controller', true],
      ['kyverno-reports-controller', true],
      ['kyverno-background-controller', false],
      ['kyverno-cleanup-controller', false],
    ] as const)
      expect(JSON.stringify(rendered().object('NetworkPolicy', program)['spec']).includes('0.0.0.0/0'), program).toBe(outside);
  });

  it("goes to the site's mirror on the port that it has", () => {
    const mirrors = { registry: 'mirror.example.nl:5000/images', git: 'https://git.example.nl' };

    for (const program of ['kyverno-admission-controller', 'kyverno-reports-controller'])
      expect(JSON.stringify(rendered({ mirrors }).object('NetworkPolicy', program)), program).toContain(
        '"ports":[{"port":443,"protocol":"TCP"},{"port":5000,"protocol":"TCP"}]',
      );
  });

  it('goes to a registry on another port where the site says so', () => {
    expect(JSON.stringify(rendered(withSettings({ registryPorts: [5000] })).object('NetworkPolicy', 'kyverno-admission-controller'))).toContain('"port":5000');
  });
});
