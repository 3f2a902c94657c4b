import type { Dashboard } from '../../kit/dashboard.ts';
import { persesRows } from '../../kit/perses-health.ts';

/** How Perses itself fares. */
export const dashboard: Dashboard = {
  name: 'perses',
  title: 'Perses',
  purpose: 'Whether the dashboards can be seen, which of them are, and how long people wait for them',
  rows: persesRows('perses'),
};
