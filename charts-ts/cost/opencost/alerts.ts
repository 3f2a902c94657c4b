import type { Alert } from '../../kit/metrics.ts';

/** The namespace of its target is left out, and no tenant has a target without one. */
const up = 'up{namespace="",job="opencost"}';

const down: Alert = {
  name: 'OpenCostDown',
  expression: `absent(${up} == 1)`,
  holds: '30m',
  severity: 'warning',
  summary: 'OpenCost does not answer: what tenants use in the meantime is in no bill',
  runbook: 'kubectl -n opencost describe deploy opencost, then its log; OOMKilled: raise components.opencost.size.memory',
};

const unpriced: Alert = {
  name: 'OpenCostWithoutPrices',
  expression: 'count(kube_node_info) - (count(max by (node) (node_cpu_hourly_cost)) or vector(0)) > 0',
  holds: '1h',
  severity: 'warning',
  summary: 'Nodes have no price: what runs there costs nothing in the showback',
  runbook: 'kubectl -n opencost logs deploy/opencost -c opencost; new nodes are priced after a few minutes, and every price of 0 leaves its part out',
};

const blind: Alert = {
  name: 'OpenCostSeesNoUse',
  expression: `${up} == 1 unless on () count(container_cpu_allocation)`,
  holds: '1h',
  severity: 'warning',
  summary: 'OpenCost prices nodes and sees no containers: the showback is empty',
  runbook:
    'kubectl -n opencost logs deploy/opencost -c opencost: does Prometheus answer it, and does it have container_cpu_usage_seconds_total and kube_pod_container_resource_requests?',
};

const examples: Alert = {
  name: 'ShowbackHasExamplePrices',
  expression: 'vector(1)',
  holds: '1h',
  severity: 'warning',
  summary: 'The showback counts with example prices, which are nobody’s: send no bill',
  runbook: "write the site's own in site.yaml, components.opencost.prices: docs/cost.md",
};

/** Metric names: pkg/costmodel/metrics.go of OpenCost 1.121. */
export function openCostAlerts(hasPrices: boolean): readonly Alert[] {
  return [down, unpriced, blind, ...(hasPrices ? [] : [examples])];
}
