import { persesAlerts } from '../../kit/perses-health.ts';

export const alertsOfPerses = persesAlerts(
  { name: 'Perses', job: 'perses' },
  {
    down: {
      summary: 'No Perses pod answers: the dashboards cannot be seen',
      runbook: 'kubectl -n perses get pods,events; read the log of the newest pod; the metrics and the alerts themselves do not depend on it',
    },
    errors: {
      summary: 'More than 1 in 10 answers of Perses are errors',
      runbook: 'kubectl -n perses logs deployment/perses: "error proxying" means that a store does not answer, or that a network policy is in between',
    },
  },
);
