import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { gateway, metrics, namespaces, trustBundle } from '../../kit/capability.ts';
import { checksumOf } from '../../kit/checksum.ts';
import { component } from '../../kit/component.ts';
import { alerts, monitor } from '../../kit/metrics.ts';
import { deployment, emptyDir, httpProbe, mount, service } from '../../kit/workload.ts';
import { trivyAlerts, trivyRecordings } from './alerts.ts';
import { type TrivyConfig as Config, TrivyConfig } from './config.ts';
import { trivyDashboard } from './dashboard.ts';
import { operator, operatorEnvironment, ports, scan, trivyConfig } from './names.ts';
import { policies } from './network.ts';
import { rights } from './rbac.ts';
import { trivyServer } from './server.ts';
import { environment, scanSettings, trivySettings } from './settings.ts';

const namespace = 'trivy-system';

/**
 * Scans the images of all workloads for vulnerabilities and secrets, and keeps what it finds as reports beside them. One server
 * holds the database, from the site's registry; scans bring it what is in an image, and download nothing but that image.
 */
export const trivyOperator = component({
  name: operator,
  area: 'security',
  purpose: 'trivy-operator, which tells what is known to be wrong with the images that run',
  homepage: 'https://aquasecurity.github.io/trivy-operator/',
  licence: 'Apache-2.0',
  governance: 'Aqua Security',
  choice: { runnerUp: 'Kubescape', because: 'it scans what runs, not what was meant to run, and its database can be mirrored as an image is' },
  upgrade: "Raise operator and Trivy together, as upstream's trivy.tag says; before a new Trivy runs, compare its digest with the one that its maker signed.",
  images: {
    operator: { repository: 'ghcr.io/aquasecurity/trivy-operator', version: '0.32.0' },
    // Releases 0.69.4 to 0.69.6 held malware, under tags that people trusted (CVE-2026-33634): never below 0.72, and by the lock's digest.
    trivy: { repository: 'ghcr.io/aquasecurity/trivy', version: '0.72.0' },
    // No programs but databases, published every six hours and every day; a site's registry mirrors them like images.
    database: { repository: 'ghcr.io/aquasecurity/trivy-db', version: '2', rolling: true },
    javaDatabase: { repository: 'ghcr.io/aquasecurity/trivy-java-db', version: '1', rolling: true },
  },
  crds: [
    {
      repository: 'https://github.com/aquasecurity/trivy-operator.git',
      tag: 'v0.32.0',
      commit: '1006872c1463e81a40d48298145625aefef2a02f',
      path: 'deploy/helm/crds',
      include: 'aquasecurity.github.io_*.yaml',
      kinds: {
        'aquasecurity.github.io/ClusterComplianceReport': 'Cluster',
        'aquasecurity.github.io/ClusterConfigAuditReport': 'Cluster',
        'aquasecurity.github.io/ClusterInfraAssessmentReport': 'Cluster',
        'aquasecurity.github.io/ClusterRbacAssessmentReport': 'Cluster',
        'aquasecurity.github.io/ClusterSbomReport': 'Cluster',
        'aquasecurity.github.io/ClusterVulnerabilityReport': 'Cluster',
        'aquasecurity.github.io/ConfigAuditReport': 'Namespaced',
        'aquasecurity.github.io/ExposedSecretReport': 'Namespaced',
        'aquasecurity.github.io/InfraAssessmentReport': 'Namespaced',
        'aquasecurity.github.io/RbacAssessmentReport': 'Namespaced',
        'aquasecurity.github.io/SbomReport': 'Namespaced',
        'aquasecurity.github.io/VulnerabilityReport': 'Namespaced',
      },
    },
  ],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: TrivyConfig,
  profiles: {
    lab: {
      reports: { leaks: true, software: false, configuration: false, rbac: false },
      concurrentScans: 1,
      operator: { cpu: '20m', memory: '256Mi', cpuLimit: '500m' },
      scan: { cpu: '50m', memory: '384Mi', cpuLimit: '500m' },
    },
    small: { reports: { leaks: true, software: true, configuration: false, rbac: false }, concurrentScans: 2 },
    production: {
      concurrentScans: 5,
      operator: { cpu: '100m', memory: '1Gi', cpuLimit: '2' },
      server: { cpu: '100m', memory: '1Gi', cpuLimit: '2' },
      scan: { cpu: '100m', memory: '1Gi', cpuLimit: '2' },
    },
  },
  enabledIn: ['small', 'production'],
  // Without metrics its findings reach nobody.
  needs: { namespaces, metrics },
  wants: { trustBundle, gateway },
  dashboards: [trivyDashboard],
  supplies: ({ config: { registryCredentials: name } }) =>
    name === undefined
      ? []
      : [
          {
            name,
            keys: ['.dockerconfigjson'],
            purpose: 'Accounts that may pull, and nothing else, from the registries whose images are scanned; from whoever runs them',
            command: `kubectl --namespace ${namespace} create secret docker-registry ${name} --docker-server=<registry> --docker-username=<name> --docker-password=<token>`,
          },
        ],
  operated: ({ config }) => [{ name: scan, count: config.concurrentScans, size: config.scan, labels: { 'app.kubernetes.io/name': scan } }],
  mistakes: ({ config: { reports } }) =>
    reports.rbac && !reports.configuration
      ? [
          {
            path: ['reports', 'rbac'],
            message: 'roles are looked at with the configuration alone; set reports.configuration to true as well, or this to false',
          },
        ]
      : [],
  offers: () => [],
  build(scope, { cluster, config, needs, wants, images }) {
    const account = rights(scope, namespace, cluster.tenants.length > 0);
    const checksum = configMaps(scope, {
      [operatorEnvironment]: environment(config, namespace),
      [operator]: scanSettings(cluster, config, namespace, wants.trustBundle),
      [trivyConfig]: trivySettings(config, images, namespace),
    });
    deployment(scope, {
      name: operator,
      replicas: 1,
      // Two at once would each start the same scans.
      recreate: true,
      serviceAccount: account,
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      podAnnotations: { 'polder.internal/config-checksum': checksum },
      volumes: [emptyDir('tmp', '1Gi')],
      containers: [operatorContainer(config, images.operator)],
    });
    trivyServer(scope, { config, namespace, images, priorityClass: needs.namespaces.priorityClass, trust: wants.trustBundle });
    service(scope, operator, { metrics: { port: ports.metrics, target: 'metrics' } });
    policies(scope, cluster, config, { metrics: needs.metrics, gateway: wants.gateway });
    // The label namespace is that of the workload, not of the operator.
    monitor(scope, needs.metrics, operator, 'metrics', { honorLabels: true, interval: '2m' });
    alerts(scope, needs.metrics, operator, trivyAlerts(namespace, config), trivyRecordings);
  },
});

function operatorContainer(config: Config, image: string) {
  return {
    name: operator,
    image,
    env: Object.keys(environment(config, namespace)).map((key) => ({ name: key, valueFrom: { configMapKeyRef: { name: operatorEnvironment, key } } })),
    ports: { metrics: ports.metrics, probes: ports.probes },
    size: config.operator,
    probes: {
      readiness: httpProbe('/readyz/', 'probes'),
      liveness: httpProbe('/healthz/', 'probes', { failureThreshold: 10 }),
      startup: httpProbe('/healthz/', 'probes', { failureThreshold: 30 }),
    },
    mounts: [mount('tmp', '/tmp', { writable: true })],
  };
}

/** Returns a checksum of all: the operator reads them when it starts. */
function configMaps(scope: Construct, maps: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  for (const [name, data] of Object.entries(maps)) new k8s.KubeConfigMap(scope, `ConfigMap-${name}`, { metadata: { name }, data });
  return checksumOf(JSON.stringify(maps));
}
