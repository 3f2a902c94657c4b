import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { type Alert, alerts, type Metrics, monitor } from '../../kit/metrics.ts';
import { keepAnnotations, resource } from '../../kit/resource.ts';
import { service } from '../../kit/workload.ts';
import { type PrometheusConfig, retentionSize } from './config.ts';
import { labels, name, port } from './names.ts';
import type { Prometheus } from './types.ts';

interface ServerContext {
  readonly cluster: ClusterContext;
  readonly config: PrometheusConfig;
  readonly images: { readonly prometheus: string };
  readonly needs: {
    readonly namespaces: { readonly priorityClass: string };
    readonly blockStorage: { readonly storageClass: string };
    readonly metrics: Metrics;
  };
  readonly wants: { readonly alerting: { readonly service: string; readonly namespace: string } | undefined };
}

/** What identifies a pod's series that come by OTLP, as for those that are read. */
const promoted = ['service.name', 'service.namespace', 'service.instance.id', 'k8s.namespace.name', 'k8s.pod.name', 'k8s.container.name'];

/** Prometheus itself, its Service and its PodDisruptionBudget. */
export function server(scope: Construct, account: string, { cluster, config, images, needs, wants }: ServerContext): void {
  const { cpu, memory, cpuLimit } = config.size;
  resource<Prometheus>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name, annotations: keepAnnotations },
    spec: {
      image: images.prometheus,
      version: versionOf(images.prometheus),
      replicas: config.replicas,
      serviceAccountName: account,
      priorityClassName: needs.namespaces.priorityClass,
      serviceDiscoveryRole: 'EndpointSlice',
      podMetadata: { labels: { 'app.kubernetes.io/part-of': 'polder' } },
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
      scrapeInterval: config.scrapeInterval,
      evaluationInterval: config.scrapeInterval,
      enforcedSampleLimit: config.limits.samples,
      enforcedLabelLimit: config.limits.labels,
      externalLabels: { cluster: cluster.name, site: cluster.site },
      retention: config.retention,
      retentionSize: retentionSize(config),
      walCompression: true,
      // What comes by OTLP comes in batches, and not always in order.
      tsdb: { outOfOrderTimeWindow: '10m' },
      enableOTLPReceiver: true,
      otlp: { promoteResourceAttributes: promoted },
      portName: 'web',
      storage: {
        volumeClaimTemplate: {
          spec: { storageClassName: needs.blockStorage.storageClass, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: config.volume } } },
        },
      },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      resources: { requests: { cpu, memory }, limits: { cpu: cpuLimit, memory } },
      securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 2000, fsGroup: 2000, seccompProfile: { type: 'RuntimeDefault' } },
      ...(config.replicas > 1 ? { topologySpreadConstraints: spread } : {}),
      ...(wants.alerting === undefined
        ? {}
        : { alerting: { alertmanagers: [{ name: wants.alerting.service, namespace: wants.alerting.namespace, port: 'web', apiVersion: 'v2' }] } }),
    },
  });
  service(scope, name, { web: { port, target: 'web' }, reloader: { port: 8080, target: 'reloader-web' } });
  if (config.replicas > 1) {
    new k8s.KubePodDisruptionBudget(scope, `PodDisruptionBudget-${name}`, {
      metadata: { name, labels },
      spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: labels } },
    });
  }
}

/** Two on one node, or in one zone, would be lost together. */
const spread: readonly k8s.TopologySpreadConstraint[] = ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: topologyKey === 'kubernetes.io/hostname' ? 'DoNotSchedule' : 'ScheduleAnyway',
  labelSelector: { matchLabels: labels },
}));

/** The operator chooses flags by the version, which a mirror or digest in the image would hide from it. */
function versionOf(image: string): string {
  return /:(v[0-9.]+)(@.*)?$/.exec(image)?.[1] ?? '';
}

/** What Prometheus says of itself. */
export function ownRules(scope: Construct, metrics: Metrics, list: readonly Alert[]): void {
  monitor(scope, metrics, name, 'web');
  alerts(scope, metrics, name, list);
}
