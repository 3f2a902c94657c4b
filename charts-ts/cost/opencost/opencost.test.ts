import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { opencost } from './index.ts';
import { hourly } from './prices.ts';
import type { PricingModel } from './pricing-model.ts';

const provides = {
  metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
  'metric-store': { url: 'http://prometheus.monitoring.svc:9090', namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' }, port: 9090 },
};
const proxy = { 'login-proxy': { namespace: 'oauth2-proxy', podLabels: { 'app.kubernetes.io/name': 'oauth2-proxy' } } };
const prices = { cpu: 14.6, memory: 3.65, gpu: 730, storage: 0.073, storageClasses: { 'fast.nvme': 0.146 } };

function rendered(settings: Readonly<Record<string, unknown>> = { prices }, changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(opencost, { provides, ...changes, components: { opencost: settings } });
}

function settings(of: ReturnType<typeof rendered> = rendered()): { readonly 'default.json': string; readonly 'nginx.conf': string } {
  return of.object('ConfigMap', 'opencost')['data'] as { readonly 'default.json': string; readonly 'nginx.conf': string };
}

const rules = (of: ReturnType<typeof rendered> = rendered()) => JSON.stringify(of.object('PrometheusRule', 'opencost'));

describe('prices', () => {
  it('are what a month costs, and OpenCost gets those of an hour', () => {
    expect(JSON.parse(settings()['default.json']) as PricingModel).toMatchObject({
      customPricesEnabled: 'true',
      currencyCode: 'EUR',
      CPU: '0.02',
      RAM: '0.005',
      GPU: '1',
      storage: '0.0001',
    });
  });

  it('are never written in the way that a program may misread', () => {
    expect(hourly(0.000001)).toBe('0.0000000014');
    expect(hourly(0)).toBe('0');
    expect(hourly(7300)).toBe('10');
  });

  it('differ by storage class in the showback', () => {
    expect(rules()).toContain('storageclass=\\"fast.nvme\\"}) * 0.0002)');
    expect(rules()).toContain('storageclass!~\\"fast\\\\\\\\.nvme\\"}) * 0.0001)');
  });

  it('are examples where the site gives none, and an alert says so', () => {
    expect(rules(rendered({}))).toContain('ShowbackHasExamplePrices');
    expect(rules()).not.toContain('ShowbackHasExamplePrices');
  });

  it('cannot be below zero', () => {
    expect(() => rendered({ prices: { ...prices, cpu: -1 } })).toThrow();
  });

  it('start it anew when they change', () => {
    const checksum = (of: ReturnType<typeof rendered>) => JSON.stringify(of.object('Deployment', 'opencost')).match(/config-checksum":"(\w+)"/)?.[1];
    expect(checksum(rendered({ prices: { ...prices, cpu: 15 } }))).not.toBe(checksum(rendered()));
  });
});

describe('what it tells and asks', () => {
  it('is nothing outside: no cloud, no telemetry, no door for language models', () => {
    const deployment = JSON.stringify(rendered().object('Deployment', 'opencost'));
    for (const off of ['CLOUD_COST_ENABLED', 'MCP_SERVER_ENABLED', 'PRODUCT_ANALYTICS_ENABLED', 'ERROR_REPORTING_ENABLED', 'LOG_COLLECTION_ENABLED'])
      expect(deployment).toContain(`{"name":"${off}","value":"false"}`);
    expect(deployment).toContain('{"name":"USE_CUSTOM_PROVIDER","value":"true"}');
    expect(rendered().object('NetworkPolicy', 'opencost')['spec']).toMatchObject({ egress: [{ ports: [{ port: 6443 }] }, { ports: [{ port: 9090 }] }] });
  });

  it('reads the cluster, and changes nothing in it', () => {
    const roles = rendered().objects.filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role');
    const verbs = roles.flatMap((role) => (role['rules'] as readonly { readonly verbs: readonly string[] }[]).flatMap((rule) => rule.verbs));
    expect(new Set(verbs)).toEqual(new Set(['get', 'list', 'watch']));
    expect(JSON.stringify(roles)).not.toContain('secrets');
    expect(JSON.stringify(rendered().object('ClusterRole', 'opencost'))).not.toContain('configmaps');
  });

  it('leaves to kube-state-metrics what that tells, or sums would count it twice', () => {
    const monitor = JSON.stringify(rendered().object('ServiceMonitor', 'opencost'));
    expect(monitor).toContain('"action":"keep"');
    expect(monitor).not.toMatch(/kube_pod_labels|kube_namespace_labels/);
  });
});

describe('its pages', () => {
  it('stand behind the login proxy, and reach the addresses that read only', () => {
    expect(JSON.stringify(rendered({ prices }, { provides: { ...provides, ...proxy } }).object('NetworkPolicy', 'opencost'))).toContain('oauth2-proxy');
    expect(JSON.stringify(rendered().object('NetworkPolicy', 'opencost'))).not.toContain('9090,"protocol":"TCP"}]}],"podSelector');
    expect(settings()['nginx.conf']).toContain('limit_except GET {');
    expect(settings()['nginx.conf']).toMatch(/location \/model\/ \{\n\s+return 404;/);
    const asked = new RegExp(/location ~ (\S+)/.exec(settings()['nginx.conf'])?.[1] ?? '');
    for (const path of ['allocation/compute', 'assets', 'cloudCost/view/table']) expect(`/model/${path}`).toMatch(asked);
    for (const path of ['refreshPricing', 'cloudCost/rebuild', 'cloudCost/repair', 'metrics']) expect(`/model/${path}`).not.toMatch(asked);
  });

  it('are served from an image that nobody can write into', () => {
    expect(JSON.stringify(rendered().object('Deployment', 'opencost'))).not.toContain('"readOnlyRootFilesystem":false');
    expect(rendered().object('Deployment', 'opencost').metadata.annotations ?? {}).toEqual({});
  });
});

describe('running it', () => {
  it('is for clusters that have a Prometheus', () => {
    expect(() => renderComponent(opencost)).toThrow(/opencost needs "metric/);
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with a mirror too', (profile) => {
    expect(rendered({ prices }, { profile }).objects.length).toBeGreaterThan(0);
    const mirrored = JSON.stringify(rendered({}, { profile, mirrors: { registry: 'registry.example.nl' } }).objects);
    for (const image of ['opencost', 'opencost-ui']) expect(mirrored).toContain(`registry.example.nl/ghcr.io/opencost/${image}:`);
  });
});
