import type { RuleCase } from '../rule-case.ts';

const state = 'job="kube-state-metrics",instance="10.42.0.9:8080"';
const quota = (type: string, resource: string) => `kube_resourcequota{${state},namespace="shop",resourcequota="tenant",resource="${resource}",type="${type}"}`;
const scaler = `${state},namespace="shop",horizontalpodautoscaler="web"`;
const scalerLabels = { namespace: 'shop', horizontalpodautoscaler: 'web' };

/** Three workers with ten of a resource each and one pod that requests so many on each, and a control plane that nobody may use. */
function promised(resource: 'cpu' | 'memory', each: number): Readonly<Record<string, string>> {
  const workers = ['a', 'b', 'c'].flatMap((node) => [
    [`kube_node_status_allocatable{${state},node="${node}",resource="${resource}"}`, '10x60'],
    [
      `kube_pod_container_resource_requests{${state},namespace="shop",pod="${node}",uid="${node}",container="web",node="${node}",resource="${resource}"}`,
      `${each}x60`,
    ],
    [`kube_pod_status_phase{${state},namespace="shop",pod="${node}",uid="${node}",phase="Running"}`, '1x60'],
  ]);
  return {
    ...Object.fromEntries(workers),
    [`kube_node_status_allocatable{${state},node="control",resource="${resource}"}`]: '100x60',
    [`kube_node_spec_taint{${state},node="control",key="node-role.kubernetes.io/control-plane",effect="NoSchedule"}`]: '1x60',
  };
}

function overcommitted(rule: string, resource: 'cpu' | 'memory'): readonly RuleCase[] {
  return [
    { name: `tells when two nodes cannot give the ${resource} of three`, rule, series: promised(resource, 8), at: '45m', fires: [{}] },
    { name: `is quiet when two nodes can give the ${resource} of three`, rule, series: promised(resource, 6), at: '45m' },
  ];
}

const replicas = (current: number, minimum: number) => ({
  [`kube_horizontalpodautoscaler_status_current_replicas{${scaler}}`]: `${current}x90`,
  [`kube_horizontalpodautoscaler_spec_min_replicas{${scaler}}`]: `${minimum}x90`,
  [`kube_horizontalpodautoscaler_spec_max_replicas{${scaler}}`]: '5x90',
});
const condition = (name: string, status: string) => `kube_horizontalpodautoscaler_status_condition{${scaler},condition="${name}",status="${status}"}`;

export const capacityCases: readonly RuleCase[] = [
  ...overcommitted('CpuOvercommitted', 'cpu'),
  ...overcommitted('MemoryOvercommitted', 'memory'),
  {
    name: 'tells of a quota that is nearly used',
    rule: 'QuotaAlmostUsed',
    series: { [quota('used', 'requests.cpu')]: '9.5x60', [quota('hard', 'requests.cpu')]: '10x60' },
    at: '40m',
    fires: [{ namespace: 'shop', resourcequota: 'tenant', resource: 'requests.cpu' }],
  },
  {
    name: 'is quiet about the one load balancer of one, and about what nobody may have',
    rule: 'QuotaAlmostUsed',
    series: {
      [quota('used', 'services.loadbalancers')]: '1x60',
      [quota('hard', 'services.loadbalancers')]: '1x60',
      [quota('used', 'pods')]: '0x60',
      [quota('hard', 'pods')]: '0x60',
    },
    at: '40m',
  },
  { name: 'tells of an autoscaler at its maximum', rule: 'AutoscalerAtMaximum', series: replicas(5, 2), at: '70m', fires: [scalerLabels] },
  { name: 'is quiet about an autoscaler that cannot scale', rule: 'AutoscalerAtMaximum', series: replicas(5, 5), at: '70m' },
  {
    name: 'tells of an autoscaler that gets no metrics',
    rule: 'AutoscalerBlind',
    series: { [condition('ScalingActive', 'false')]: '1x30', [`kube_horizontalpodautoscaler_status_desired_replicas{${scaler}}`]: '2x30' },
    at: '20m',
    fires: [scalerLabels],
  },
  {
    name: 'is quiet about one that was turned off',
    rule: 'AutoscalerBlind',
    series: { [condition('ScalingActive', 'false')]: '1x30', [`kube_horizontalpodautoscaler_status_desired_replicas{${scaler}}`]: '0x30' },
    at: '20m',
  },
];
