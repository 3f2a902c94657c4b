import type { Dashboard } from '../../kit/dashboard.ts';

const of = 'namespace=~"$namespace"';
const container = `${of},container!="",pod!=""`;
/** Traefik names what serves a route `httproute-<namespace>-<route>-…` (pkg/provider/kubernetes/gateway of v3.7), and knows no hostname. */
const routes = 'service=~"httproute-($namespace)-.+"';
/** The namespaces of the chosen tenants: kube-state-metrics tells this label. */
const theirs = 'kube_namespace_labels{label_polder_internal_tenant=~"$tenant",label_polder_internal_tenant!=""}';

function quota(type: 'used' | 'hard'): string {
  return `max by (namespace, resource) (kube_resourcequota{type="${type}",${of}})`;
}

/** One tenant at a glance. With variables, since whoever sees it may ask for every tenant: docs/tenants.md. */
export const tenantsDashboard: Dashboard = {
  name: 'tenants',
  title: 'Tenants',
  purpose: 'What does a tenant use of what it may, is it well, and what does it cost?',
  variables: [
    { name: 'tenant', title: 'Tenant', metric: 'kube_namespace_labels{label_polder_internal_tenant!=""}', label: 'label_polder_internal_tenant' },
    { name: 'namespace', title: 'Namespace', metric: theirs, label: 'namespace' },
  ],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Alerts',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `count(ALERTS{alertstate="firing",${of}}) or vector(0)` }],
          thresholds: { warning: 1, critical: 5 },
        },
        { title: 'Pods that run', show: 'stat', unit: 'count', queries: [{ expression: `sum(kube_pod_status_phase{phase="Running",${of}})` }] },
        {
          title: 'Restarts in the last hour',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `sum(increase(kube_pod_container_status_restarts_total{${of}}[1h]))` }],
          thresholds: { warning: 1, critical: 10 },
        },
        { title: 'Euros a day', show: 'stat', queries: [{ expression: 'sum(polder:showback_tenant:euros_per_day{tenant=~"$tenant"})' }] },
        {
          title: 'Whose namespaces',
          show: 'table',
          queries: [{ expression: `max by (namespace, label_polder_internal_tenant, label_polder_internal_owner) (${theirs})` }],
        },
        { title: 'What fires', show: 'table', queries: [{ expression: `count by (alertname, namespace, severity) (ALERTS{alertstate="firing",${of}})` }] },
      ],
    },
    {
      title: 'Quota',
      panels: [
        {
          title: 'Used of each quota',
          show: 'table',
          unit: 'percent',
          queries: [{ expression: `${quota('used')} / (${quota('hard')} > 0)`, legend: '{{ namespace }} {{ resource }}' }],
        },
        {
          title: 'CPU used',
          show: 'lines',
          unit: 'cores',
          queries: [{ expression: `sum by (namespace) (rate(container_cpu_usage_seconds_total{${container}}[$__rate_interval]))`, legend: '{{ namespace }}' }],
        },
        {
          title: 'Memory used',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: `sum by (namespace) (container_memory_working_set_bytes{${container}})`, legend: '{{ namespace }}' }],
        },
      ],
    },
    {
      title: 'Requests',
      panels: [
        {
          title: 'By route',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: `topk(10, sum by (service) (rate(traefik_service_requests_total{${routes}}[$__rate_interval])))`, legend: '{{ service }}' }],
        },
        {
          title: 'Answers that are errors',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            {
              expression: `topk(10, sum by (service, code) (rate(traefik_service_requests_total{${routes},code=~"5.."}[$__rate_interval])))`,
              legend: '{{ service }} {{ code }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Pods and volumes',
      panels: [
        {
          title: 'Most restarts',
          show: 'table',
          unit: 'count',
          queries: [{ expression: `topk(20, sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{${of}}[1d])) > 0)` }],
        },
        {
          title: 'Fullest volumes',
          show: 'table',
          unit: 'percent',
          queries: [
            {
              expression: `topk(20, 1 - max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes{${of}}) / max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{${of}}))`,
              legend: '{{ namespace }}/{{ persistentvolumeclaim }}',
            },
          ],
        },
      ],
    },
  ],
};
