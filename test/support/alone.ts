import { generateKeyPairSync } from 'node:crypto';
import type { Built } from '../../charts-ts/built.ts';
import { catalogue, type PolderCluster } from '../../charts-ts/catalogue.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import { type AnyComponent, comesWhenAsked } from '../../charts-ts/kit/component.ts';
import { clusterContext } from '../../charts-ts/order.ts';
import { render } from '../../charts-ts/render.ts';
import { exampleCluster } from './render.ts';
import { siteCertificate } from './site-certificate.ts';
import { exampleTenants } from './tenants.ts';

const inCluster = (name: string, namespace: string, port: number, scheme = 'http') => ({
  url: `${scheme}://${name}.${namespace}.svc:${port}`,
  namespace,
  podLabels: { 'app.kubernetes.io/name': name },
  port,
});

/** What a cluster might have by itself, by capability: so that a component can be looked at without the others. */
const facts: Readonly<Record<string, unknown>> = {
  gitops: { namespace: 'argocd' },
  namespaces: { priorityClass: 'polder-platform' },
  'gateway-api': {},
  gateway: { name: 'public', namespace: 'traefik', listener: 'https', podLabels: { 'app.kubernetes.io/name': 'traefik' } },
  certificates: {},
  issuer: { name: 'platform', wildcard: true },
  'trust-bundle': { configMap: 'platform-trust', key: 'ca-certificates.crt' },
  metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
  'metric-store': inCluster('prometheus', 'monitoring', 9090),
  alerting: { ...inCluster('alertmanager', 'monitoring', 9093), service: 'alertmanager' },
  'log-store': {
    ...inCluster('victoria-logs', 'logging', 9428),
    kind: 'victoria-logs',
    otlp: 'http://victoria-logs.logging.svc:9428/insert/opentelemetry/v1/logs',
    bindsTenants: true,
  },
  'log-collection': {},
  'trace-store': { ...inCluster('traces', 'tracing', 10428), otlp: 'http://traces.tracing.svc:10428/insert/opentelemetry/v1/traces' },
  telemetry: {
    grpc: 'telemetry.telemetry.svc:4317',
    http: 'http://telemetry.telemetry.svc:4318',
    namespace: 'telemetry',
    podLabels: { 'app.kubernetes.io/name': 'telemetry' },
  },
  'resource-metrics': {},
  'block-storage': { storageClass: 'block', snapshotClass: 'block' },
  'shared-storage': { storageClass: 'shared', snapshotClass: 'shared' },
  'object-storage': { ...inCluster('objects', 'objects', 80), storageClass: 'buckets' },
  snapshots: {},
  postgres: {
    namespace: 'cnpg-system',
    podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' },
    imageCatalog: 'platform',
    backups: true,
  },
  vault: {
    ...inCluster('openbao', 'openbao', 8200, 'https'),
    mount: 'platform',
    auth: { path: 'kubernetes', role: 'external-secrets', account: 'external-secrets-reader', audience: 'openbao' },
    ca: { secretName: 'openbao-ca', key: 'ca.crt' },
  },
  'tenant-secrets': { mount: 'tenants', role: 'tenants', account: 'polder-secrets' },
  'external-secrets': { store: 'openbao' },
  'load-balancer': {},
  backups: { namespace: 'velero' },
  'identity-provider': { issuer: 'https://login.apps.example.nl/realms/platform' },
  'login-proxy': { namespace: 'oauth2-proxy', podLabels: { 'app.kubernetes.io/component': 'oauth2-proxy' } },
  'policy-engine': {
    namespace: 'kyverno',
    accounts: {
      background: 'kyverno-background-controller',
      cleanup: 'kyverno-cleanup-controller',
      reports: 'kyverno-reports-controller',
    },
  },
};

/** Facts of the place that some components ask for. */
const place = {
  profile: 'production',
  nodes: [
    { zone: 'zone-a', count: 2, cpu: '32', memory: '128Gi' },
    { zone: 'zone-b', count: 2, cpu: '32', memory: '128Gi' },
    { zone: 'zone-c', count: 2, cpu: '32', memory: '128Gi' },
  ],
  backups: { endpoint: 'https://s3.elsewhere.example.nl', bucket: 'polder-backups' },
  access: { 'platform-beheer': 'administrator', 'platform-dienst': 'operator', 'platform-audit': 'viewer' },
};

