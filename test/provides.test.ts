import { describe, expect, it } from 'vitest';
import { catalogue } from '../charts-ts/catalogue.ts';
import { within } from '../charts-ts/checks/pods.ts';
import { problemText } from '../charts-ts/config/problem.ts';
import { opencost } from '../charts-ts/cost/opencost/index.ts';
import { databases } from '../charts-ts/data/databases/index.ts';
import { argoCd } from '../charts-ts/gitops/argo-cd/index.ts';
import { certManager } from '../charts-ts/ingress/cert-manager/index.ts';
import { externalDns } from '../charts-ts/ingress/external-dns/index.ts';
import { traefik } from '../charts-ts/ingress/traefik/index.ts';
import { trustManager } from '../charts-ts/ingress/trust-manager/index.ts';
import type { AnyComponent } from '../charts-ts/kit/component.ts';
import { alloy } from '../charts-ts/observability/alloy/index.ts';
import { grafana } from '../charts-ts/observability/grafana/index.ts';
import { otelCollector } from '../charts-ts/observability/otel-collector/index.ts';
import { perses } from '../charts-ts/observability/perses/index.ts';
import { prometheus } from '../charts-ts/observability/prometheus/index.ts';
import { victoriaLogs } from '../charts-ts/observability/victoria-logs/index.ts';
import { render } from '../charts-ts/render.ts';
import { externalSecrets } from '../charts-ts/secrets/external-secrets/index.ts';
import { rookCeph } from '../charts-ts/storage/rook-ceph/index.ts';
import { suppliedSecrets } from '../charts-ts/supplied.ts';
import { exampleCluster, renderComponent } from './support/render.ts';

type Changes = Readonly<Record<string, unknown>>;

const block = { 'block-storage': { storageClass: 'site-block', snapshotClass: 'site-snapshots' } };
const gateway = { name: 'site', namespace: 'site-ingress', listener: 'web', podLabels: { app: 'site-proxy' } };
const own = { 'gateway-api': {}, gateway };
const withoutIngress = { traefik: { enabled: false }, 'gateway-api': { enabled: false } };
const metrics = { namespace: 'site-monitoring', podLabels: { app: 'prometheus' } };

/** What a component may reach, and what may reach it: the rules of its policy as text. */
function policy(component: { readonly name: string }, name: string, changes: Changes): string {
  return JSON.stringify(within(renderComponent(component, changes).object('NetworkPolicy', name), 'spec'));
}

function podsIn(namespace: string, labels: object): string {
  return JSON.stringify({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, podSelector: { matchLabels: labels } });
}

/** Addresses outside the cluster, on a port. */
function outsideOn(port: number): string {
  return `"ports":[{"port":${port},"protocol":"TCP"}],"to":[{"ipBlock":{"cidr":"0.0.0.0/0","except":["10.42.0.0/16","10.43.0.0/16"]}}`;
}

function words(changes: Changes): string[] {
  const rendered = render(catalogue as readonly AnyComponent[], exampleCluster(changes));
  return rendered.ok ? [] : rendered.problems.map(problemText);
}

describe('a cluster that has it by itself', () => {
  it.each<[string, Changes]>([
    ['metrics-server', { provides: { 'resource-metrics': {} } }],
    ['a Gateway and its definitions', { components: withoutIngress, provides: own }],
    ['volumes of both kinds', { provides: { ...block, 'shared-storage': { storageClass: 'site-files' } } }],
    ['a snapshot controller', { provides: { snapshots: {} } }],
    ['a load balancer', { provides: { 'load-balancer': {} } }],
    ['an identity provider', { provides: { 'identity-provider': { issuer: 'https://login.example.nl' } } }],
    ['a registry', { mirrors: { registry: 'registry.example.nl/mirror' } }],
    ['a registry, told as a fact', { provides: { registry: { url: 'https://registry.example.nl', hostname: 'registry.example.nl' } } }],
    ['a log store outside', { provides: { 'log-store': { url: 'https://logs.example.nl', kind: 'loki', otlp: 'https://logs.example.nl/otlp/v1/logs' } } }],
    ['a Git server', { provides: { 'git-server': { url: 'https://git.example.nl', hostname: 'git.example.nl' } } }],
  ])('needs no component for it: %s', (_, changes) => {
    expect(words(changes)).toEqual([]);
  });

  it('tells the component that would do it twice', () => {
    expect(words({ provides: { 'resource-metrics': {} }, components: { 'metrics-server': { enabled: true } } })).toEqual([
      expect.stringContaining('component metrics-server offers "resource-metrics" too; remove this, or set components.metrics-server.enabled: false'),
    ]);
  });
});

