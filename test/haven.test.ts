import { describe, expect, it } from 'vitest';
import { catalogue } from '../charts-ts/catalogue.ts';
import { order } from '../charts-ts/order.ts';
import { type Findings, fromFacts, judged, requiredChecks } from '../scripts/lib/haven.ts';
import { differences, fromCluster, type Observed, type ObservedNode } from '../scripts/lib/haven-live.ts';
import { havenText } from '../scripts/lib/haven-text.ts';
import { exampleCluster } from './support/render.ts';

type Changes = Readonly<Record<string, unknown>>;

const group = { zone: 'zone-a', count: 3, cpu: '16', memory: '64Gi' };

function findings(changes: Changes = {}): Findings {
  const cluster = exampleCluster(changes);
  const plan = order(catalogue, cluster);
  if (!plan.ok) throw new Error(plan.problems.map(({ message }) => message).join('\n'));
  return fromFacts(cluster.config, plan.value);
}

/** Three nodes of the control plane and three workers, in three zones. */
const nodes = ['a', 'b', 'c'].flatMap((zone): ObservedNode[] =>
  [true, false].map((controlPlane) => ({
    name: `${controlPlane ? 'cp' : 'worker'}-${zone}`,
    zone: `zone-${zone}`,
    controlPlane,
    runsPods: !controlPlane,
    externalAddress: false,
    osImage: 'Talos (v1.12.0)',
    hardening: 'talos',
  })),
);
const good: Observed = {
  nodes,
  kubernetes: '1.36',
  rbac: true,
  storageClasses: [{ name: 'ceph-filesystem', provisioner: 'rook-ceph.cephfs.csi.ceph.com' }],
  metrics: true,
  workloads: [
    { kind: 'Deployment', images: ['quay.io/jetstack/cert-manager-controller:v1.20.0'] },
    { kind: 'StatefulSet', images: ['registry.example.nl/mirror/docker.io/grafana/loki@sha256:0'] },
    { kind: 'DaemonSet', images: ['docker.io/grafana/alloy:v1.12.0'] },
  ],
};

function seen(changes: Partial<Observed> = {}): Findings {
  return fromCluster({ ...good, ...changes }, { distribution: 'kubeadm' });
}

describe('the checks', () => {
  it('are the fifteen required ones of the checker, and two that it only suggests', () => {
    const all = judged(findings());

    expect(all.filter(({ required }) => required).map(({ check }) => check)).toEqual(Object.keys(requiredChecks));
    expect(Object.keys(requiredChecks)).toHaveLength(15);
    expect(all.filter(({ required }) => !required)).toMatchObject([
      { check: 'cis', verdict: 'not judged' },
      { check: 'kubescape', verdict: 'not judged' },
    ]);
  });

  it('never say that a cluster complies: only the checker does', () => {
    const texts = [
      havenText({ cluster: 'odc/prod-1', checks: judged(findings()) }),
      havenText({ cluster: 'odc/prod-1', checks: judged(findings()), live: { checks: judged(seen()), differences: [] } }),
    ];

    for (const text of texts) {
      expect(text).not.toMatch(/haven[- ]compliant|is compliant|complies with haven/i);
      expect(text).toContain('Only the Haven Compliancy Checker says whether a cluster complies');
    }
  });

  it('leave to the run what only the run decides', () => {
    for (const of of [findings(), seen()])
      for (const check of ['havenversion', 'clusteradmin', 'shavalidation', 'cncf'] as const) expect(of[check]).toMatchObject({ verdict: 'unknown' });
  });

  it.each(
    judged(findings())
      .filter(({ verdict }) => verdict === 'not met')
      .map((one) => [one.check, one] as const),
  )('say what to do where %s is not met', (_, one) => {
    expect(one.todo).toMatch(/\w/);
  });
});

