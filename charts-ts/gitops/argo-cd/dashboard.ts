import type { Dashboard } from '../../kit/dashboard.ts';

const of = 'project=~"$project"';

/** Names and labels: https://argo-cd.readthedocs.io/en/stable/operator-manual/metrics/ */
export const argoCdDashboard: Dashboard = {
  name: 'argo-cd',
  title: 'Argo CD',
  purpose: 'Is the cluster as Git says, and does Argo CD keep up?',
  variables: [{ name: 'project', title: 'Project', metric: 'argocd_app_info', label: 'project' }],
  rows: [
    {
      title: 'Now',
      panels: [
        { title: 'Applications', show: 'stat', unit: 'count', queries: [{ expression: `sum(argocd_app_info{${of}})` }] },
        {
          title: 'That differ from Git',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `sum(argocd_app_info{${of},sync_status!="Synced"}) or vector(0)` }],
          thresholds: { warning: 1, critical: 5 },
        },
        {
          title: 'That are not healthy',
          show: 'stat',
          unit: 'count',
          queries: [{ expression: `sum(argocd_app_info{${of},health_status!="Healthy"}) or vector(0)` }],
          thresholds: { warning: 1, critical: 5 },
        },
        {
          title: 'Which',
          show: 'table',
          unit: 'count',
          queries: [
            {
              expression: `argocd_app_info{${of},sync_status!="Synced"} == 1 or argocd_app_info{${of},health_status!="Healthy"} == 1`,
              legend: '{{ name }}: {{ sync_status }}, {{ health_status }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Syncs',
      panels: [
        {
          title: 'Syncs, by how they ended',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: `sum by (phase) (increase(argocd_app_sync_total{${of}}[$__rate_interval]))`, legend: '{{ phase }}' }],
        },
        {
          title: 'Time to compare with the cluster, 95th percentile',
          show: 'lines',
          unit: 'seconds',
          queries: [{ expression: 'histogram_quantile(0.95, sum by (le) (rate(argocd_app_reconcile_bucket[$__rate_interval])))' }],
        },
        {
          title: 'Applications that wait',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'max by (name) (workqueue_depth{job="argocd-metrics",name=~"app_.*_queue"})', legend: '{{ name }}' }],
        },
      ],
    },
    {
      title: 'Git and cluster',
      panels: [
        {
          title: 'Requests to Git',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (repo, request_type) (rate(argocd_git_request_total[$__rate_interval]))', legend: '{{ repo }} {{ request_type }}' }],
        },
        {
          title: 'Requests to Git that failed',
          show: 'lines',
          unit: 'count',
          queries: [
            { expression: 'sum by (repo) (increase(argocd_git_fetch_fail_total[$__rate_interval]))', legend: '{{ repo }} fetch' },
            { expression: 'sum by (repo) (increase(argocd_git_lsremote_fail_total[$__rate_interval]))', legend: '{{ repo }} ls-remote' },
          ],
        },
        {
          title: 'Objects that are watched',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'sum by (server) (argocd_cluster_api_resource_objects)', legend: '{{ server }}' }],
        },
        {
          title: 'Memory',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: 'process_resident_memory_bytes{namespace="argocd"}', legend: '{{ pod }}' }],
        },
      ],
    },
  ],
};
