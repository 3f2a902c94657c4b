import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { exampleCluster, type RenderedComponent, renderComponent } from '../../../test/support/render.ts';
import { within } from '../../checks/pods.ts';
import { PostgresConfig } from '../../kit/postgres-config.ts';
import { cloudnativePg } from './index.ts';

const backups = { backups: { endpoint: 'https://s3.backup.example.nl', bucket: 'polder-backups' } };
const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };

function rendered(changes: Readonly<Record<string, unknown>> = {}): RenderedComponent {
  return renderComponent(cloudnativePg, changes);
}

interface Container {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
}

function container({ object }: RenderedComponent, deployment = 'cloudnative-pg'): Container {
  return (within(object('Deployment', deployment), 'spec', 'template', 'spec', 'containers') as readonly Container[])[0] as Container;
}

function environment(objects: RenderedComponent, deployment?: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(container(objects, deployment).env.map(({ name, value }) => [name, value]));
}

const webhooks = (object: unknown) =>
  within(object, 'webhooks') as readonly { readonly name: string; readonly failurePolicy: string; readonly clientConfig: { readonly service: object } }[];

describe('images', () => {
  it('come from the site’s registry, also those that the operator starts', () => {
    const objects = rendered({ ...backups, mirrors: { registry: 'registry.example.nl:5000/mirror' } });

    expect(environment(objects)).toMatchObject({
      OPERATOR_IMAGE_NAME: 'registry.example.nl:5000/mirror/ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0',
      POSTGRES_IMAGE_NAME: expect.stringMatching(/^registry\.example\.nl:5000\/mirror\/ghcr\.io\/cloudnative-pg\/postgresql:18\./),
      PGBOUNCER_IMAGE_NAME: expect.stringMatching(/^registry\.example\.nl:5000\/mirror\//),
    });
    expect(environment(objects, 'barman-cloud')['SIDECAR_IMAGE']).toMatch(/^registry\.example\.nl:5000\/mirror\/.+\/plugin-barman-cloud-sidecar:v0\.14\.0$/);
  });

  it('of PostgreSQL stand in a catalogue, with the digest that is locked', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const image = 'ghcr.io/cloudnative-pg/postgresql:18.4-standard-trixie';
    const objects = renderComponent(cloudnativePg, {}, { images: { [image]: digest } });

    expect(objects.object('ClusterImageCatalog', 'platform')['spec']).toEqual({ images: [{ major: 18, image: `${image}@${digest}` }] });
  });

  it('have the major version that clusters get by default: a newer one would raise them all', () => {
    const spec = rendered().object('ClusterImageCatalog', 'platform')['spec'] as { readonly images: readonly { readonly major: number }[] };

    expect(spec.images.map(({ major }) => major)).toContain(PostgresConfig.parse({}).major);
  });
});

describe('the webhooks', () => {
  it('have the names that the operator writes its CA into, and its Service', () => {
    const objects = rendered();
    const asked = [
      ...webhooks(objects.object('MutatingWebhookConfiguration', 'cnpg-mutating-webhook-configuration')),
      ...webhooks(objects.object('ValidatingWebhookConfiguration', 'cnpg-validating-webhook-configuration')),
    ];

    expect(asked.map(({ name }) => name)).toEqual([
      'mbackup.cnpg.io',
      'mcluster.cnpg.io',
      'mdatabase.cnpg.io',
      'mscheduledbackup.cnpg.io',
      'vbackup.cnpg.io',
      'vcluster.cnpg.io',
      'vdatabase.cnpg.io',
      'vscheduledbackup.cnpg.io',
      'vpooler.cnpg.io',
    ]);
    for (const { clientConfig, failurePolicy } of asked) {
      expect(clientConfig.service).toMatchObject({ name: 'cnpg-webhook-service', namespace: 'cnpg-system' });
      expect(failurePolicy).toBe('Fail');
    }
  });

  it('are open to the nodes, where the API server is', () => {
    expect(JSON.stringify(rendered().object('NetworkPolicy', 'cloudnative-pg')['spec'])).toContain(
      '{"from":[{"ipBlock":{"cidr":"10.20.0.0/24"}}],"ports":[{"port":9443,"protocol":"TCP"}]}',
    );
  });
});

