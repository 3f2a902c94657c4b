import type { Dashboard } from '../../kit/dashboard.ts';

const matches = 'falcosecurity_falco_rules_matches_total{job="falco",node=~"$node"}';

export const falcoDashboard: Dashboard = {
  name: 'falco',
  title: 'Falco: what programs do',
  purpose: 'What did Falco see on the nodes, and does it see all?',
  variables: [{ name: 'node', title: 'Node', metric: 'falcosecurity_falco_version_info', label: 'node' }],
  rows: [
    {
      title: 'What was seen',
      panels: [
        {
          title: 'Critical in a day',
          show: 'stat',
          unit: 'count',
          thresholds: { warning: 1, critical: 1 },
          queries: [{ expression: `sum(increase(falcosecurity_falco_rules_matches_total{job="falco",node=~"$node",priority=~"0|1|2"}[1d])) or vector(0)` }],
        },
        {
          title: 'Error and warning in a day',
          show: 'stat',
          unit: 'count',
          thresholds: { warning: 1, critical: 50 },
          queries: [{ expression: `sum(increase(falcosecurity_falco_rules_matches_total{job="falco",node=~"$node",priority=~"3|4"}[1d])) or vector(0)` }],
        },
        { title: 'By rule', show: 'table', queries: [{ expression: `sum by (rule_name, priority) (${matches})`, legend: '{{ rule_name }}' }] },
        {
          title: 'Over time',
          show: 'lines',
          unit: 'count',
          queries: [{ expression: `sum by (rule_name) (increase(${matches}[15m]))`, legend: '{{ rule_name }}' }],
        },
        { title: 'By node', show: 'lines', unit: 'count', queries: [{ expression: `sum by (node) (increase(${matches}[15m]))`, legend: '{{ node }}' }] },
      ],
    },
    {
      title: 'Does it see all?',
      panels: [
        { title: 'Nodes with Falco', show: 'stat', unit: 'count', queries: [{ expression: 'sum(up{job="falco",node=~"$node"})' }] },
        {
          title: 'Events',
          show: 'lines',
          unit: 'ops/s',
          queries: [{ expression: 'sum by (node) (rate(falcosecurity_scap_n_evts_total{job="falco",node=~"$node"}[$__rate_interval]))', legend: '{{ node }}' }],
        },
        {
          title: 'Events that it missed',
          show: 'lines',
          unit: 'ops/s',
          queries: [
            { expression: 'sum by (node) (rate(falcosecurity_scap_n_drops_total{job="falco",node=~"$node"}[$__rate_interval]))', legend: '{{ node }}' },
          ],
        },
        {
          title: 'Memory',
          show: 'lines',
          unit: 'bytes',
          queries: [{ expression: 'falcosecurity_falco_memory_rss_bytes{job="falco",node=~"$node"}', legend: '{{ node }}' }],
        },
      ],
    },
  ],
};
