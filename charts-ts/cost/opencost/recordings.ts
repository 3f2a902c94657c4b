import type { Recording } from '../../kit/metrics.ts';
import { decimal, hoursInMonth, type Prices } from './prices.ts';

/** Who pays: the labels of each recorded cost. */
export const payers = 'tenant, owner, cost_centre';

/** As kube-state-metrics writes the labels of namespaces (kit/labels.ts) that it is allowed to tell. */
const labelOf = {
  tenant: 'label_polder_internal_tenant',
  owner: 'label_polder_internal_owner',
  cost_centre: 'label_polder_internal_cost_centre',
} as const;

const GiB = '1073741824';

/**
 * What each tenant costs, in euros: of what OpenCost says that containers have (the larger of what they request and use) at its prices of
 * nodes, and of what volumes claim at the price of their storage class.
 * Names of metrics: pkg/costmodel/metrics.go of OpenCost 1.121, and kube-state-metrics.
 */
export function showback(prices: Prices): readonly Recording[] {
  return [
    { name: 'polder:namespace:payer', expression: payerOfNamespace() },
    cost('cpu', allocated('container_cpu_allocation', 'node_cpu_hourly_cost')),
    cost('memory', `${allocated('container_memory_allocation_bytes', 'node_ram_hourly_cost')} / ${GiB}`),
    cost('gpu', allocated('container_gpu_allocation', 'node_gpu_hourly_cost')),
    cost('storage', claimed(prices)),
    { name: 'polder:showback:euros_per_hour', expression: `sum by (namespace, ${payers}) (${parts.map(named).join(' or ')})` },
    { name: 'polder:showback_tenant:euros_per_hour', expression: `sum by (${payers}) (polder:showback:euros_per_hour)` },
    // One value for each hour: an hour in which there was nothing costs nothing.
    { name: 'polder:showback_tenant:euros_per_day', expression: 'sum_over_time(polder:showback_tenant:euros_per_hour[1d:1h])' },
    { name: 'polder:showback_tenant:euros_per_month', expression: 'sum_over_time(polder:showback_tenant:euros_per_hour[30d:1h])' },
  ];
}

/** 1 for each namespace, with who pays for it; what has no tenant is the platform's own. */
function payerOfNamespace(): string {
  const platform = 'label_replace(kube_namespace_labels, "tenant", "platform", "", "")';
  const named = Object.entries(labelOf).reduce((series, [to, from]) => `label_replace(${series}, "${to}", "$1", "${from}", "(.+)")`, platform);
  return `max by (namespace, ${payers}) (${named})`;
}

const parts = ['cpu', 'memory', 'gpu', 'storage'] as const;
type Part = (typeof parts)[number];

function nameOf(part: Part): string {
  return `polder:showback_${part}:euros_per_hour`;
}

/** With a label that tells it from the other parts of the same namespace. */
function named(part: Part): string {
  return `label_replace(${nameOf(part)}, "part", "${part}", "", "")`;
}

function cost(part: Part, ofNamespace: string): Recording {
  return { name: nameOf(part), expression: `(${ofNamespace}) * on (namespace) group_left (${payers}) polder:namespace:payer` };
}

/** What containers of a namespace have, at the price of their node. */
function allocated(allocation: string, price: string): string {
  return `sum by (namespace) (max by (namespace, pod, container, node) (${allocation}) * on (node) group_left () max by (node) (${price}))`;
}

/** What a namespace's volumes claim, in GiB, each at the price of its class. */
function claimed({ storage, storageClasses }: Prices): string {
  const own = Object.entries(storageClasses).sort(([a], [b]) => (a < b ? -1 : 1));
  const others = own.length === 0 ? '' : `{storageclass!~"${own.map(([name]) => name.replaceAll('.', '\\\\.')).join('|')}"}`;
  const classes = [...own.map(([name, price]) => ofClass(`{storageclass="${name}"}`, price)), ofClass(others, storage)];
  return `sum by (namespace) (${classes.join(' or ')}) / ${GiB}`;
}

function ofClass(matcher: string, month: number): string {
  const bytes = 'max by (namespace, persistentvolumeclaim) (kube_persistentvolumeclaim_resource_requests_storage_bytes)';
  const claims = `max by (namespace, persistentvolumeclaim) (kube_persistentvolumeclaim_info${matcher})`;
  return `(${bytes} * on (namespace, persistentvolumeclaim) ${claims} * ${decimal(month / hoursInMonth)})`;
}