describe('the operator', () => {
  it('reaches each PostgreSQL in any namespace, and nothing else but the API server', () => {
    expect(within(rendered().object('NetworkPolicy', 'cloudnative-pg'), 'spec', 'egress')).toEqual([
      { to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 6443, protocol: 'TCP' }] },
      {
        to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'cnpg.io/podRole': 'instance' } } }],
        ports: [
          { port: 8000, protocol: 'TCP' },
          { port: 5432, protocol: 'TCP' },
        ],
      },
    ]);
  });

  it('may change its own webhook configurations only', () => {
    const rules = rendered().object('ClusterRole', 'cloudnative-pg')['rules'] as readonly { readonly apiGroups: string[]; readonly resourceNames?: string[] }[];

    expect(rules.filter(({ apiGroups }) => apiGroups.includes('admissionregistration.k8s.io')).map(({ resourceNames }) => resourceNames)).toEqual([
      ['cnpg-mutating-webhook-configuration'],
      ['cnpg-validating-webhook-configuration'],
    ]);
  });

  it('has two pods in production: the API server asks it before each change', () => {
    expect(rendered({ profile: 'production' }).object('Deployment', 'cloudnative-pg')).toMatchObject({ spec: { replicas: 2 } });
  });

  it('hands out queries for metrics that are YAML with a column for each metric', () => {
    const data = rendered().object('ConfigMap', 'postgres-metrics')['data'] as { readonly queries: string };
    const queries = load(data.queries) as Readonly<Record<string, { readonly query: string; readonly metrics: readonly object[] }>>;

    expect(environment(rendered())['MONITORING_QUERIES_CONFIGMAP']).toBe('postgres-metrics');
    for (const { query, metrics: columns } of Object.values(queries))
      for (const column of columns.flatMap((metric) => Object.keys(metric))) expect(query).toMatch(new RegExp(`\\b${column}\\b`));
  });
});

describe('the Barman Cloud plugin', () => {
  it('is there where backups have a place, and others are told so', () => {
    const offered = (changes: Readonly<Record<string, unknown>>) => {
      const { config } = exampleCluster(changes);
      return cloudnativePg.offers({ cluster: { ...config, id: 'site/example', site: 'site', name: 'example', tenants: [] }, config: {} as never })[0]?.value;
    };

    expect(rendered(backups).object('Deployment', 'barman-cloud')).toBeDefined();
    expect(offered(backups)).toMatchObject({ backups: true, namespace: 'cnpg-system', imageCatalog: 'platform' });
    expect(rendered().objects.map(({ metadata }) => metadata.name)).not.toContain('barman-cloud');
    expect(offered({})).toMatchObject({ backups: false });
  });

  it('knows the operator by a client certificate, and is known by its own', () => {
    const objects = rendered(backups);

    expect(objects.object('Certificate', 'barman-cloud-client')['spec']).toMatchObject({
      commonName: 'barman-cloud-client',
      usages: ['digital signature', 'client auth'],
    });
    expect(objects.object('Certificate', 'barman-cloud-server')['spec']).toMatchObject({
      dnsNames: ['barman-cloud'],
      usages: ['digital signature', 'server auth'],
    });
    expect(objects.object('Service', 'barman-cloud').metadata).toMatchObject({
      labels: { 'cnpg.io/pluginName': 'barman-cloud.cloudnative-pg.io' },
      annotations: { 'cnpg.io/pluginServerSecret': 'barman-cloud-server', 'cnpg.io/pluginClientSecret': 'barman-cloud-client', 'cnpg.io/pluginPort': '9090' },
    });
  });

  it('makes room for its successor, which is ready only when it leads', () => {
    expect(rendered(backups).object('Deployment', 'barman-cloud')).toMatchObject({ spec: { strategy: { rollingUpdate: { maxUnavailable: 1 } } } });
  });

  it('is asked by the operator alone', () => {
    expect(within(rendered(backups).object('NetworkPolicy', 'barman-cloud'), 'spec', 'ingress')).toEqual([
      { from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } } }], ports: [{ port: 9090, protocol: 'TCP' }] },
    ]);
  });
});

describe('metrics', () => {
  it('are read, and alerted on, where there is a Prometheus', () => {
    const objects = rendered({ ...backups, ...metrics });
    const rules = JSON.stringify(objects.object('PrometheusRule', 'cloudnative-pg'));

    for (const workload of ['cloudnative-pg', 'barman-cloud']) expect(objects.object('PodMonitor', workload)).toBeDefined();
    for (const alert of ['CloudNativePgDown', 'BarmanCloudPluginDown', 'PostgresArchivingFails']) expect(rules).toContain(alert);
    expect(JSON.stringify(rendered(metrics).object('PrometheusRule', 'cloudnative-pg'))).not.toContain('BarmanCloudPluginDown');
  });
});
