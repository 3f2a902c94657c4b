import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { snapshotController } from './index.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };

function rendered(changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(snapshotController, changes);
}

describe('the definitions', () => {
  it('are those of volume snapshots, and not of groups, which no driver of the platform makes', () => {
    const [source] = snapshotController.crds;

    expect(Object.keys(source?.kinds ?? {}).every((kind) => kind.startsWith('snapshot.storage.k8s.io/'))).toBe(true);
    expect(source?.include.startsWith('*')).toBe(false);
  });
});

describe('running it', () => {
  it('has one that works and one that waits in production', () => {
    expect(rendered({ profile: 'production' }).object('Deployment', 'snapshot-controller')).toMatchObject({ spec: { replicas: 2 } });
    expect(rendered({ profile: 'production' }).object('PodDisruptionBudget', 'snapshot-controller')).toMatchObject({ spec: { maxUnavailable: 1 } });
  });

  it('elects a leader even when it is alone, since a rollout starts its successor beside it', () => {
    expect(JSON.stringify(rendered().object('Deployment', 'snapshot-controller'))).toContain('--leader-election=true');
  });

  it('counts as there only after it would have given up on missing definitions', () => {
    expect(rendered().object('Deployment', 'snapshot-controller')).toMatchObject({ spec: { minReadySeconds: 35 } });
  });

  it('talks to the API server only', () => {
    expect(rendered().object('NetworkPolicy', 'snapshot-controller')['spec']).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'snapshot-controller' } },
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 6443, protocol: 'TCP' }] }],
    });
  });

  it('lets Prometheus in where there is one, and brings its alerts', () => {
    expect(JSON.stringify(rendered(metrics).object('NetworkPolicy', 'snapshot-controller'))).toContain('"monitoring"');
    expect(JSON.stringify(rendered(metrics).object('PrometheusRule', 'snapshot-controller'))).toContain('SnapshotsDoNotFinish');
  });

  it('is there in small and production, and not in a lab', () => {
    expect(snapshotController.enabledIn).toEqual(['small', 'production']);
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s', (profile) => {
    expect(rendered({ profile, ...metrics, mirrors: { registry: 'registry.example.nl' } }).objects.length).toBeGreaterThan(0);
  });
});

describe('what it may', () => {
  it('reads no Secret, and removes no snapshot that a person made', () => {
    const rules = JSON.stringify(rendered().object('ClusterRole', 'snapshot-controller')['rules']);

    expect(rules).not.toContain('secrets');
    expect(rules).toContain('{"apiGroups":["snapshot.storage.k8s.io"],"resources":["volumesnapshots"],"verbs":["get","list","watch","update","patch"]}');
  });
});
