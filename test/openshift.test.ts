import { describe, expect, it } from 'vitest';
import { base } from '../charts-ts/base/base/index.ts';
import { catalogue } from '../charts-ts/catalogue.ts';
import { podsOf, within } from '../charts-ts/checks/pods.ts';
import { problemText } from '../charts-ts/config/problem.ts';
import { forOpenShift } from '../charts-ts/emit/openshift/openshift.ts';
import { unroutable } from '../charts-ts/emit/openshift/routes.ts';
import type { SecurityContextConstraints } from '../charts-ts/emit/openshift/types.ts';
import { argoCd } from '../charts-ts/gitops/argo-cd/index.ts';
import { externalDns } from '../charts-ts/ingress/external-dns/index.ts';
import type { AnyComponent } from '../charts-ts/kit/component.ts';
import { isSystemNamespace, systemNamespaces } from '../charts-ts/kit/distribution.ts';
import { type KubeObject, objectText } from '../charts-ts/kit/object.ts';
import { grafana } from '../charts-ts/observability/grafana/index.ts';
import { nodeExporter } from '../charts-ts/observability/node-exporter/index.ts';
import { otelCollector } from '../charts-ts/observability/otel-collector/index.ts';
import { prometheus } from '../charts-ts/observability/prometheus/index.ts';
import { admissionPolicies } from '../charts-ts/policy/admission-policies/index.ts';
import { render } from '../charts-ts/render.ts';
import { deploymentObject, fake, object } from './support/fakes.ts';
import { openshift } from './support/profiles.ts';
import { exampleCluster, renderComponent } from './support/render.ts';
import { refusedBy, restrictedV2 } from './support/scc.ts';

const changes = { profile: 'production', ...openshift };
const rendered = render(catalogue as readonly AnyComponent[], exampleCluster(changes));
if (!rendered.ok) throw new Error(rendered.problems.map(problemText).join('\n'));
const objects = rendered.value.built.flatMap((one) => one.objects);
const constraints = new Map(objects.filter(({ kind }) => kind === 'SecurityContextConstraints').map((one) => [one.metadata.name, constraintsOf(one)]));
const pods = objects.flatMap((one) => podsOf(one, 1) ?? []);
const requiredScc = 'openshift.io/required-scc';

function constraintsOf(one: KubeObject): SecurityContextConstraints {
  return one as unknown as SecurityContextConstraints;
}

function sccOf(one: KubeObject): unknown {
  const path = one.kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
  return within(one, ...path, 'metadata', 'annotations', requiredScc);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function adapted(one: KubeObject, parts: Partial<AnyComponent> = {}): KubeObject[] {
  return forOpenShift([one], fake('web', parts), { router: undefined });
}

describe('users and groups', () => {
  it('are left to the platform in every pod that restricted-v2 admits', () => {
    const open = pods.filter((one) => sccOf(one.object) === 'restricted-v2');

    expect(open.length).toBeGreaterThan(20);
    expect(open.map(({ spec }) => JSON.stringify(spec)).filter((spec) => /"(runAsUser|runAsGroup|fsGroup|supplementalGroups)":/.test(spec))).toEqual([]);
  });

  it.each(pods.map((one) => [objectText(one.object), one] as const))('%s is admitted by the one SCC that it asks for', (_, one) => {
    const scc = sccOf(one.object) === 'restricted-v2' ? restrictedV2 : constraints.get(String(sccOf(one.object)));

    expect(scc && refusedBy(scc, one)).toEqual([]);
  });

  it('would be refused by restricted-v2 as they are elsewhere', () => {
    const { object: one } = renderComponent(argoCd);
    const [valkey] = [podsOf(one('Deployment', 'argocd-valkey'), 1)];

    expect(valkey && refusedBy(restrictedV2, valkey)).toContain('container valkey: user 999');
  });

  it('are left to the platform in what an operator makes pods of, too', () => {
    const { objects: withPrometheus } = renderComponent(prometheus, {
      ...changes,
      distribution: 'kubeadm',
      components: { 'prometheus-operator': { enabled: true } },
      provides: { 'block-storage': { storageClass: 'block' } },
    });
    const custom = withPrometheus.find(({ kind }) => kind === 'Prometheus');
    if (custom === undefined) throw new Error('no Prometheus');

    expect(custom).toMatchObject({ spec: { securityContext: { runAsUser: 65532 } } });
    expect(adapted(custom)[0]).toMatchObject({ spec: { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } } });
    expect(JSON.stringify(adapted(custom))).not.toMatch(/runAsUser|fsGroup"/);
  });

  it('stay what the image needs where the component says so, under an SCC for that number', () => {
    const pod = { securityContext: { runAsNonRoot: true, runAsUser: 999, fsGroup: 999, seccompProfile: { type: 'RuntimeDefault' } } };
    const container = { securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } } };
    const fixed = adapted(deploymentObject({ pod, container }), {
      exceptions: [{ object: 'Deployment/web', rule: 'fixed-user', reason: 'its files belong to 999' }],
    });

    expect(fixed[0]).toMatchObject({ spec: { template: { spec: pod } } });
    expect(fixed[1]).toMatchObject({ runAsUser: { type: 'MustRunAs', uid: 999 }, fsGroup: { type: 'MustRunAs', ranges: [{ min: 999, max: 999 }] } });
    expect(sccOf(fixed[0] as KubeObject)).toBe('polder-web');
  });
});

