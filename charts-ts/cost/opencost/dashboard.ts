import type { Dashboard } from '../../kit/dashboard.ts';

const chosen = 'tenant=~"$tenant",owner=~"$owner"';

/** What the platform costs, for whom. All amounts are euros. */
export const showbackDashboard: Dashboard = {
  name: 'showback',
  title: 'Showback',
  purpose: 'What each tenant and body costs, in euros at the prices of this site',
  variables: [
    { name: 'tenant', title: 'Tenant', metric: 'polder:showback:euros_per_hour', label: 'tenant' },
    { name: 'owner', title: 'Body', metric: 'polder:showback:euros_per_hour', label: 'owner' },
  ],
  rows: [
    {
      title: 'Euros',
      panels: [
        { title: 'Last day', show: 'stat', queries: [{ expression: `sum(polder:showback_tenant:euros_per_day{${chosen}})` }] },
        { title: 'Last 30 days', show: 'stat', queries: [{ expression: `sum(polder:showback_tenant:euros_per_month{${chosen}})` }] },
        {
          title: 'A month like this hour',
          show: 'stat',
          queries: [{ expression: `sum(polder:showback_tenant:euros_per_hour{${chosen}}) * 730` }],
        },
        { title: 'Price of all nodes a month', show: 'stat', queries: [{ expression: 'sum(max by (node) (node_total_hourly_cost)) * 730' }] },
      ],
    },
    {
      title: 'By tenant',
      panels: [
        {
          title: 'Euros a day',
          show: 'lines',
          queries: [{ expression: `sum by (tenant) (polder:showback_tenant:euros_per_day{${chosen}})`, legend: '{{ tenant }}' }],
        },
        {
          title: 'Euros of the last 30 days',
          show: 'table',
          queries: [{ expression: `sum by (tenant, owner, cost_centre) (polder:showback_tenant:euros_per_month{${chosen}})` }],
        },
      ],
    },
    {
      title: 'By body',
      panels: [
        {
          title: 'Euros a day by body',
          show: 'lines',
          queries: [{ expression: `sum by (owner) (polder:showback_tenant:euros_per_day{${chosen}})`, legend: '{{ owner }}' }],
        },
        {
          title: 'Euros of the last 30 days by body and cost centre',
          show: 'table',
          queries: [{ expression: `sum by (owner, cost_centre) (polder:showback_tenant:euros_per_month{${chosen}})` }],
        },
      ],
    },
    {
      title: 'What it is spent on',
      panels: ['cpu', 'memory', 'gpu', 'storage'].map((what) => ({
        title: `Euros an hour for ${what}`,
        show: 'lines' as const,
        queries: [{ expression: `sum by (tenant) (polder:showback_${what}:euros_per_hour{${chosen}})`, legend: '{{ tenant }}' }],
      })),
    },
  ],
};
