import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { catalogue } from '../../catalogue.ts';
import { logStore } from '../../kit/capability.ts';
import { order } from '../../order.ts';
import { victoriaLogs } from './index.ts';

const metrics = { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } };
const storage = { 'block-storage': { storageClass: 'fast' } };

function rendered(settings: object = {}, changes: Readonly<Record<string, unknown>> = {}) {
  const { provides = {}, components = {}, ...rest } = changes as { provides?: object; components?: object };
  return renderComponent(victoriaLogs, {
    ...rest,
    provides: { ...storage, ...provides },
    components: { ...components, 'victoria-logs': { enabled: true, ...settings } },
  });
}

function args(settings: object = {}, profile = 'small', store = 'victoria-logs'): readonly string[] {
  const object = rendered(settings, { profile }).object('StatefulSet', store) as unknown as {
    spec: { template: { spec: { containers: readonly [{ args: readonly string[] }] } } };
  };
  return object.spec.template.spec.containers[0].args;
}

function fact(settings: object) {
  const planned = order(catalogue, exampleCluster({ provides: storage, components: { 'victoria-logs': { enabled: true, ...settings } } }));
  if (!planned.ok) throw new Error('the example is not valid');
  return planned.value.fact(logStore);
}

function callers(store: string): string {
  const collector = { 'otel-collector': { enabled: true }, perses: { enabled: true } };
  const provides = { metrics, 'metric-store': { url: 'http://p.monitoring.svc:9090', namespace: 'monitoring', podLabels: {}, port: 9090 } };
  return JSON.stringify(rendered({ audit: {} }, { components: collector, provides }).object('NetworkPolicy', store)['spec']);
}

describe('how long logs are kept', () => {
  it.each([
    ['lab', '-retentionPeriod=3d'],
    ['small', '-retentionPeriod=30d'],
    ['production', '-retentionPeriod=90d'],
  ])('in profile %s is %s', (profile, flag) => {
    expect(args({}, profile)).toContain(flag);
  });

  it('ends earlier when four fifths of the volume are used', () => {
    expect(args({ volume: '10Gi' })).toContain('-retention.maxDiskSpaceUsageBytes=8192MiB');
    expect(args({ volume: '1Ti' })).toContain('-retention.maxDiskSpaceUsageBytes=819GiB');
  });

  it('is a number of days', () => {
    expect(() => rendered({ retention: '12h' })).toThrow('components.victoria-logs.retention: 12h is not a number of whole days; write it like 30d');
  });
});

it('reads each argument of an address, however many there are: one of them keeps a tenant to their namespace', () => {
  expect(JSON.stringify(rendered().object('StatefulSet', 'victoria-logs'))).toContain('{"name":"GODEBUG","value":"urlmaxqueryparams=0"}');
});

describe('audit logs', () => {
  it('have a store of their own in production, which keeps them for half a year', () => {
    expect(args({}, 'production', 'victoria-logs-audit')).toContain('-retentionPeriod=183d');
  });

  it('go to the one store where there is no second', () => {
    expect(() => rendered().object('StatefulSet', 'victoria-logs-audit')).toThrow('no StatefulSet/victoria-logs-audit');
    expect(fact({})).not.toHaveProperty('audit');
  });

  it('get a second store by an empty setting', () => {
    expect(fact({ audit: {} })?.audit).toEqual({
      url: 'http://victoria-logs-audit.monitoring.svc:9428',
      otlp: 'http://victoria-logs-audit.monitoring.svc:9428/insert/opentelemetry/v1/logs',
      podLabels: { 'app.kubernetes.io/name': 'victoria-logs-audit' },
    });
  });

  it('are out of reach of what shows logs', () => {
    expect(callers('victoria-logs')).toContain('"perses"');
    expect(callers('victoria-logs-audit')).not.toContain('"perses"');
    expect(callers('victoria-logs-audit')).toContain('"otel-collector"');
  });
});

describe('the store', () => {
  it('is told to others as VictoriaLogs, with where OTLP goes', () => {
    expect(fact({})).toMatchObject({ kind: 'victoria-logs', otlp: 'http://victoria-logs.monitoring.svc:9428/insert/opentelemetry/v1/logs' });
  });

  it('calls nobody', () => {
    expect(rendered().object('NetworkPolicy', 'victoria-logs')['spec']).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    expect(rendered().object('NetworkPolicy', 'victoria-logs')['spec']).not.toHaveProperty('egress');
  });

  it('lets nobody in where nobody uses it', () => {
    expect(rendered().object('NetworkPolicy', 'victoria-logs')['spec']).not.toHaveProperty('ingress');
  });

  it('has a volume of the site’s class, and writes nowhere else', () => {
    expect(rendered().object('StatefulSet', 'victoria-logs')).toMatchObject({
      spec: {
        volumeClaimTemplates: [{ spec: { storageClassName: 'fast', resources: { requests: { storage: '50Gi' } } } }],
        template: { spec: { containers: [{ volumeMounts: [{ name: 'data', mountPath: '/data' }], securityContext: { readOnlyRootFilesystem: true } }] } },
      },
    });
  });

  it('tells of each store that is gone', () => {
    const rules = JSON.stringify(rendered({ audit: {} }, { provides: { metrics } }).object('PrometheusRule', 'victoria-logs'));

    expect(rules).toContain('victoria-logs-audit\\"}) == 0');
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s', (profile) => {
    expect(rendered({}, { profile, provides: { metrics } }).objects.length).toBeGreaterThan(0);
  });
});