describe('each SCC', () => {
  it.each([...constraints])('%s is no wider than its pods need: each right that is taken away would keep one out', (name, scc) => {
    const users = pods.filter(({ object: one }) => sccOf(one) === name);
    if (users.length === 0) return expect(name).toMatch(/-operated$/);
    const rights = [
      'allowHostDirVolumePlugin',
      'allowHostNetwork',
      'allowHostPID',
      'allowHostPorts',
      'allowPrivilegedContainer',
      'allowPrivilegeEscalation',
    ] as const;
    const narrower = [
      ...rights.filter((right) => scc[right]).map((right) => ({ ...scc, [right]: false })),
      ...scc.allowedCapabilities.map((one) => ({ ...scc, allowedCapabilities: scc.allowedCapabilities.filter((other) => other !== one) })),
      ...(scc.seLinuxContext.type === 'RunAsAny' ? [{ ...scc, seLinuxContext: { type: 'MustRunAs' } as const }] : []),
      ...(scc.runAsUser.type === 'MustRunAsRange' ? [] : [{ ...scc, runAsUser: { type: 'MustRunAsRange' } as const }]),
    ];

    for (const one of narrower) expect(users.flatMap((user) => refusedBy(one, user))).not.toEqual([]);
    expect(scc.allowHostIPC).toBe(false);
  });

  it.each([...constraints.keys()])('%s is open to ServiceAccounts that are there, in one namespace, and to nobody else', (name) => {
    const binding = objects.find(({ kind, metadata }) => kind === 'RoleBinding' && metadata.name === name);
    const subjects = list(binding?.['subjects']);
    const accounts = objects.filter(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.namespace === binding?.metadata.namespace);

    expect(subjects.length).toBeGreaterThan(0);
    for (const subject of subjects) expect(accounts.map(({ metadata }) => metadata.name)).toContain(within(subject, 'name'));
    expect(constraints.get(name)).not.toHaveProperty('users');
    expect(constraints.get(name)).not.toHaveProperty('groups');
    expect(objects.find(({ kind, metadata }) => kind === 'Role' && metadata.name === name)).toMatchObject({
      rules: [{ apiGroups: ['security.openshift.io'], resources: ['securitycontextconstraints'], resourceNames: [name], verbs: ['use'] }],
    });
  });

  it('has no priority over those of OpenShift, so that no other pod falls into it', () => {
    for (const scc of constraints.values()) expect(scc.priority).toBe(0);
  });

  it('stands before the pods that ask for it', () => {
    for (const scc of constraints.values()) expect(scc.metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-wave': '-1' });
  });

  it("may be synced: Argo CD's project permits the kind on OpenShift only", () => {
    const project = (files: ReadonlyMap<string, string>) => [...files].find(([path]) => path.endsWith('appproject.argocd.platform.yaml'))?.[1] ?? '';
    const elsewhere = render(catalogue as readonly AnyComponent[], exampleCluster());

    expect(project(rendered.value.files)).toContain('SecurityContextConstraints');
    expect(elsewhere.ok && project(elsewhere.value.files)).not.toContain('SecurityContextConstraints');
  });

  it('for pods that an operator starts holds what the component states of them', () => {
    const account = object('v1', 'ServiceAccount', 'daemon', {}, 'apps');
    const parts = {
      exceptions: [
        { object: 'Storage/main', rule: 'privileged', reason: 'disks' },
        { object: 'Storage/main', rule: 'host-path', reason: 'disks' },
      ],
    } as const;
    const made = adapted(account, parts);

    expect(made).toContainEqual(
      expect.objectContaining({ kind: 'SecurityContextConstraints', allowPrivilegedContainer: true, allowHostDirVolumePlugin: true }),
    );
    expect(made).toContainEqual(expect.objectContaining({ kind: 'RoleBinding', subjects: [{ kind: 'ServiceAccount', name: 'daemon', namespace: 'apps' }] }));
  });
});

describe('folders of the node', () => {
  it('are opened by pods that SELinux lets do so', () => {
    const { object: one } = renderComponent(otelCollector, {
      ...changes,
      components: { ...openshift.components, alloy: { enabled: false }, 'otel-collector': { podLogs: true } },
    });
    const agent = one('DaemonSet', 'otel-collector');

    expect(agent).toMatchObject({ spec: { template: { spec: { securityContext: { runAsUser: 0, seLinuxOptions: { type: 'spc_t' } } } } } });
  });

  it('hold the audit log where OpenShift writes it', () => {
    const { object: one } = renderComponent(otelCollector, changes);

    expect(JSON.stringify(one('DaemonSet', 'otel-collector'))).toContain('"path":"/var/log/kube-apiserver"');
  });

  it('are told of on a port of the pod: the node has 9100 for its own exporter', () => {
    const { object: one } = renderComponent(nodeExporter, changes);

    expect(JSON.stringify(one('DaemonSet', 'node-exporter'))).not.toMatch(/hostNetwork|hostPort/);
  });
});

describe('namespaces', () => {
  it('keep the Pod Security level that Git says', () => {
    expect(renderComponent(base, changes).object('Namespace', 'argocd')).toMatchObject({
      metadata: { labels: { 'security.openshift.io/scc.podSecurityLabelSync': 'false', 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });
  });

  it("let the API server's calls in by the name that OpenShift has for the host's network", () => {
    const webhook = objects.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'cert-manager-webhook');

    expect(JSON.stringify(webhook?.['spec'])).toContain('{"matchLabels":{"policy-group.network.openshift.io/host-network":""}},"podSelector":{}');
  });

  it("open the way to OpenShift's DNS, and on other distributions to CoreDNS", () => {
    const way = (distribution: Readonly<Record<string, unknown>>) =>
      within(renderComponent(base, distribution).object('NetworkPolicy', 'allow-dns'), 'spec', 'egress');

    expect(way(changes)).toMatchObject([
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } },
            podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
          },
        ],
        ports: [
          { port: 5353, protocol: 'UDP' },
          { port: 5353, protocol: 'TCP' },
        ],
      },
    ]);
    expect(way({ distribution: 'rke2' })).toMatchObject([
      { to: [{ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }], ports: [{ port: 53 }, { port: 53 }] },
    ]);
  });

  it.each([
    ['openshift-monitoring', true],
    ['openshift', true],
    ['kube-system', true],
    ['openshifters', false],
    ['argocd', false],
  ])('of the provider are known by name and by beginning: %s %s', (namespace, system) => {
    expect(isSystemNamespace(systemNamespaces({ distribution: 'openshift' }), namespace)).toBe(system);
  });

  it('of the provider are no business of the policies, but for what is protected', () => {
    const spec = (name: string, on: Readonly<Record<string, unknown>>) =>
      renderComponent(admissionPolicies, on).object('ValidatingAdmissionPolicy', name)['spec'];
    const outside = { name: 'outside-system-namespaces', expression: "!['openshift-'].exists(p, request.?namespace.orValue('').startsWith(p))" };

    expect(within(spec('polder-no-latest', changes), 'matchConditions')).toContainEqual(outside);
    expect(within(spec('polder-protected-deletion', changes), 'matchConditions')).toBeUndefined();
    expect(within(spec('polder-no-latest', {}), 'matchConditions')).not.toContainEqual(outside);
  });
});

