import type { Dashboard } from '../../kit/dashboard.ts';

const of = (severity: string) => `trivy_image_vulnerabilities{job="trivy-operator",namespace=~"$namespace",severity="${severity}"}`;
const tenants = 'on (namespace) group_left (label_polder_internal_tenant) kube_namespace_labels{label_polder_internal_tenant!=""}';
const stat = (title: string, expression: string) =>
  ({ title, show: 'stat', unit: 'count', thresholds: { warning: 1, critical: 10 }, queries: [{ expression: `${expression} or vector(0)` }] }) as const;

export const trivyDashboard: Dashboard = {
  name: 'trivy-operator',
  title: 'Vulnerabilities',
  purpose: 'What is known to be wrong with what runs here, and whose is it?',
  variables: [{ name: 'namespace', title: 'Namespace', metric: 'trivy_image_vulnerabilities', label: 'namespace' }],
  rows: [
    {
      title: 'Now',
      panels: [
        stat('Critical', `sum(${of('Critical')})`),
        stat('High', `sum(${of('High')})`),
        stat('Secrets in images', 'sum(trivy_image_exposedsecrets{job="trivy-operator",namespace=~"$namespace"})'),
        {
          title: 'Critical for a week',
          show: 'table',
          queries: [
            {
              expression:
                'min_over_time(namespace_image_repository:trivy_critical_vulnerabilities:sum{namespace=~"$namespace"}[7d:1h]) > 0 and namespace_image_repository:trivy_critical_vulnerabilities:sum offset 7d > 0',
              legend: '{{ namespace }} {{ image_repository }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Whose',
      panels: [
        {
          title: 'Critical by tenant',
          show: 'table',
          queries: [
            {
              expression: `sum by (label_polder_internal_tenant) (sum by (namespace) (${of('Critical')}) * ${tenants})`,
              legend: '{{ label_polder_internal_tenant }}',
            },
          ],
        },
        {
          title: 'Critical by namespace',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: `sum by (namespace) (${of('Critical')})`, legend: '{{ namespace }}' }],
        },
        {
          title: 'Critical by image',
          show: 'table',
          queries: [
            {
              expression: `topk(30, sum by (namespace, image_repository, image_tag) (${of('Critical')}) > 0)`,
              legend: '{{ namespace }} {{ image_repository }}:{{ image_tag }}',
            },
          ],
        },
        {
          title: 'Failed checks of workloads, critical and high',
          show: 'table',
          queries: [
            {
              expression: 'sum by (namespace) (trivy_resource_configaudits{job="trivy-operator",namespace=~"$namespace",severity=~"Critical|High"}) > 0',
              legend: '{{ namespace }}',
            },
          ],
        },
      ],
    },
    {
      title: 'Scans',
      panels: [
        {
          title: 'Workloads with a report',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'count(count by (namespace, resource_kind, resource_name) (trivy_image_vulnerabilities{job="trivy-operator"}))' }],
        },
        {
          title: 'Scans at work',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: 'sum(kube_job_status_active{namespace="trivy-system",job_name=~"scan-.+"}) or vector(0)' }],
        },
      ],
    },
  ],
};
