import type { k8s } from 'cdk8s-plus-28';
import type { Relabeling } from '../../kit/metrics.ts';
import type { Resource } from '../../kit/resource.ts';

type Labels = Readonly<Record<string, string>>;

/** All of a kind, in all namespaces: left out, it would be none. */
type All = Readonly<Record<string, never>>;

interface ContainerResources {
  readonly requests: Labels;
  readonly limits: Labels;
}

/** Which objects the enforcement of namespaces leaves alone. */
export interface Excluded {
  readonly group: 'monitoring.coreos.com';
  readonly resource: 'prometheusrules' | 'servicemonitors' | 'podmonitors' | 'probes' | 'scrapeconfigs';
  readonly namespace: string;
}

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Prometheus: the part that the platform writes. */
export interface Prometheus extends Resource {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: 'Prometheus';
  readonly spec: {
    readonly image: string;
    readonly version: string;
    readonly replicas: number;
    readonly shards: 1;
    readonly portName: 'web';
    readonly externalUrl: string;
    readonly logFormat: 'json';
    readonly reloadStrategy: 'ProcessSignal';
    readonly serviceMonitorSelector: All;
    readonly serviceMonitorNamespaceSelector: All;
    readonly podMonitorSelector: All;
    readonly podMonitorNamespaceSelector: All;
    readonly probeSelector: All;
    readonly probeNamespaceSelector: All;
    readonly scrapeConfigSelector: All;
    readonly scrapeConfigNamespaceSelector: All;
    readonly ruleSelector: All;
    readonly ruleNamespaceSelector: All;
    readonly serviceDiscoveryRole: 'EndpointSlice';
    readonly scrapeInterval: string;
    readonly evaluationInterval: string;
    readonly scrapeClasses: readonly {
      readonly name: string;
      readonly default?: true;
      readonly fallbackScrapeProtocol?: 'PrometheusText0.0.4';
      readonly tlsConfig?: { readonly caFile: string };
      readonly authorization?: { readonly credentialsFile: string };
      readonly metricRelabelings?: readonly Relabeling[];
    }[];
    readonly arbitraryFSAccessThroughSMs: { readonly deny: true };
    readonly ignoreNamespaceSelectors: true;
    readonly enforcedNamespaceLabel: 'namespace';
    readonly excludedFromEnforcement: readonly Excluded[];
    readonly enforcedSampleLimit: number;
    readonly enforcedTargetLimit: number;
    readonly enforcedLabelLimit: number;
    readonly enforcedLabelNameLengthLimit: number;
    readonly enforcedLabelValueLengthLimit: number;
    readonly enforcedBodySizeLimit: string;
    readonly query: { readonly maxSamples: number };
    readonly enableOTLPReceiver: true;
    readonly otlp: { readonly promoteResourceAttributes: readonly string[] };
    readonly tsdb: { readonly outOfOrderTimeWindow: string };
    readonly externalLabels: Labels;
    readonly alerting?: {
      readonly alertmanagers: readonly { readonly namespace: string; readonly name: string; readonly port: number; readonly apiVersion: 'V2' }[];
    };
    readonly retention: string;
    readonly retentionSize: string;
    readonly storage: {
      readonly volumeClaimTemplate: {
        readonly spec: {
          readonly storageClassName: string;
          readonly accessModes: readonly ['ReadWriteOnce'];
          readonly resources: { readonly requests: { readonly storage: string } };
        };
      };
    };
    readonly resources: ContainerResources;
    readonly securityContext: k8s.PodSecurityContext;
    readonly serviceAccountName: string;
    readonly priorityClassName: string;
    readonly enableServiceLinks: false;
    readonly topologySpreadConstraints?: readonly k8s.TopologySpreadConstraint[];
  };
}

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1alpha1.ScrapeConfig: the part that the platform writes. */
export interface ScrapeConfig extends Resource {
  readonly apiVersion: 'monitoring.coreos.com/v1alpha1';
  readonly kind: 'ScrapeConfig';
  readonly spec: {
    readonly jobName: string;
    readonly kubernetesSDConfigs: readonly {
      readonly role: 'Node' | 'EndpointSlice' | 'Pod';
      readonly namespaces?: { readonly names: readonly string[] };
      readonly selectors?: readonly { readonly role: 'Pod' | 'EndpointSlice'; readonly label: string }[];
    }[];
    readonly scrapeClass?: string;
    readonly scheme?: 'HTTPS';
    readonly metricsPath?: string;
    readonly honorLabels?: true;
    readonly tlsConfig?: { readonly serverName?: string; readonly insecureSkipVerify?: true };
    readonly relabelings: readonly Relabeling[];
    readonly metricRelabelings?: readonly Relabeling[];
  };
}