describe("OpenShift's router", () => {
  it('gets a Route with TLS, a redirect, HSTS and the headers that Traefik would set', () => {
    const { object: one, objects: all } = renderComponent(argoCd, changes);

    expect(all.filter(({ kind }) => kind === 'HTTPRoute')).toEqual([]);
    expect(one('Route', 'argocd-server')).toMatchObject({
      metadata: { annotations: { 'haproxy.router.openshift.io/hsts_header': 'max-age=31536000;includeSubDomains' } },
      spec: {
        host: 'argocd.apps.example.nl',
        to: { kind: 'Service', name: 'argocd-server', weight: 100 },
        port: { targetPort: 'http' },
        tls: { termination: 'edge', insecureEdgeTerminationPolicy: 'Redirect' },
        httpHeaders: {
          actions: { response: expect.arrayContaining([{ name: 'X-Content-Type-Options', action: { type: 'Set', set: { value: 'nosniff' } } }]) },
        },
      },
    });
  });

  it('answers nothing where a route has no backend', () => {
    expect(renderComponent(grafana, changes).object('Route', 'grafana-2')).toMatchObject({ spec: { path: '/metrics', to: { name: 'grafana', weight: 0 } } });
  });

  it('is let in, on the host network too, where the Gateway would be', () => {
    const [rule] = list(within(renderComponent(argoCd, changes).object('NetworkPolicy', 'argocd-server'), 'spec', 'ingress'));

    expect(within(rule, 'from')).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-ingress' } },
        podSelector: { matchLabels: { 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default' } },
      },
      { namespaceSelector: { matchLabels: { 'policy-group.network.openshift.io/ingress': '' } }, podSelector: {} },
    ]);
  });

  it('is where external-dns looks for hostnames', () => {
    const { object: one } = renderComponent(externalDns, changes);

    expect(JSON.stringify(one('Deployment', 'external-dns'))).toContain('"--source=openshift-route","--openshift-router-name=default"');
    expect(one('ClusterRole', 'external-dns')).toMatchObject({
      rules: [{ apiGroups: ['route.openshift.io'], resources: ['routes'], verbs: ['get', 'list', 'watch'] }],
    });
  });

  it('is not needed: a Gateway of OpenShift keeps its HTTPRoutes', () => {
    const own = { name: 'platform', namespace: 'openshift-ingress', podLabels: { 'gateway.networking.k8s.io/gateway-name': 'platform' } };
    const { object: one } = renderComponent(argoCd, { ...changes, provides: { ...openshift.provides, gateway: own } });

    expect(one('HTTPRoute', 'argocd-server')).toMatchObject({
      spec: { parentRefs: [{ name: 'platform', namespace: 'openshift-ingress', sectionName: 'https' }] },
    });
  });

  it.each([
    ['a filter that only a proxy of its own knows', { filters: [{ type: 'ExtensionRef' }] }, 'it has a filter ExtensionRef'],
    ['a match by header', { matches: [{ path: { type: 'PathPrefix', value: '/' }, headers: [] }] }, 'it matches by more than paths'],
  ])('is told what it cannot do: %s', (_, rule, words) => {
    const route = object(
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      'web',
      { spec: { hostnames: ['web.example.nl'], rules: [{ matches: [], ...rule }] } },
      'argocd',
    );
    const adaptedRoute = forOpenShift([route], fake('web'), { router: { name: 'default', namespace: 'openshift-ingress', podLabels: {} } });

    expect(adaptedRoute.find(({ kind }) => kind === 'HTTPRoute')).toEqual(route);
    expect(unroutable(route)).toBe(words);
  });
});

describe('what OpenShift has already', () => {
  it.each(['gateway-api', 'prometheus-operator', 'metrics-server', 'snapshot-controller'])('is not installed beside it: %s', (name) => {
    const twice = render(
      catalogue as readonly AnyComponent[],
      exampleCluster({ ...changes, components: { ...openshift.components, [name]: { enabled: true } } }),
    );

    expect(twice.ok ? [] : twice.problems.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(`^openshift has it already: .+; set components.${name}.enabled: false, and tell under provides\\.`),
    );
  });
});
