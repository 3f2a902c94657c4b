import { gateway, gitops, metrics, namespaces, offer, policyEngine, registry, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { systemNamespaces } from '../../kit/distribution.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, monitor } from '../../kit/metrics.ts';
import { kyvernoAlerts } from './alerts.ts';
import { KyvernoConfig } from './config.ts';
import { settings, unguarded } from './config-maps.ts';
import { kyvernoDashboard } from './dashboard.ts';
import { definitions } from './definitions.ts';
import { admission, background, certificates, cleanup, name, namespace, reports } from './names.ts';
import { traffic } from './network.ts';
import { programs } from './programs.ts';
import { rights } from './rbac.ts';

/** Does what the API server's own policies cannot: it looks outside the request. The policies are component kyverno-policies. */
export const kyverno = component({
  name,
  area: 'policy',
  purpose: 'Kyverno, which checks the signatures of images, gives namespaces their defaults, cleans up and reports',
  homepage: 'https://kyverno.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated',
  choice: {
    runnerUp: 'Sigstore policy-controller beside Gatekeeper',
    because: 'one program checks signatures and attestations, makes, deletes and reports, in the same CEL as the policies of the API server',
  },
  upgrade: 'One minor at a time; read its notes for kinds that go from v1beta1 and for flags. Its definitions come first, its policies after it.',
  images: {
    kyverno: { repository: 'reg.kyverno.io/kyverno/kyverno', version: 'v1.19.1' },
    kyvernopre: { repository: 'reg.kyverno.io/kyverno/kyvernopre', version: 'v1.19.1' },
    background: { repository: 'reg.kyverno.io/kyverno/background-controller', version: 'v1.19.1' },
    cleanup: { repository: 'reg.kyverno.io/kyverno/cleanup-controller', version: 'v1.19.1' },
    reports: { repository: 'reg.kyverno.io/kyverno/reports-controller', version: 'v1.19.1' },
  },
  crds: definitions,
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: KyvernoConfig,
  profiles: {
    lab: {
      replicas: { admission: 1 },
      sizes: {
        admission: { cpu: '20m', memory: '256Mi', cpuLimit: '500m' },
        background: { cpu: '10m', memory: '96Mi', cpuLimit: '250m' },
        cleanup: { cpu: '10m', memory: '96Mi', cpuLimit: '250m' },
        reports: { cpu: '10m', memory: '128Mi', cpuLimit: '250m' },
      },
    },
    production: {
      replicas: { admission: 3, background: 2, cleanup: 2, reports: 2 },
      sizes: {
        admission: { cpu: '100m', memory: '512Mi', cpuLimit: '2' },
        background: { cpu: '50m', memory: '192Mi', cpuLimit: '1' },
        cleanup: { cpu: '50m', memory: '192Mi', cpuLimit: '1' },
        reports: { cpu: '50m', memory: '384Mi', cpuLimit: '1' },
      },
    },
  },
  enabledIn: ['small', 'production'],
  needs: { namespaces },
  wants: { metrics, trustBundle },
  knows: { gitops, gateway, registry },
  madeAtRunTime: Object.entries(certificates).flatMap(([program, { authority, pair }]) =>
    [authority, pair].map((secret) => ({ kind: 'Secret' as const, name: secret, by: `${program}, at its first start, and again before it ends` })),
  ),
  supplies: ({ config }) =>
    config.registryCredentials.map((secret) => ({
      name: secret,
      keys: ['.dockerconfigjson'],
      purpose: 'a login that may only read, with which Kyverno reads signatures and attestations; from whoever runs the registry',
      command: `kubectl --namespace ${namespace} create secret docker-registry ${secret} --docker-server=<registry> --docker-username=<name> --docker-password=<token>`,
    })),
  dashboards: [kyvernoDashboard],
  offers: () => [offer(policyEngine, { namespace, accounts: { background, cleanup, reports }, readers: [admission, reports].map(selectorLabels) })],
  build(scope, { cluster, config, needs, wants, knows, images, platform }) {
    rights(scope, cluster.tenants.length > 0);
    const system = systemNamespaces(cluster);
    const others = [...system.names, knows.gitops?.namespace, knows.gateway?.namespace, knows.registry?.namespace];
    settings(scope, config, unguarded(config, platform, others), system.prefixes);
    programs(scope, { config, images, priorityClass: needs.namespaces.priorityClass, trust: wants.trustBundle });
    traffic(scope, { cluster, metrics: wants.metrics, more: config.registryPorts, gateway: knows.gateway, registry: knows.registry });
    for (const program of [admission, background, cleanup, reports]) monitor(scope, wants.metrics, program, 'metrics');
    alerts(scope, wants.metrics, name, kyvernoAlerts);
  },
});
