import type { Built } from '../../charts-ts/built.ts';
import { catalogue, type PolderCluster } from '../../charts-ts/catalogue.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import { render } from '../../charts-ts/render.ts';
import { exampleCluster } from './render.ts';
import { siteCertificate } from './site-certificate.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };
const mirrors = { airGapped: true, mirrors: { registry: 'registry.example.nl/mirror', git: 'https://git.example.nl/mirror' } };

/** All components but those that stand in for each other. */
function allBut(without: readonly string[], settings: Readonly<Record<string, object>>): Readonly<Record<string, unknown>> {
  const components = catalogue.filter((component: AnyComponent) => !component.required).map(({ name }: AnyComponent) => name);
  return Object.fromEntries(components.map((name) => [name, { enabled: !without.includes(name), ...settings[name] }]));
}

/** Nodes that hold all components at once. */
const large = ['zone-a', 'zone-b', 'zone-c'].map((zone) => ({ zone, count: 2, cpu: '32', memory: '128Gi' }));
const access = { 'platform-beheer': 'administrator', 'platform-dienst': 'operator', 'platform-audit': 'viewer' };
const place = { nodes: large, backups: { endpoint: 'https://s3.elsewhere.example.nl', bucket: 'backups' }, access };

/** Everything, with storage on the nodes' disks and logs in VictoriaLogs. */
export const complete = {
  ...place,
  components: allBut(['storage-classes', 'local-path', 'loki', 'alloy'], {
    metallb: { pools: { public: { addresses: ['192.0.2.0/28'], announce: 'bgp' } }, bgp: { peers: { router: { address: '10.20.0.1', asn: 64500 } } } },
    'external-dns': { powerdns: { url: 'https://pdns.example.nl:8081', zones: ['example.nl'] } },
    'rook-ceph': { devices: '^sd[b-c]$', osds: 6 },
    databases: { clusters: { shop: {} } },
    'otel-collector': { auditLog: {} },
  }),
};

/** Everything that has another way: the site's own storage, Loki for logs, another name server. */
export const otherwise = {
  ...place,
  components: allBut(['rook-ceph', 'local-path', 'victoria-logs'], {
    metallb: { pools: { public: { addresses: ['192.0.2.0/28'] } } },
    'external-dns': { rfc2136: { nameserver: '192.0.2.53', zones: ['example.nl'], tsigKeyName: 'polder' } },
    'storage-classes': {
      classes: {
        block: { provisioner: 'block.csi.example.nl', default: true, snapshots: {} },
        files: { provisioner: 'files.csi.example.nl', access: 'readWriteMany' },
      },
    },
    'otel-collector': { podLogs: false },
  }),
};

/** The same on one disk. */
const onOneDisk = { ...otherwise, components: { ...otherwise.components, 'storage-classes': { enabled: false }, 'local-path': { enabled: true } } };

/** OpenShift with all that it has by itself: its router, its monitoring, its volumes and snapshots. */
export const openshift = {
  ...place,
  kubernetes: '1.34',
  distribution: 'openshift',
  components: {
    ...allBut(
      [
        'rook-ceph',
        'local-path',
        'storage-classes',
        'victoria-logs',
        'gateway-api',
        'traefik',
        'metrics-server',
        'snapshot-controller',
        'prometheus-operator',
        'prometheus',
        'alertmanager',
      ],
      {
        metallb: { pools: { public: { addresses: ['192.0.2.0/28'] } } },
        'external-dns': { rfc2136: { nameserver: '192.0.2.53', zones: ['example.nl'], tsigKeyName: 'polder' } },
        databases: { clusters: { shop: {} } },
        'otel-collector': { podLogs: false, auditLog: {} },
      },
    ),
  },
  provides: {
    'gateway-api': {},
    gateway: {
      kind: 'openshift-router',
      name: 'default',
      namespace: 'openshift-ingress',
      podLabels: { 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default' },
    },
    metrics: { namespace: 'openshift-user-workload-monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } },
    'metric-store': { url: 'https://metrics.example.nl' },
    'resource-metrics': {},
    snapshots: {},
    'block-storage': { storageClass: 'ocs-storagecluster-ceph-rbd', snapshotClass: 'ocs-storagecluster-rbdplugin-snapclass' },
    'shared-storage': { storageClass: 'ocs-storagecluster-cephfs' },
  },
};

/** Clusters that differ in all that changes what components make. */
export const variants: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  lab: { profile: 'lab' },
  small: { profile: 'small' },
  production: { profile: 'production' },
  'production with metrics': { profile: 'production', ...metrics },
  'small, air-gapped, with metrics': { profile: 'small', ...mirrors, ...metrics },
  'production with everything': { profile: 'production', ...mirrors, trust: { certificates: siteCertificate }, ...complete },
  'small with everything, otherwise': { profile: 'small', ...otherwise },
  'lab with everything, otherwise': { profile: 'lab', ...onOneDisk },
  openshift: { profile: 'production', ...openshift },
};

export interface Variant {
  readonly variant: string;
  readonly cluster: PolderCluster;
  readonly built: readonly Built[];
}

/** Every variant, rendered with all checks. Throws the problems' text where one does not hold. */
export function renderVariants(): Variant[] {
  return Object.entries(variants).map(([variant, changes]) => {
    const cluster = exampleCluster(changes);
    const rendered = render(catalogue as readonly AnyComponent[], cluster);
    if (!rendered.ok) throw new Error(`${variant}:\n${rendered.problems.map(problemText).join('\n')}`);
    return { variant, cluster, built: rendered.value.built };
  });
}