describe('from what is told of a cluster', () => {
  it.each<[keyof typeof requiredChecks, string, Changes]>([
    ['multiaz', 'met by the facts', {}],
    ['multiaz', 'not met', { nodes: [group] }],
    ['hamasters', 'unknown', { nodes: [group] }],
    ['hamasters', 'not met', { nodes: [{ ...group, count: 1, role: 'control-plane' }, group] }],
    ['hamasters', 'met by the facts', { nodes: [{ ...group, role: 'control-plane' }, group] }],
    ['haworkers', 'met by the facts', { nodes: [group] }],
    ['haworkers', 'not met', { nodes: [{ ...group, count: 2 }] }],
    ['haworkers', 'unknown', { nodes: [{ ...group, role: 'both' }] }],
    ['nodehardening', 'unknown', { nodes: [group] }],
    ['nodehardening', 'not met', { nodes: [{ ...group, hardening: 'none' }] }],
    ['nodehardening', 'met by the facts', { nodes: [{ ...group, hardening: 'apparmor' }] }],
    ['nodehardening', 'met by the facts', { nodes: [group], distribution: 'talos' }],
    ['privatenetworking', 'unknown', { nodes: [group] }],
    ['privatenetworking', 'not met', { nodes: [{ ...group, externalAddress: true }] }],
    ['privatenetworking', 'met by the facts', { nodes: [{ ...group, externalAddress: false }] }],
    ['kubernetesversion', 'met by the facts', { kubernetes: '1.34' }],
    ['rbac', 'met by the facts', {}],
    ['rwxvolumes', 'not met', {}],
    ['rwxvolumes', 'met by the facts', { provides: { 'shared-storage': { storageClass: 'files' } } }],
    [
      'rwxvolumes',
      'met by the stack',
      {
        components: {
          'storage-classes': { enabled: true, classes: { files: { provisioner: 'files.csi.example.nl', access: 'readWriteMany', default: true } } },
        },
      },
    ],
    ['autocerts', 'met by the stack', {}],
    ['metrics', 'not met', {}],
    ['metrics', 'met by the facts', { provides: { 'resource-metrics': {} } }],
    ['metrics', 'met by the stack', { components: { 'metrics-server': { enabled: true } } }],
    ['logs', 'not met', {}],
    ['logs', 'unknown', { provides: { 'log-collection': {} } }],
    [
      'logs',
      'unknown',
      { provides: { 'block-storage': { storageClass: 'block' } }, components: { 'victoria-logs': { enabled: true }, 'otel-collector': { enabled: true } } },
    ],
    [
      'logs',
      'met by the stack',
      { provides: { 'block-storage': { storageClass: 'block' } }, components: { loki: { enabled: true }, alloy: { enabled: true } } },
    ],
  ])('%s is %s', (check, verdict, changes) => {
    expect(findings(changes)[check]).toMatchObject({ verdict });
  });
});

describe('from a cluster as it runs', () => {
  it('all is met that the API tells', () => {
    expect(Object.values(seen()).filter(({ verdict }) => verdict === 'met by the cluster')).toHaveLength(11);
  });

  it.each<[keyof typeof requiredChecks, string, Partial<Observed>]>([
    ['multiaz', 'not met', { nodes: nodes.map((node) => ({ ...node, zone: undefined })) }],
    ['hamasters', 'unknown', { nodes: nodes.filter(({ controlPlane }) => !controlPlane) }],
    ['hamasters', 'not met', { nodes: nodes.slice(0, 3) }],
    ['haworkers', 'not met', { nodes: nodes.slice(0, 3) }],
    ['haworkers', 'unknown', { nodes: nodes.filter(({ controlPlane }) => controlPlane).map((node) => ({ ...node, runsPods: true })) }],
    ['nodehardening', 'unknown', { nodes: nodes.map((node) => ({ ...node, osImage: 'Ubuntu 24.04.3 LTS', hardening: undefined })) }],
    ['nodehardening', 'unknown', { nodes: [] }],
    ['privatenetworking', 'unknown', { nodes: [] }],
    ['privatenetworking', 'not met', { nodes: nodes.map((node) => ({ ...node, externalAddress: true })) }],
    ['kubernetesversion', 'not met', { kubernetes: '1.30' }],
    ['rbac', 'not met', { rbac: false }],
    ['rwxvolumes', 'unknown', { storageClasses: [{ name: 'block', provisioner: 'block.csi.example.nl' }] }],
    ['rwxvolumes', 'not met', { storageClasses: [] }],
    ['autocerts', 'not met', { workloads: [] }],
    ['logs', 'not met', { workloads: [] }],
    ['logs', 'unknown', { workloads: [{ kind: 'DaemonSet', images: ['docker.io/otel/opentelemetry-collector-contrib:0.140.0'] }] }],
    ['metrics', 'not met', { metrics: false }],
  ])('%s is %s', (check, verdict, changes) => {
    expect(seen(changes)[check]).toMatchObject({ verdict });
  });

  it('what differs from what is told of it is told', () => {
    const cluster = exampleCluster({ nodes: [{ ...group, externalAddress: false }], provides: { 'shared-storage': { storageClass: 'files' } } });
    const plan = order(catalogue, cluster);
    if (!plan.ok) throw new Error('no plan');

    expect(differences(cluster.config, plan.value, { ...good, kubernetes: '1.35', nodes: nodes.map((node) => ({ ...node, externalAddress: true })) })).toEqual([
      'kubernetes: 1.36 is told, and the API server is 1.35',
      'nodes: 3 are told, and 6 are there',
      'nodes: 0 of the control plane are told, and 3 are there',
      'nodes: the zones zone-a are told, and the nodes have zone-a, zone-b, zone-c',
      'nodes: externalAddress: false is told, and some have an ExternalIP',
      'shared-storage: StorageClass files is told, and there is ceph-filesystem',
    ]);
  });

  it('nothing differs where all is so', () => {
    const cluster = exampleCluster({
      nodes: ['a', 'b', 'c'].flatMap((zone) => ['control-plane', 'worker'].map((role) => ({ ...group, zone: `zone-${zone}`, count: 1, role }))),
    });
    const plan = order(catalogue, cluster);

    expect(plan.ok && differences(cluster.config, plan.value, good)).toEqual([]);
  });
});
