import type { k8s } from 'cdk8s-plus-28';
import type { Resource } from '../../kit/resource.ts';

/** All of a kind, in all namespaces: nil would mean none. */
type All = Readonly<Record<string, never>>;

/** The part of https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Prometheus that is used. */
export interface Prometheus extends Resource {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: 'Prometheus';
  readonly spec: {
    readonly image: string;
    readonly version: string;
    readonly replicas: number;
    readonly serviceAccountName: string;
    readonly priorityClassName: string;
    readonly serviceDiscoveryRole: 'EndpointSlice';
    readonly podMetadata: { readonly labels: Readonly<Record<string, string>> };
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
    readonly scrapeInterval: string;
    readonly evaluationInterval: string;
    readonly enforcedSampleLimit: number;
    readonly enforcedLabelLimit: number;
    readonly externalLabels: Readonly<Record<string, string>>;
    readonly retention: string;
    readonly retentionSize: string;
    readonly walCompression: boolean;
    readonly tsdb: { readonly outOfOrderTimeWindow: string };
    readonly enableOTLPReceiver: boolean;
    readonly otlp: { readonly promoteResourceAttributes: readonly string[] };
    readonly portName: string;
    readonly storage: {
      readonly volumeClaimTemplate: {
        readonly spec: {
          readonly storageClassName: string;
          readonly accessModes: readonly string[];
          readonly resources: { readonly requests: { readonly storage: string } };
        };
      };
    };
    readonly persistentVolumeClaimRetentionPolicy: { readonly whenDeleted: 'Retain'; readonly whenScaled: 'Retain' };
    readonly resources: { readonly requests: Readonly<Record<string, string>>; readonly limits: Readonly<Record<string, string>> };
    readonly securityContext: k8s.PodSecurityContext;
    readonly topologySpreadConstraints?: readonly k8s.TopologySpreadConstraint[];
    readonly alerting?: {
      readonly alertmanagers: readonly { readonly name: string; readonly namespace: string; readonly port: string; readonly apiVersion: 'v2' }[];
    };
  };
}
