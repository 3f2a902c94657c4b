import type { Construct } from 'constructs';
import { selectorLabels } from './labels.ts';
import { pods, type Traffic } from './network.ts';
import { type Resource, resource } from './resource.ts';

/** The fact that the capability `metrics` carries. */
export interface Metrics {
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

interface ServiceMonitor extends Resource {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: 'ServiceMonitor';
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly endpoints: readonly { readonly port: string; readonly path?: string }[];
  };
}

interface PrometheusRule extends Resource {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: 'PrometheusRule';
  readonly spec: { readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[] };
}

interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: 'warning' | 'critical' };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

export interface Alert {
  readonly name: string;
  readonly expression: string;
  /** How long it must hold before somebody is told, such as 10m. */
  readonly holds: string;
  readonly severity: 'warning' | 'critical';
  readonly summary: string;
  /** What to do, in one line. */
  readonly runbook: string;
}

/** Lets Prometheus read a named port of a workload's Service. Nothing where the cluster has no metrics. */
export function monitor(scope: Construct, metrics: Metrics | undefined, workload: string, port: string): void {
  if (metrics === undefined) return;
  resource<ServiceMonitor>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: workload },
    spec: { selector: { matchLabels: selectorLabels(workload) }, endpoints: [{ port }] },
  });
}

/** The component's alerts, as one group. Nothing where the cluster has no metrics. */
export function alerts(scope: Construct, metrics: Metrics | undefined, group: string, list: readonly Alert[]): void {
  if (metrics === undefined) return;
  resource<PrometheusRule>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: group },
    spec: {
      groups: [
        {
          name: group,
          rules: list.map((alert) => ({
            alert: alert.name,
            expr: alert.expression,
            for: alert.holds,
            labels: { severity: alert.severity },
            annotations: { summary: alert.summary, runbook: alert.runbook },
          })),
        },
      ],
    },
  });
}

/** The way in for Prometheus, for a workload's network policy: nothing where the cluster has no metrics. */
export function scrapes(metrics: Metrics | undefined, port: number): readonly Traffic[] {
  return metrics === undefined ? [] : [{ peers: pods(metrics.namespace, metrics.podLabels), ports: [port] }];
}
