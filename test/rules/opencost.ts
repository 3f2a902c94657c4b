import type { RuleCase } from './rule-case.ts';

const labels = 'label_polder_internal_tenant="parking",label_polder_internal_owner="utrecht",label_polder_internal_cost_centre="42"';
const parking: Readonly<Record<string, string>> = { [`kube_namespace_labels{namespace="parking-web",${labels}}`]: '1x60' };
const payer = 'cost_centre="42",namespace="parking-web",owner="utrecht",tenant="parking"';
const container = 'namespace="parking-web",pod="a",container="web",node="n1"';

/** Example prices: 10 euros a month for a vCPU, 2 for a GiB of memory, 0.1 for a GiB of a volume; a month has 730 hours. */
const prices: Readonly<Record<string, string>> = {
  'node_cpu_hourly_cost{node="n1",instance="n1"}': '0.01x60',
  'node_ram_hourly_cost{node="n1",instance="n1"}': '0.002x60',
  'node_gpu_hourly_cost{node="n1",instance="n1"}': '0.5x60',
};

const claim = 'namespace="parking-web",persistentvolumeclaim="data"';

export const cases: readonly RuleCase[] = [
  {
    name: 'says who pays for a namespace',
    rule: 'polder:namespace:payer',
    series: parking,
    at: '10m',
    records: [{ labels: `{${payer}}`, value: 1 }],
  },
  {
    name: 'counts a namespace without a tenant as the platform',
    rule: 'polder:namespace:payer',
    series: { 'kube_namespace_labels{namespace="argocd"}': '1x60' },
    at: '10m',
    records: [{ labels: '{namespace="argocd",tenant="platform"}', value: 1 }],
  },
  {
    name: 'counts CPU at the price of its node, and pods that two targets tell of once',
    rule: 'polder:showback_cpu:euros_per_hour',
    series: { ...parking, ...prices, [`container_cpu_allocation{${container}}`]: '2x60', [`container_cpu_allocation{${container},instance="old"}`]: '2x60' },
    at: '10m',
    records: [{ labels: `{${payer}}`, value: 0.02 }],
  },
  {
    name: 'counts memory by the GiB',
    rule: 'polder:showback_memory:euros_per_hour',
    series: { ...parking, ...prices, [`container_memory_allocation_bytes{${container}}`]: '4294967296x60' },
    at: '10m',
    records: [{ labels: `{${payer}}`, value: 0.008 }],
  },
  {
    name: 'counts GPUs',
    rule: 'polder:showback_gpu:euros_per_hour',
    series: { ...parking, ...prices, [`container_gpu_allocation{${container}}`]: '1x60' },
    at: '10m',
    records: [{ labels: `{${payer}}`, value: 0.5 }],
  },
  {
    name: 'counts volumes by what they claim',
    rule: 'polder:showback_storage:euros_per_hour',
    series: {
      ...parking,
      [`kube_persistentvolumeclaim_resource_requests_storage_bytes{${claim}}`]: '107374182400x60',
      [`kube_persistentvolumeclaim_info{${claim},storageclass="fast"}`]: '1x60',
    },
    at: '10m',
    records: [{ labels: `{${payer}}`, value: 0.013698630000000002 }],
  },
  {
    name: 'adds the parts of a namespace',
    rule: 'polder:showback:euros_per_hour',
    series: { ...parking, ...prices, [`container_cpu_allocation{${container}}`]: '2x60', [`container_gpu_allocation{${container}}`]: '1x60' },
    at: '10m',
    records: [{ labels: `{${payer}}`, value: 0.52 }],
  },
  {
    name: 'adds the namespaces of a tenant',
    rule: 'polder:showback_tenant:euros_per_hour',
    series: {
      ...prices,
      [`kube_namespace_labels{namespace="parking-web",${labels}}`]: '1x60',
      [`kube_namespace_labels{namespace="parking-db",${labels}}`]: '1x60',
      'container_cpu_allocation{namespace="parking-web",pod="a",container="web",node="n1"}': '1x60',
      'container_cpu_allocation{namespace="parking-db",pod="b",container="db",node="n1"}': '3x60',
    },
    at: '10m',
    records: [{ labels: '{cost_centre="42",owner="utrecht",tenant="parking"}', value: 0.04 }],
  },
  {
    name: 'adds the hours of a day, and counts an hour without pods as nothing',
    rule: 'polder:showback_tenant:euros_per_day',
    series: {
      [`kube_namespace_labels{namespace="parking-web",${labels}}`]: '1x1500',
      'node_cpu_hourly_cost{node="n1",instance="n1"}': '0.01x1500',
      // There from minute 720 on: of the day up to 24:30, the 13 full hours from 12 to 24.
      [`container_cpu_allocation{${container}}`]: '_x720 1x779',
    },
    at: '24h30m',
    records: [{ labels: '{cost_centre="42",owner="utrecht",tenant="parking"}', value: 0.13 }],
  },
  {
    name: 'adds the hours of 30 days',
    rule: 'polder:showback_tenant:euros_per_month',
    series: {
      [`kube_namespace_labels{namespace="parking-web",${labels}}`]: '1x1500',
      'node_cpu_hourly_cost{node="n1",instance="n1"}': '0.01x1500',
      [`container_cpu_allocation{${container}}`]: '1x1500',
    },
    at: '23h30m',
    // Full hours 0 to 23.
    records: [{ labels: '{cost_centre="42",owner="utrecht",tenant="parking"}', value: 0.24 }],
  },
  { name: 'tells when OpenCost is down', rule: 'OpenCostDown', series: { 'up{namespace="",job="opencost",instance="a"}': '0x60' }, at: '40m', fires: [{}] },
  { name: 'is quiet while OpenCost answers', rule: 'OpenCostDown', series: { 'up{namespace="",job="opencost",instance="a"}': '1x60' }, at: '40m' },
  {
    name: 'tells of nodes without a price',
    rule: 'OpenCostWithoutPrices',
    series: { 'kube_node_info{node="n1"}': '1x90', 'kube_node_info{node="n2"}': '1x90', 'node_cpu_hourly_cost{node="n1"}': '0.01x90' },
    at: '70m',
    fires: [{}],
  },
  {
    name: 'is quiet when each node has a price',
    rule: 'OpenCostWithoutPrices',
    series: { 'kube_node_info{node="n1"}': '1x90', 'node_cpu_hourly_cost{node="n1"}': '0.01x90' },
    at: '70m',
  },
  {
    name: 'tells when it answers and sees no containers',
    rule: 'OpenCostSeesNoUse',
    series: { 'up{namespace="",job="opencost",instance="a"}': '1x90' },
    at: '70m',
    fires: [{ job: 'opencost', instance: 'a' }],
  },
  {
    name: 'is quiet while it sees containers',
    rule: 'OpenCostSeesNoUse',
    series: { 'up{namespace="",job="opencost",instance="a"}': '1x90', [`container_cpu_allocation{${container}}`]: '1x90' },
    at: '70m',
  },
  { name: 'tells of example prices, after an hour', rule: 'ShowbackHasExamplePrices', series: {}, at: '70m', fires: [{}] },
  { name: 'lets an hour go by', rule: 'ShowbackHasExamplePrices', series: {}, at: '50m' },
];
