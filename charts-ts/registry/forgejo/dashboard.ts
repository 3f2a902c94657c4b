import type { Dashboard } from '../../kit/dashboard.ts';

/** What Forgejo keeps and takes. Metric names: modules/metrics/collector.go, still after Gitea. */
export const forgejoDashboard: Dashboard = {
  name: 'forgejo',
  title: 'Forgejo',
  purpose: 'Whether Git can be fetched and pushed, how much there is, and what it takes',
  rows: [
    {
      title: 'What there is',
      panels: [
        { title: 'Answers', show: 'stat', queries: [{ expression: 'sum(up{job="forgejo"})' }] },
        { title: 'Repositories', show: 'stat', queries: [{ expression: 'max(gitea_repositories{job="forgejo"})' }] },
        { title: 'Mirrors', show: 'stat', queries: [{ expression: 'max(gitea_mirrors{job="forgejo"})' }] },
        { title: 'People', show: 'stat', queries: [{ expression: 'max(gitea_users{job="forgejo"})' }] },
      ],
    },
    {
      title: 'What it takes',
      panels: [
        { title: 'Memory', show: 'lines', unit: 'bytes', queries: [{ expression: 'process_resident_memory_bytes{job="forgejo"}', legend: '{{ pod }}' }] },
        {
          title: 'CPU',
          show: 'lines',
          unit: 'cores',
          queries: [{ expression: 'rate(process_cpu_seconds_total{job="forgejo"}[$__rate_interval])', legend: '{{ pod }}' }],
        },
      ],
    },
  ],
};
