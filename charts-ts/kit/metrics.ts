import type { Construct } from 'constructs';
import { quantity } from '../config/values.ts';
import { selectorLabels } from './labels.ts';
import { pods, type Traffic } from './network.ts';
import { type Resource, resource } from './resource.ts';
import type { Size } from './workload.ts';

/** The fact that the capability `metrics` carries. */
export interface Metrics {
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
  /** The scrape class whose targets get Prometheus' own token. Without one each monitor names the token's file itself. */
  readonly identityClass?: string | undefined;
  /** The scrape class whose targets may use the names of series.ts. Without one all may. */
  readonly clusterClass?: string | undefined;
}

/** The scrape class of the platform's own Prometheus: a policy keeps it from tenants, who would read the token with it. */
export const identityClass = 'kubernetes';

/** The scrape class of programs that tell of the whole cluster, and of the namespaces of others. Kept from tenants too. */
export const clusterClass = 'cluster';

/** What the operator puts beside Prometheus to load its configuration again: upstream's size, with room to start. */
export const reloaderSize: Size = { cpu: '10m', memory: '50Mi', cpuLimit: '100m' };

/** What a pod with a reloader requests and gets, in CPU of thousandths and memory of Mi. */
export function withReloader(size: Size): Size {
  const cpu = (a: string, b: string) => `${Math.round((quantity(a) + quantity(b)) * 1000)}m`;
  return {
    cpu: cpu(size.cpu, reloaderSize.cpu),
    memory: `${(quantity(size.memory) + quantity(reloaderSize.memory)) / 2 ** 20}Mi`,
    cpuLimit: cpu(size.cpuLimit, reloaderSize.cpuLimit),
  };
}

/** Where a pod finds its own token and the CA of the API server. */
const accountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';
export const tokenFile = `${accountFolder}/token`;
export const apiServerCaFile = `${accountFolder}/ca.crt`;

/** One port that Prometheus reads; https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.Endpoint */
interface Endpoint {
  readonly port: string;
  readonly path?: string;
  readonly scheme?: 'https';
  readonly interval?: string;
  readonly followRedirects?: false;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly honorLabels?: boolean;
  readonly bearerTokenFile?: string;
  readonly tlsConfig?: { readonly serverName?: string; readonly insecureSkipVerify?: boolean };
  readonly relabelings?: readonly Relabeling[];
  readonly metricRelabelings?: readonly Relabeling[];
}

/** How one port is read. */
export interface Scraping extends Omit<Endpoint, 'port' | 'bearerTokenFile' | 'followRedirects'> {
  /** Prometheus sends its own token: for programs that ask the API server who may read them. */
  readonly sendsToken?: boolean;
  /** It tells of the whole cluster by reserved names (series.ts), as do all that keep the labels of what they tell of: Prometheus takes these from nobody else. */
  readonly tellsOfCluster?: boolean;
}

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config */
export interface Relabeling {
  readonly action: 'replace' | 'keep' | 'drop' | 'labeldrop' | 'labelmap';
  readonly sourceLabels?: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly targetLabel?: string;
  readonly replacement?: string;
}

export interface ServiceMonitor extends Resource {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: 'ServiceMonitor';
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly namespaceSelector?: { readonly matchNames: readonly string[] };
    readonly jobLabel?: string;
    readonly scrapeClass?: string;
    readonly endpoints: readonly Endpoint[];
  };
}

interface PodMonitor extends Resource {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: 'PodMonitor';
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly jobLabel?: string;
    readonly scrapeClass?: string;
    readonly podMetricsEndpoints: readonly Endpoint[];
  };
}

interface PrometheusRule extends Resource {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: 'PrometheusRule';
  readonly spec: { readonly groups: readonly { readonly name: string; readonly rules: readonly (AlertRule | RecordingRule)[] }[] };
}

interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>> & { readonly severity: Severity };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

/** Critical: a person is woken. Warning: it can wait for the morning. None: nobody is told, it only shows that alerts go through. */
export type Severity = 'critical' | 'warning' | 'none';

interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

export interface Alert {
  readonly name: string;
  readonly expression: string;
  /** How long it must hold before somebody is told, such as 10m. */
  readonly holds: string;
  readonly severity: Severity;
  /** What tells it from the same alert for another thing, where a component makes one for each. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What to do, in one line. */
  readonly runbook: string;
}

/** A query whose answer is kept as a metric of its own, named level:metric:operations. */
export interface Recording {
  readonly name: string;
  readonly expression: string;
}

/** Lets Prometheus read a named port of a workload's Service. Nothing where the cluster has no metrics. */
export function monitor(scope: Construct, metrics: Metrics | undefined, workload: string, port: string, options: Scraping = {}): void {
  if (metrics === undefined) return;
  resource<ServiceMonitor>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: workload },
    spec: { selector: { matchLabels: selectorLabels(workload) }, ...scrapeClass(metrics, options), endpoints: [endpoint(metrics, port, options)] },
  });
}

/**
 * The same for pods without a Service, such as a DaemonSet's. `labels` where an operator makes the pods, which labels them its own way;
 * `namespace` where they are not in the component's own.
 */
export function podMonitor(
  scope: Construct,
  metrics: Metrics | undefined,
  workload: string,
  port: string,
  options: Scraping = {},
  labels: Readonly<Record<string, string>> = selectorLabels(workload),
  namespace?: string,
): void {
  if (metrics === undefined) return;
  resource<PodMonitor>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: workload, ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      selector: { matchLabels: labels },
      jobLabel: 'app.kubernetes.io/name',
      ...scrapeClass(metrics, options),
      podMetricsEndpoints: [endpoint(metrics, port, options)],
    },
  });
}

/** Where Prometheus has such classes. That of the token leaves names alone as well. */
function scrapeClass({ identityClass, clusterClass }: Metrics, { sendsToken, honorLabels, tellsOfCluster }: Scraping): { readonly scrapeClass?: string } {
  if (sendsToken && identityClass !== undefined) return { scrapeClass: identityClass };
  return (honorLabels || tellsOfCluster) && clusterClass !== undefined ? { scrapeClass: clusterClass } : {};
}

function endpoint(metrics: Metrics, port: string, { sendsToken, tellsOfCluster: _, ...rest }: Scraping): Endpoint {
  // What is asked answers by itself: one that sends Prometheus elsewhere would have it read others in its name.
  return { port, followRedirects: false, ...rest, ...(sendsToken && metrics.identityClass === undefined ? { bearerTokenFile: tokenFile } : {}) };
}

/** The component's rules, as one group: recordings first, since alerts may use them. Nothing where the cluster has no metrics. */
export function alerts(
  scope: Construct,
  metrics: Metrics | undefined,
  group: string,
  list: readonly Alert[],
  recordings: readonly Recording[] = [],
  namespace?: string,
): void {
  if (metrics === undefined) return;
  resource<PrometheusRule>(scope, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: group, ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      groups: [
        {
          name: group,
          rules: [
            ...recordings.map(({ name, expression }) => ({ record: name, expr: expression })),
            ...list.map((alert) => ({
              alert: alert.name,
              expr: alert.expression,
              for: alert.holds,
              labels: { ...alert.labels, severity: alert.severity },
              annotations: { summary: alert.summary, runbook: alert.runbook },
            })),
          ],
        },
      ],
    },
  });
}

/** The way in for Prometheus, for a workload's network policy: nothing where the cluster has no metrics. */
export function scrapes(metrics: Metrics | undefined, port: number): readonly Traffic[] {
  return metrics === undefined ? [] : [{ peers: pods(metrics.namespace, metrics.podLabels), ports: [port] }];
}
