import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Chosen, ClusterContext } from '../../kit/component.ts';
import { uiUrl } from '../../kit/login.ts';
import { apiServerCaFile, clusterClass, identityClass, type Relabeling, tokenFile } from '../../kit/metrics.ts';
import { resource } from '../../kit/resource.ts';
import { reservedNames } from '../../kit/series.ts';
import { byteSize, type PrometheusConfig, retentionSize } from './config.ts';
import { labels, name, page, ports } from './names.ts';
import { excludedNamespaces } from './tenants.ts';
import type { Prometheus } from './types.ts';

interface ServerOptions {
  readonly cluster: ClusterContext;
  readonly config: PrometheusConfig;
  readonly image: string;
  /** Of the release: the operator chooses flags by it, and sees none in an image with a digest. */
  readonly version: string;
  readonly account: string;
  readonly priorityClass: string;
  readonly storageClass: string;
  readonly alerting: { readonly namespace: string; readonly service: string; readonly port: number } | undefined;
  readonly loginProxy: object | undefined;
  readonly platform: readonly Chosen[];
}

/** What of a program's OpenTelemetry resource becomes labels of its metrics: where it runs, as for those that are read. */
const promoted = [
  'deployment.environment.name',
  'k8s.container.name',
  'k8s.cronjob.name',
  'k8s.daemonset.name',
  'k8s.deployment.name',
  'k8s.job.name',
  'k8s.namespace.name',
  'k8s.node.name',
  'k8s.pod.name',
  'k8s.statefulset.name',
];

/** Prometheus, as its operator runs it. */
export function server(scope: Construct, { cluster, config, alerting, ...options }: ServerOptions): void {
  const { limits, size } = config;
  resource<Prometheus>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name },
    spec: {
      image: options.image,
      version: options.version,
      replicas: config.replicas,
      shards: 1,
      portName: 'web',
      externalUrl: config.externalUrl ?? uiUrl(page, cluster, options.loginProxy) ?? `http://localhost:${ports.web}`,
      logFormat: 'json',
      // By a signal within the pod: over HTTP, whoever may ask could also tell it to end.
      reloadStrategy: 'ProcessSignal',
      ...everything,
      serviceDiscoveryRole: 'EndpointSlice',
      scrapeInterval: `${config.intervalSeconds}s`,
      evaluationInterval: `${config.intervalSeconds}s`,
      scrapeClasses: [
        // Prometheus 3 refuses targets that do not say in which format they answer.
        { name: 'default', default: true, fallbackScrapeProtocol: 'PrometheusText0.0.4', metricRelabelings: [renamed] },
        { name: clusterClass, fallbackScrapeProtocol: 'PrometheusText0.0.4' },
        { name: identityClass, tlsConfig: { caFile: apiServerCaFile }, authorization: { credentialsFile: tokenFile } },
      ],
      // Else a monitor could have Prometheus send its token anywhere.
      arbitraryFSAccessThroughSMs: { deny: true },
      // A monitor finds targets in its own namespace only. The platform's own that look elsewhere are ScrapeConfigs.
      ignoreNamespaceSelectors: true,
      enforcedNamespaceLabel: 'namespace',
      excludedFromEnforcement: excludedNamespaces(options.platform),
      enforcedSampleLimit: limits.samples,
      enforcedTargetLimit: limits.targets,
      enforcedLabelLimit: limits.labels,
      enforcedLabelNameLengthLimit: limits.labelNameLength,
      enforcedLabelValueLengthLimit: limits.labelValueLength,
      enforcedBodySizeLimit: byteSize(limits.bodySize),
      query: { maxSamples: limits.querySamples },
      enableOTLPReceiver: true,
      otlp: { promoteResourceAttributes: promoted },
      // What comes by OTLP may have waited in a queue: https://prometheus.io/docs/guides/opentelemetry/#enable-out-of-order-ingestion
      tsdb: { outOfOrderTimeWindow: '30m' },
      externalLabels: { cluster: cluster.name, site: cluster.site },
      ...(alerting === undefined
        ? {}
        : { alerting: { alertmanagers: [{ namespace: alerting.namespace, name: alerting.service, port: alerting.port, apiVersion: 'V2' }] } }),
      retention: config.retention,
      retentionSize: retentionSize(config),
      storage: {
        volumeClaimTemplate: {
          spec: { storageClassName: options.storageClass, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: config.volume } } },
        },
      },
      resources: { requests: { cpu: size.cpu, memory: size.memory }, limits: { cpu: size.cpuLimit, memory: size.memory } },
      // The operator adds the read-only root and drops all capabilities.
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        fsGroup: 65532,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      serviceAccountName: options.account,
      priorityClassName: options.priorityClass,
      enableServiceLinks: false,
      ...(config.replicas > 1 ? { topologySpreadConstraints: spread } : {}),
    },
  });
  ownService(scope);
  if (config.replicas > 1) disruptionBudget(scope);
}

/** As Prometheus does with labels that are its own. Before what a monitor itself relabels: a policy keeps tenants' from names. */
const renamed: Relabeling = { action: 'replace', sourceLabels: ['__name__'], regex: `(${reservedNames})`, targetLabel: '__name__', replacement: 'exported_$1' };

/** Monitors, probes and rules of all namespaces. */
const everything = {
  serviceMonitorSelector: {},
  serviceMonitorNamespaceSelector: {},
  podMonitorSelector: {},
  podMonitorNamespaceSelector: {},
  probeSelector: {},
  probeNamespaceSelector: {},
  scrapeConfigSelector: {},
  scrapeConfigNamespaceSelector: {},
  ruleSelector: {},
  ruleNamespaceSelector: {},
} as const;

/** As kit/workload.ts spreads pods. */
const spread: readonly k8s.TopologySpreadConstraint[] = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: 'ScheduleAnyway',
  labelSelector: { matchLabels: labels },
}));

/** Each pod reads on its own: who asks twice must reach the same one, or lines jump. */
function ownService(scope: Construct): void {
  const port = (target: keyof typeof ports): k8s.ServicePort => ({
    name: target,
    port: ports[target],
    targetPort: k8s.IntOrString.fromString(target === 'web' ? 'web' : 'reloader-web'),
    protocol: 'TCP',
  });
  new k8s.KubeService(scope, `Service-${name}`, {
    metadata: { name, labels },
    spec: { selector: labels, ports: [port('web'), port('reloader')], sessionAffinity: 'ClientIP' },
  });
}

function disruptionBudget(scope: Construct): void {
  new k8s.KubePodDisruptionBudget(scope, `PodDisruptionBudget-${name}`, {
    metadata: { name, labels },
    spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: labels } },
  });
}
