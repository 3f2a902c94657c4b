import type { Construct } from 'constructs';
import { z } from 'zod';
import { certificates, issuer, metrics, namespaces, offer, trustBundle } from '../../kit/capability.ts';
import { type ClusterContext, component } from '../../kit/component.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, fromNodes, toApiServer } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { resource, step } from '../../kit/resource.ts';
import { sized } from '../../kit/size.ts';
import { deployment, emptyDir, httpProbe, mount, secretVolume, service } from '../../kit/workload.ts';
import { trustManagerAlerts } from './alerts.ts';
import { trustManagerDashboard } from './dashboard.ts';
import { trustManagerRights } from './rbac.ts';
import type { Bundle } from './types.ts';
import { bundleWebhook } from './webhook.ts';

const name = 'trust-manager';
const ports = { webhook: 6443, health: 6060, metrics: 9402 } as const;

/** The ConfigMap that every namespace gets, and the name of its file as Debian calls it. */
const bundle = { configMap: 'platform-trust', key: 'ca-certificates.crt' } as const;

/** Gives every namespace the CAs to trust: the public ones and the site's own. */
export const trustManager = component({
  name,
  area: 'ingress',
  purpose: "trust-manager, which puts the public CAs and the site's own into a ConfigMap in every namespace",
  homepage: 'https://cert-manager.io/docs/trust/trust-manager/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated, as a part of cert-manager',
  choice: { runnerUp: 'a ConfigMap copied by hand', because: 'each namespace gets the same bundle, and a new CA reaches all at once' },
  upgrade: 'Its API is alpha: read the release notes for changes to Bundle.',
  images: {
    manager: { repository: 'quay.io/jetstack/trust-manager', version: 'v0.25.0' },
    // Debian's package of public CAs: make/00_debian_trixie_version.mk of the release names it.
    publicCas: { repository: 'quay.io/jetstack/trust-pkg-debian-trixie', version: '20250419.2' },
  },
  crds: [
    {
      repository: 'https://github.com/cert-manager/trust-manager.git',
      // v0.25.0 says the same rules in other words: has(a) || has(b) for a list of both, counted.
      tag: 'v0.24.0',
      commit: '75590d07c8b52b29cafd7b01bac6a1adbfa591cd',
      path: 'deploy/crds',
      include: 'trust.cert-manager.io_*.yaml',
      kinds: { 'trust.cert-manager.io/Bundle': 'Cluster' },
    },
  ],
  // trust-manager reads its sources in cert-manager's namespace, where the lab's own root is.
  namespace: { name: 'cert-manager', podSecurity: 'restricted' },
  config: z.strictObject({
    replicas: z.int().min(1).max(9).default(1).describe('How many pods; one works and the others wait'),
    publicCas: z.boolean().default(true).describe("False leaves only the site's own CAs in the bundle"),
    size: sized({ cpu: '25m', memory: '128Mi', cpuLimit: '500m' }),
  }),
  profiles: { lab: { size: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' } }, production: { replicas: 2 } },
  needs: { namespaces, certificates },
  wants: { metrics, issuer },
  madeAtRunTime: [{ kind: 'ConfigMap', name: bundle.configMap, by: 'trust-manager, in every namespace, from the Bundle' }],
  mistakes: ({ cluster, config }) =>
    !config.publicCas && cluster.trust.certificates === undefined
      ? [{ path: ['publicCas'], message: "false leaves nothing to trust; put the site's CAs in trust.certificates, or leave the public ones in" }]
      : [],
  dashboards: [trustManagerDashboard],
  offers: () => [offer(trustBundle, bundle)],
  build(scope, { cluster, config, needs, wants, images, namespace }) {
    trustManagerRights(scope, name, namespace, bundle.configMap);
    const certificate = bundleWebhook(scope, name, namespace);
    deployment(scope, {
      name,
      replicas: config.replicas,
      serviceAccount: serviceAccount(scope, name),
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      volumes: [secretVolume('tls', certificate), emptyDir('packages', '50Mi')],
      initContainers: [
        {
          name: 'public-cas',
          image: images.publicCas,
          args: ['/copyandmaybepause', '/debian-package', '/packages'],
          size: { ...config.size, memory: '32Mi' },
          mounts: [mount('packages', '/packages', { writable: true })],
        },
      ],
      containers: [
        {
          name,
          image: images.manager,
          args: trustManagerArgs(namespace),
          ports,
          size: config.size,
          // Both ask whether the webhook listens.
          probes: { readiness: httpProbe('/readyz', 'health'), liveness: httpProbe('/healthz', 'health') },
          mounts: [mount('tls', '/tls'), mount('packages', '/packages')],
        },
      ],
    });
    service(scope, name, { webhook: { port: 443, target: 'webhook' }, metrics: { port: ports.metrics, target: 'metrics' } });
    allow(scope, name, {
      from: [{ peers: fromNodes(cluster), ports: [ports.webhook] }, ...scrapes(wants.metrics, ports.metrics)],
      to: [toApiServer(cluster)],
    });

    const root = wants.issuer?.root;
    platformBundle(scope, config.publicCas, cluster, root?.namespace === namespace ? root.secretName : undefined);
    monitor(scope, wants.metrics, name, 'metrics');
    alerts(scope, wants.metrics, name, trustManagerAlerts);
  },
});

/** Flags: https://cert-manager.io/docs/trust/trust-manager/ and cmd/trust-manager/app/options of the release. */
function trustManagerArgs(namespace: string): string[] {
  return [
    '--log-format=json',
    `--trust-namespace=${namespace}`,
    '--default-package-location=/packages/cert-manager-package-debian.json',
    `--webhook-port=${ports.webhook}`,
    '--webhook-certificate-dir=/tls',
    // "Good" in NCSC's TLS guidelines 2025; every supported API server speaks it.
    '--tls-min-version=VersionTLS13',
    `--readiness-probe-port=${ports.health}`,
    `--metrics-port=${ports.metrics}`,
    // An expired CA in the bundle helps nobody.
    '--filter-expired-certificates=true',
  ];
}

/** Its own webhook checks it, so it is synced when that answers. For every namespace: what is in it is public. */
function platformBundle(scope: Construct, publicCas: boolean, cluster: ClusterContext, rootSecret: string | undefined): void {
  const own = cluster.trust.certificates;
  resource<Bundle>(scope, {
    apiVersion: 'trust.cert-manager.io/v1alpha1',
    kind: 'Bundle',
    metadata: { name: bundle.configMap, annotations: step(1) },
    spec: {
      sources: [
        ...(publicCas ? [{ useDefaultCAs: true } as const] : []),
        ...(own === undefined ? [] : [{ inLine: own }]),
        ...(rootSecret === undefined ? [] : [{ secret: { name: rootSecret, key: 'tls.crt' } }]),
      ],
      target: { configMap: { key: bundle.key } },
    },
  });
}
