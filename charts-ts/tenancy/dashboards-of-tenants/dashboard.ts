import type { Dashboard } from '../../kit/dashboard.ts';
import { persesRows } from '../../kit/perses-health.ts';
import { name } from './names.ts';

/** How tenants' dashboards fare. */
export const dashboard: Dashboard = {
  name,
  title: 'Dashboards of tenants',
  purpose: 'Whether tenants can see their dashboards, which of them they look at, and how long they wait for them',
  rows: persesRows(name),
};