/** Settings that a component does not do without, by its name. */
const settings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'kyverno-policies': {
    images: {
      team: { references: ['registry.example.nl/team/*'], signers: { ci: { certificate: { certificate: siteCertificate } } } },
    },
    exemptions: [{ policy: 'team', namespaces: ['winkel'], owner: 'Team Winkel', until: '2027-03-01', reason: 'signs from March' }],
  },
  'admission-policies': {
    exemptions: [{ policy: 'no-host-access', namespace: 'opslag', owner: 'Team Opslag', until: '2027-03-01', reason: 'moves to a CSI driver' }],
    havenRun: { owner: 'Team Platform', until: '2027-03-01' },
  },
  'external-dns': { powerdns: { url: 'https://ns1.example.nl:8081', zones: ['example.nl'] } },
  'storage-classes': { classes: { fast: { provisioner: 'csi.example.nl', default: true } } },
  metallb: { pools: { public: { addresses: ['192.0.2.0/28'] } } },
  databases: { clusters: { shop: { instances: 3 } } },
  'rook-ceph': { devices: '^sd[b-e]$', osds: 6 },
};

/** Components that make something of tenants, or whose rules speak of them. */
const withTenants = ['prometheus', 'velero', 'dashboards-of-tenants'];

/** What a tenant asks for, of the components that a cluster has where one does. */
const asks: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'databases-of-tenants': { databases: { orders: { namespace: 'productie' } } },
  'buckets-of-tenants': { buckets: { archive: { namespace: 'productie' } } },
  'secrets-of-tenants': { secrets: true },
  'logins-of-tenants': { namespaces: { productie: { size: 'small', hostnames: ['winkel'] } }, logins: { app: { namespace: 'productie', hostname: 'winkel' } } },
  'images-of-tenants': { imageKeys: [generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()] },
  'certificates-of-tenants': { namespaces: { productie: { size: 'small', hostnames: ['*.winkel'] } } },
  'repositories-of-tenants': {
    repositories: { app: { url: 'https://git.example.nl/winkel/app.git', namespace: 'productie', credentials: true } },
  },
};

/** Components without which one makes nothing at all, or not all that it can. */
const beside: Readonly<Record<string, readonly string[]>> = {
  'oauth2-proxy': ['perses'],
  'cluster-rules': ['admission-policies'],
  'dashboards-of-tenants': ['oauth2-proxy'],
};

interface Changes {
  readonly components?: Readonly<Record<string, object>>;
  readonly [fact: string]: unknown;
}

/**
 * One component in a production cluster that has the foundation only, and provides by itself whatever else it uses.
 * Throws the problems' text where a check does not hold; a setting that it cannot be without goes into `settings`.
 */
export function renderAlone(component: AnyComponent, changes: Changes = {}): { readonly cluster: PolderCluster; readonly built: Built } {
  const own = {
    ...settings[component.name],
    ...changes.components?.[component.name],
    ...(component.required || comesWhenAsked(component) ? {} : { enabled: true }),
  };
  const others = catalogue.filter(({ name }: AnyComponent) => beside[component.name]?.includes(name)) as readonly AnyComponent[];
  const components = {
    ...changes.components,
    ...Object.fromEntries(others.map(({ name }) => [name, { enabled: true, ...settings[name] }])),
    [component.name]: own,
  };
  const without = exampleCluster({ ...place, ...changes, components });
  const offered = catalogue
    .filter((one: AnyComponent) => !comesWhenAsked(one))
    .filter(({ name }: AnyComponent) => (without.config.components[name] as { readonly enabled?: boolean } | undefined)?.enabled !== false)
    .flatMap((one: AnyComponent) =>
      one.offers({ cluster: clusterContext(without), config: without.config.components[one.name] as Record<string, unknown> }).map(({ id }) => id),
    );
  const used = [component, ...others].flatMap(({ needs, wants }) => [...Object.values(needs), ...Object.values(wants)]).map(({ id }) => id);
  const provides = Object.fromEntries(['metrics', ...used].filter((id) => !offered.includes(id)).map((id) => [id, facts[id]]));
  const asked = asks[component.name] ?? (withTenants.includes(component.name) ? {} : undefined);
  const tenants = asked === undefined ? [] : exampleTenants({ winkel: asked });
  const cluster = exampleCluster({ ...place, ...changes, components, provides }, {}, tenants);
  const rendered = render(catalogue as readonly AnyComponent[], cluster);
  if (!rendered.ok) throw new Error(`${component.name} alone:\n${rendered.problems.map(problemText).join('\n')}`);
  const built = rendered.value.built.find((one) => one.component.name === component.name);
  if (built === undefined) throw new Error(`${component.name} is not in a cluster that has it turned on`);
  return { cluster, built };
}
