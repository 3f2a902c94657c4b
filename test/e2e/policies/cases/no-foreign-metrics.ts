import type { KubeObject } from '../../../../charts-ts/kit/object.ts';
import { reservedWords } from '../../../../charts-ts/kit/series.ts';
import type { Case, Request } from '../case.ts';
import { other, team } from '../setting.ts';

const words = reservedWords.join(', ');

function rules(records: readonly string[], namespace = team): Request {
  const recordings = records.map((record) => ({ record, expr: 'vector(1)', labels: { schedule: 'daily' } }));
  return {
    create: {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'shop', namespace },
      spec: {
        groups: [{ name: 'alerts', rules: [{ alert: 'ShopDown', expr: 'up == 0' }] }, { name: 'empty' }, { name: 'recordings', rules: recordings }],
      },
    },
  };
}

function monitor(kind: 'PodMonitor' | 'Probe' | 'ServiceMonitor', metricRelabelings: readonly object[], namespace = team): Request {
  const selector = { matchLabels: { app: 'web' } };
  const endpoint = { port: 'http', followRedirects: false, metricRelabelings };
  const spec = {
    ServiceMonitor: { selector, endpoints: [endpoint] },
    PodMonitor: { selector, podMetricsEndpoints: [endpoint] },
    Probe: {
      module: 'https',
      prober: { url: 'blackbox-exporter.monitoring.svc:9115' },
      targets: { staticConfig: { static: ['https://voorbeeld.example.nl/'] } },
      metricRelabelings,
    },
  }[kind];
  const object: KubeObject = { apiVersion: 'monitoring.coreos.com/v1', kind, metadata: { name: 'web', namespace }, spec };
  return { create: object };
}

const refused = (names: string) =>
  `PrometheusRule "shop" records ${names}, which may be the platform's; use a name with a colon, such as service:orders:rate5m, that begins with none of ${words}`;

export const noForeignMetrics: readonly Case[] = [
  {
    policy: 'no-foreign-metrics',
    it: 'lets a tenant alert, and record under names of its own',
    request: rules(['service:orders:rate5m', 'shop_orders:failed:ratio']),
  },
  {
    policy: 'no-foreign-metrics',
    it: 'refuses a recording that has the name of a metric, whosever it is',
    request: rules(['velero_backup_last_successful_timestamp']),
    refused: refused('velero_backup_last_successful_timestamp'),
  },
  {
    policy: 'no-foreign-metrics',
    it: 'refuses recordings with names that tell of the cluster, and names each',
    request: rules(['service:orders:rate5m', 'kube_node_status_condition', 'polder:namespace:payer', 'node:cpu_busy:ratio5m']),
    refused: refused('kube_node_status_condition, polder:namespace:payer, node:cpu_busy:ratio5m'),
  },
  { policy: 'no-foreign-metrics', it: 'asks nothing of recordings outside tenants', request: rules(['polder:namespace:payer'], other) },
  ...(['PodMonitor', 'ServiceMonitor', 'Probe'] as const).flatMap((kind): Case[] => [
    {
      policy: 'no-foreign-metrics',
      it: `lets a ${kind} drop metrics, and change labels of its own`,
      request: monitor(kind, [
        { action: 'drop', sourceLabels: ['__name__'], regex: 'go_.+' },
        { sourceLabels: ['shard'], targetLabel: '__tmp_shard' },
        { sourceLabels: ['__tmp_shard'], targetLabel: 'part' },
        { action: 'labeldrop', regex: 'id' },
      ]),
    },
    ...[
      ['by a label', [{ targetLabel: '__name__', replacement: 'kube_node_status_condition' }]],
      ['by a label that is filled in', [{ sourceLabels: ['a'], targetLabel: '$1', replacement: 'kube_node_info' }]],
      ['by a map of labels', [{ action: 'LabelMap', regex: 'a', replacement: '__name__' }]],
    ].map(
      ([way, relabelings]): Case => ({
        policy: 'no-foreign-metrics',
        it: `refuses a ${kind} that gives a metric another name ${way}`,
        request: monitor(kind, relabelings as readonly object[]),
        refused: `${kind} "web" gives metrics other names; remove metricRelabelings that map labels or write to one that begins with __`,
      }),
    ),
    ...(kind === 'Probe'
      ? []
      : [
          {
            policy: 'no-foreign-metrics' as const,
            it: `asks nothing of a ${kind} outside tenants`,
            request: monitor(kind, [{ targetLabel: '__name__', replacement: 'shop' }], other),
          },
        ]),
  ]),
];
