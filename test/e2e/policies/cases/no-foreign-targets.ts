import type { Case, Request } from '../case.ts';
import { other, team } from '../setting.ts';

const read = (kind: 'PodMonitor' | 'ServiceMonitor', endpoint: Readonly<Record<string, unknown>>, namespace = team): Request => ({
  create: {
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: { name: 'web', namespace },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      [kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints']: [
        { port: 'http', followRedirects: false },
        { port: 'metrics', followRedirects: false, ...endpoint },
      ],
    },
  },
});

export const noForeignTargets: readonly Case[] = [
  ...(['PodMonitor', 'ServiceMonitor'] as const).flatMap((kind): Case[] => [
    { policy: 'no-foreign-targets', it: `lets a ${kind} of the tenant's own pods pass`, request: read(kind, { path: '/prometheus', interval: '60s' }) },
    {
      policy: 'no-foreign-targets',
      it: `lets a ${kind} name what it reads, drop some, and pass labels on`,
      request: read(kind, {
        relabelings: [
          { sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' },
          { action: 'drop', sourceLabels: ['__meta_kubernetes_pod_phase'], regex: 'Failed' },
          { sourceLabels: ['__meta_kubernetes_pod_label_shard'], targetLabel: '__tmp_shard' },
        ],
      }),
    },
    { policy: 'no-foreign-targets', it: `asks nothing of a ${kind} outside tenants`, request: read(kind, { followRedirects: true }, other) },
    ...[
      ['a proxy', { proxyUrl: 'http://elsewhere.example.nl:8080' }],
      ['the proxy of Prometheus', { proxyFromEnvironment: true }],
      ['a token that Prometheus must fetch', { oauth2: { tokenUrl: 'http://elsewhere.example.nl/', clientId: {}, clientSecret: {} } }],
      ['another address', { relabelings: [{ targetLabel: '__address__', replacement: 'kube-state-metrics.monitoring.svc:8080' }] }],
      ['another path', { relabelings: [{ action: 'Replace', targetLabel: '__metrics_path__', replacement: '/api/v1/query' }] }],
      ['an address by a name that is filled in', { relabelings: [{ sourceLabels: ['pod'], regex: '(.*)', targetLabel: '$1address__', replacement: 'a' }] }],
      ['an address by a map of labels', { relabelings: [{ action: 'LabelMap', regex: '__meta_kubernetes_pod_annotation_(.+)' }] }],
    ].map(
      ([what, endpoint]): Case => ({
        policy: 'no-foreign-targets',
        it: `refuses a ${kind} with ${what}`,
        request: read(kind, endpoint as Readonly<Record<string, unknown>>),
        refused: `${kind} "web" changes where Prometheus asks; remove proxies, oauth2, and relabelings that map labels or write to one that begins with __`,
      }),
    ),
    ...[undefined, true].map(
      (followRedirects): Case => ({
        policy: 'no-foreign-targets',
        it: `refuses a ${kind} whose pods may send Prometheus elsewhere: followRedirects is ${followRedirects ?? 'left out'}`,
        request: read(kind, { followRedirects }),
        refused: `${kind} "web" lets a pod send Prometheus to others; write followRedirects: false at each endpoint`,
      }),
    ),
  ]),
];