describe("the site's own Gateway", () => {
  const changes = { components: withoutIngress, provides: own };

  it('serves the routes of components that say only that they need one', () => {
    const { object } = renderComponent(argoCd, changes);

    expect(object('HTTPRoute', 'argocd-server')).toMatchObject({ spec: { parentRefs: [{ name: 'site', namespace: 'site-ingress', sectionName: 'web' }] } });
  });

  it('is let in, and nobody else', () => {
    const spec = policy(argoCd, 'argocd-server', changes);

    expect(spec).toContain(podsIn('site-ingress', { app: 'site-proxy' }));
    expect(spec).not.toContain('traefik');
  });

  it('has its definitions, even where nobody tells so: a route needs no more', () => {
    const grafanaOn = { ...changes, provides: { ...own, 'metric-store': { url: 'https://metrics.example.nl' }, 'external-secrets': {} } };

    expect(renderComponent(grafana, grafanaOn).object('HTTPRoute', 'grafana')).toMatchObject({ spec: { parentRefs: [{ name: 'site' }] } });
  });

  it('is whose hostnames external-dns writes; where the site has a wildcard record, nothing is needed', () => {
    const rfc2136 = { nameserver: '192.0.2.53', zones: ['example.nl'], tsigKeyName: 'polder' };
    const { object } = renderComponent(externalDns, { ...changes, components: { ...withoutIngress, 'external-dns': { rfc2136 } } });

    expect(JSON.stringify(object('Deployment', 'external-dns'))).toContain('"--gateway-name=site","--gateway-namespace=site-ingress"');
    expect(words(changes)).toEqual([]);
  });
});

describe("the site's own load balancer", () => {
  it("gives the Gateway's Service its annotations", () => {
    const gatewayAnnotations = { 'lb.example.nl/pool': 'public' };

    expect(renderComponent(traefik, { provides: { 'load-balancer': { gatewayAnnotations } } }).object('Service', 'traefik')).toMatchObject({
      metadata: { annotations: gatewayAnnotations },
    });
  });
});

describe("the site's own volumes", () => {
  it('are what components claim', () => {
    const claim = within(renderComponent(victoriaLogs, { provides: block }).object('StatefulSet', 'victoria-logs'), 'spec', 'volumeClaimTemplates');

    expect(claim).toMatchObject([{ spec: { storageClassName: 'site-block' } }]);
  });

  it('are where databases stand', () => {
    const { object } = renderComponent(databases, {
      backups: { endpoint: 'https://s3.elsewhere.example.nl', bucket: 'backups' },
      provides: block,
      components: { 'cloudnative-pg': { enabled: true }, databases: { clusters: { shop: {} } } },
    });

    expect(object('Cluster', 'shop')).toMatchObject({ spec: { storage: { storageClass: 'site-block' } } });
  });

  it('have snapshots where the cluster makes them: rook-ceph asks for no controller of its own', () => {
    const ceph = { components: { 'rook-ceph': { devices: '^sdb$', osds: 3 } }, provides: { snapshots: {} } };

    expect(renderComponent(rookCeph, ceph).objects.filter(({ kind }) => kind === 'VolumeSnapshotClass')).not.toEqual([]);
  });
});

describe('a log store', () => {
  const url = 'https://logs.example.nl:8443';
  const outside = { 'log-store': { url, kind: 'loki', otlp: `${url}/otlp/v1/logs` } };
  const inside = {
    'log-store': {
      url: 'http://loki.site-logs.svc:3100',
      kind: 'loki',
      otlp: 'http://loki.site-logs.svc:3100/otlp/v1/logs',
      namespace: 'site-logs',
      podLabels: { app: 'loki' },
      port: 3100,
    },
  };

  it.each([
    [otelCollector, 'otel-collector'],
    [otelCollector, 'otel-gateway'],
    [alloy, 'alloy'],
  ])('outside the cluster is reached by its port alone, from %#', (component, name) => {
    expect(policy(component, name, { provides: outside })).toContain(outsideOn(8443));
  });

  it('in the cluster is reached by its pods', () => {
    const spec = policy(alloy, 'alloy', { provides: inside });

    expect(spec).toContain(podsIn('site-logs', { app: 'loki' }));
    expect(spec).not.toContain('0.0.0.0/0');
  });

  it('is where the agents send to', () => {
    expect(JSON.stringify(renderComponent(otelCollector, { provides: outside }).object('ConfigMap', 'otel-collector'))).toContain(`${url}/otlp/v1/logs`);
  });

  it.each([
    [otelCollector, 'DaemonSet', 'otel-collector'],
    [otelCollector, 'Deployment', 'otel-gateway'],
    [alloy, 'DaemonSet', 'alloy'],
  ])("outside the cluster may have a certificate of the site's own CA, for %#", (component, kind, name) => {
    const pod = (provides: object) => JSON.stringify(renderComponent(component, { provides }).object(kind, name));

    expect(pod(outside)).toContain('"name":"SSL_CERT_FILE","value":"/etc/polder/trust/');
    expect(pod(inside)).not.toContain('SSL_CERT_FILE');
  });

  it('tells all of where its pods are, or nothing', () => {
    expect(() => exampleCluster({ provides: { 'log-store': { ...outside['log-store'], namespace: 'site-logs' } } })).toThrow(
      'tells only a part of where it is; write namespace, podLabels and port of its pods, or none of them where it stands outside the cluster',
    );
  });
});

