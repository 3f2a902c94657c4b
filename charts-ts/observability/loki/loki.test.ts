import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { loki } from './index.ts';

const provides = { 'block-storage': { storageClass: 'fast' }, metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } };

function rendered(settings: object = {}, changes: object = {}) {
  return renderComponent(loki, { provides, components: { loki: { enabled: true, ...settings }, alloy: { enabled: true } }, ...changes });
}

function configuration(settings: object = {}): Readonly<Record<string, unknown>> {
  const { data } = rendered(settings).object('ConfigMap', 'loki') as unknown as { data: { 'config.yaml': string } };
  return load(data['config.yaml']) as Readonly<Record<string, unknown>>;
}

describe('Loki', () => {
  it('stands where the Haven Compliancy Checker looks', () => {
    expect(rendered().object('StatefulSet', 'loki').metadata.namespace).toBe('logging');
  });

  it('deletes what is older than the retention', () => {
    expect(configuration({ retention: '30d' })).toMatchObject({
      limits_config: { retention_period: '720h', reject_old_samples_max_age: '720h' },
      compactor: { retention_enabled: true, delete_request_store: 'filesystem' },
    });
  });

  it('keeps the logs of a tenant as long as its file says, however they came', () => {
    const made = renderComponent(
      loki,
      { provides, components: { loki: { enabled: true }, alloy: { enabled: true } } },
      {},
      exampleTenants({ bakker: {}, winkel: { retention: { logs: '7d' }, namespaces: { productie: { size: 'small' }, test: { size: 'small' } } } }),
    );
    const { data } = made.object('ConfigMap', 'loki') as unknown as { data: { 'config.yaml': string } };

    expect(load(data['config.yaml'])).toMatchObject({
      limits_config: {
        retention_stream: [
          { selector: '{tenant="winkel"}', priority: 1, period: '168h' },
          { selector: '{k8s_namespace_name=~"winkel-productie|winkel-test"}', priority: 1, period: '168h' },
        ],
      },
    });
    expect(configuration()['limits_config']).not.toHaveProperty('retention_stream');
  });

  it('tells its maker nothing', () => {
    expect(configuration()).toMatchObject({ analytics: { reporting_enabled: false } });
  });

  it('takes logs from the collectors of the platform', () => {
    expect(rendered().object('NetworkPolicy', 'loki')['spec']).toMatchObject({
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'logging' } } }], ports: [{ port: 3100 }] }, {}],
    });
  });

  it('cannot be there beside VictoriaLogs', () => {
    const both = { components: { loki: { enabled: true }, 'victoria-logs': { enabled: true } } };

    expect(() => rendered({}, both)).toThrow(/offers "log-store" already; set components\..+\.enabled: false/);
  });

  it('keeps logs for a number of days', () => {
    expect(() => rendered({ retention: '10m' })).toThrow('10m is not a number of whole days');
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s', (profile) => {
    expect(rendered({}, { profile }).objects.length).toBeGreaterThan(0);
  });
});
