import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { victoriaTraces } from './index.ts';

const metrics = { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } };
const storage = { 'block-storage': { storageClass: 'fast' } };

function rendered(settings: object = {}, changes: object = {}) {
  return renderComponent(victoriaTraces, { provides: { ...storage, metrics }, components: { 'victoria-traces': { enabled: true, ...settings } }, ...changes });
}

describe('traces', () => {
  it('are kept for days, and fewer when the volume is full', () => {
    expect(JSON.stringify(rendered({ retention: '14d', volume: '100Gi' }).object('StatefulSet', 'victoria-traces'))).toMatch(
      /-retentionPeriod=14d.*-retention.maxDiskSpaceUsageBytes=81920MiB/,
    );
  });

  it('are kept for a number of days', () => {
    expect(() => rendered({ retention: '90m' })).toThrow('90m is not a number of whole days');
  });

  it('come from the gateway, and are read by what shows them', () => {
    const users = { 'victoria-logs': { enabled: true }, 'otel-collector': { enabled: true } };
    const { object } = renderComponent(victoriaTraces, { provides: { ...storage, metrics }, components: { 'victoria-traces': { enabled: true }, ...users } });

    expect(object('NetworkPolicy', 'victoria-traces')['spec']).toMatchObject({
      ingress: [
        { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'otel-collector' } } }], ports: [{ port: 10428 }] },
        { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }], ports: [{ port: 10428 }] },
      ],
    });
  });

  it.each(['lab', 'small', 'production'])('hold all checks on a cluster of profile %s', (profile) => {
    expect(rendered({}, { profile }).objects.length).toBeGreaterThan(0);
  });
});