describe('a metric store', () => {
  const outside = { metrics, 'metric-store': { url: 'https://metrics.example.nl' }, 'external-secrets': {}, ...own };

  it.each([
    [perses, 'perses'],
    [grafana, 'grafana'],
    [opencost, 'opencost'],
  ])('outside the cluster is reached over HTTPS, from %#', (component, name) => {
    expect(policy(component, name, { components: withoutIngress, provides: outside })).toContain(outsideOn(443));
  });

  it("gets alerts' rules and monitors read by the site's own Prometheus", () => {
    const { objects } = renderComponent(certManager, { provides: { metrics } });

    expect(objects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['PrometheusRule', 'ServiceMonitor']));
    expect(policy(certManager, 'cert-manager', { provides: { metrics } })).toContain(podsIn('site-monitoring', { app: 'prometheus' }));
  });

  it('is told of by an Alertmanager of the site', () => {
    const alerting = {
      url: 'http://alertmanager.site-monitoring.svc:9093',
      service: 'alertmanager',
      namespace: 'site-monitoring',
      podLabels: { app: 'am' },
      port: 9093,
    };
    const { object } = renderComponent(prometheus, { components: { 'prometheus-operator': { enabled: true } }, provides: { ...block, alerting } });

    expect(object('Prometheus', 'prometheus')).toMatchObject({
      spec: { alerting: { alertmanagers: [{ namespace: 'site-monitoring', name: 'alertmanager' }] } },
    });
  });
});

describe("the site's own secret store", () => {
  const vault = {
    url: 'https://vault.example.nl:8200',
    mount: 'platform',
    auth: { path: 'kubernetes', role: 'platform', account: 'reader', audience: 'vault' },
  };

  it('is reached outside the cluster, with the certificate that a person gave or a public one', () => {
    const ca = { secretName: 'vault-ca', key: 'ca.crt' };
    const store = (provides: object) => renderComponent(externalSecrets, { provides: { vault: provides } }).object('ClusterSecretStore', 'platform');

    expect(policy(externalSecrets, 'external-secrets', { provides: { vault } })).toContain(outsideOn(8200));
    expect(within(store(vault), 'spec', 'provider', 'vault')).not.toHaveProperty('caProvider');
    expect(within(store({ ...vault, ca }), 'spec', 'provider', 'vault')).toMatchObject({ caProvider: { namespace: 'external-secrets', name: 'vault-ca' } });
  });
});

describe("the site's own certificates", () => {
  it('leave cert-manager out where an issuer and its program are there', () => {
    const provides = { certificates: {}, issuer: { name: 'site', wildcard: true } };
    const { object } = renderComponent(traefik, { provides, components: { 'cert-manager': { enabled: false } } });

    expect(object('Certificate', 'public')).toMatchObject({ spec: { issuerRef: { kind: 'ClusterIssuer', name: 'site' } } });
    expect(words({ provides, components: { 'cert-manager': { enabled: false } } })).toEqual([]);
  });

  it('are trusted where the site has a bundle of its own', () => {
    const changes = { provides: { 'trust-bundle': { configMap: 'site-ca', key: 'ca.crt' } }, components: { 'trust-manager': { enabled: false } } };

    expect(words(changes)).toEqual([]);
    expect(() => renderComponent(trustManager, changes)).toThrow('trust-manager is not in this cluster');
  });
});

describe("the site's own identity provider", () => {
  it('makes people supply the secrets of clients that need one, and nothing else', () => {
    const provides = {
      'identity-provider': { issuer: 'https://login.example.nl' },
      'metric-store': { url: 'https://metrics.example.nl' },
      'external-secrets': {},
    };
    const supplied = suppliedSecrets(catalogue, exampleCluster({ provides, components: { grafana: { enabled: true } } }));

    expect(supplied.ok && supplied.value.filter(({ name }) => name.startsWith('oidc-')).every(({ keys }) => keys.includes('client-secret'))).toBe(true);
  });

  it('is reached by what asks it, as any address outside', () => {
    const changes = { provides: { 'identity-provider': { issuer: 'https://login.example.nl' } } };

    expect(policy(argoCd, 'argocd-server', changes)).toMatch(/"port":443/);
  });

  // The programs of tenants are in policies of their own.
  const asking = (catalogue as readonly AnyComponent[]).filter(({ oidcClients, forTenants }) => oidcClients !== undefined && forTenants === undefined);

  it.each(asking.map((component) => [component.name, component] as const))('may be asked at its own port, by %s', (_, component) => {
    const provides = {
      ...block,
      'identity-provider': { issuer: 'https://login.example.nl:8443' },
      'external-secrets': {},
      'metric-store': { url: 'https://metrics.example.nl' },
    };
    // A page for the login proxy to serve.
    const components = { 'cloudnative-pg': { enabled: true }, perses: { enabled: true }, [component.name]: { enabled: true } };
    const policies = renderComponent(component, { provides, access: { beheer: 'administrator' }, components }).objects.filter(
      ({ kind }) => kind === 'NetworkPolicy',
    );

    expect(policies.filter((one) => JSON.stringify(one).match(/"ports":\[[^\]]*"port":8443,/)).map(({ metadata }) => metadata.name)).not.toEqual([]);
  });
});
