import type { RuleCase } from '../rule-case.ts';

const state = 'job="kube-state-metrics",instance="10.42.0.9:8080"';
const kubelet = 'job="kubelet",node="a"';
const container = (name: string, pod: string) => `${kubelet},namespace="shop",pod="${pod}",container="${name}"`;
const exported = 'job="node-exporter",node="a",instance="a"';

function requests(resource: 'cpu' | 'memory'): readonly RuleCase[] {
  const request = (pod: string) =>
    `kube_pod_container_resource_requests{${state},namespace="shop",pod="${pod}",uid="${pod}",container="web",node="a",resource="${resource}"}`;
  const phase = (pod: string, name: string) => `kube_pod_status_phase{${state},namespace="shop",pod="${pod}",uid="${pod}",phase="${name}"}`;
  const series = {
    [request('runs')]: '2x10',
    [phase('runs', 'Running')]: '1x10',
    [phase('runs', 'Pending')]: '0x10',
    [request('ended')]: '4x10',
    [phase('ended', 'Succeeded')]: '1x10',
    [phase('ended', 'Running')]: '0x10',
  };
  return [
    {
      name: `counts no ${resource} of pods that have ended, by namespace`,
      rule: `namespace:pod_${resource}_requests:sum`,
      series,
      at: '5m',
      records: [{ labels: '{namespace="shop"}', value: 2 }],
    },
    {
      name: `counts no ${resource} of pods that have ended, by node`,
      rule: `node:pod_${resource}_requests:sum`,
      series,
      at: '5m',
      records: [{ labels: '{node="a"}', value: 2 }],
    },
  ];
}

function traffic(direction: 'receive' | 'transmit'): RuleCase {
  return {
    name: `adds up what pods ${direction}, without the node's own cards`,
    rule: `namespace:pod_network_${direction}_bytes:rate5m`,
    series: {
      [`container_network_${direction}_bytes_total{${kubelet},namespace="shop",pod="a",interface="eth0"}`]: '0+6000x10',
      [`container_network_${direction}_bytes_total{${kubelet},namespace="shop",pod="b",interface="eth0"}`]: '0+6000x10',
      [`container_network_${direction}_bytes_total{${kubelet},id="/",interface="ens3"}`]: '0+60000x10',
    },
    at: '10m',
    records: [{ labels: '{namespace="shop"}', value: 200 }],
  };
}

export const recordingCases: readonly RuleCase[] = [
  {
    name: 'adds up the CPU of containers, once',
    rule: 'namespace:container_cpu_usage:rate5m',
    series: {
      [`container_cpu_usage_seconds_total{${container('web', 'a')},cpu="total"}`]: '0+30x10',
      [`container_cpu_usage_seconds_total{${container('web', 'b')},cpu="total"}`]: '0+60x10',
      [`container_cpu_usage_seconds_total{${container('', 'a')},cpu="total"}`]: '0+30x10',
    },
    at: '10m',
    records: [{ labels: '{namespace="shop"}', value: 1.5 }],
  },
  {
    name: 'adds up the memory of containers, once',
    rule: 'namespace:container_memory_working_set_bytes:sum',
    series: {
      [`container_memory_working_set_bytes{${container('web', 'a')}}`]: '100x10',
      [`container_memory_working_set_bytes{${container('', 'a')}}`]: '110x10',
    },
    at: '5m',
    records: [{ labels: '{namespace="shop"}', value: 100 }],
  },
  traffic('receive'),
  traffic('transmit'),
  ...requests('cpu'),
  ...requests('memory'),
  {
    name: 'does not count waiting for disks as work',
    rule: 'node:cpu_busy:ratio5m',
    series: {
      [`node_cpu_seconds_total{${exported},cpu="0",mode="idle"}`]: '0+30x10',
      [`node_cpu_seconds_total{${exported},cpu="0",mode="iowait"}`]: '0+15x10',
      [`node_cpu_seconds_total{${exported},cpu="0",mode="user"}`]: '0+15x10',
      [`node_cpu_seconds_total{${exported},cpu="1",mode="idle"}`]: '0+45x10',
      [`node_cpu_seconds_total{${exported},cpu="1",mode="iowait"}`]: '0x10',
      [`node_cpu_seconds_total{${exported},cpu="1",mode="user"}`]: '0+15x10',
    },
    at: '10m',
    records: [{ labels: '{node="a"}', value: 0.25 }],
  },
  {
    name: 'counts what can be freed as free',
    rule: 'node:memory_used:ratio',
    series: {
      [`node_memory_MemAvailable_bytes{${exported}}`]: '25x10',
      [`node_memory_MemTotal_bytes{${exported}}`]: '100x10',
      [`node_memory_MemFree_bytes{${exported}}`]: '1x10',
    },
    at: '5m',
    records: [{ labels: '{node="a"}', value: 0.75 }],
  },
];
