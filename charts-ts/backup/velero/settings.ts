import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { selectorLabels } from '../../kit/labels.ts';
import type { Size } from '../../kit/workload.ts';
import { dataMover, maintenance, settings } from './names.ts';
import type { MaintenanceSettings, NodeAgentSettings, RepositorySettings } from './types.ts';

export interface PodSizes {
  readonly dataMover: Size;
  readonly maintenance: Size;
}

/** What Velero reads of the pods that it starts itself: one ConfigMap for each program, with one JSON text in each key. */
export function veleroSettings(scope: Construct, sizes: PodSizes, priorityClassName: string): void {
  const agent: NodeAgentSettings = {
    // One volume at a time on each node.
    loadConcurrency: { globalConfig: 1 },
    podResources: resources(sizes.dataMover),
    priorityClassName,
    podLabels: selectorLabels(dataMover),
  };
  const global: MaintenanceSettings['global'] = {
    keepLatestMaintenanceJobs: 1,
    podResources: resources(sizes.maintenance),
    priorityClassName,
    podLabels: selectorLabels(maintenance),
  };
  const repository: RepositorySettings = { cacheLimitMB: 1024 };
  configMap(scope, settings.nodeAgent, { settings: agent });
  configMap(scope, settings.maintenance, { global });
  configMap(scope, settings.repository, { kopia: repository });
}

function resources({ cpu, memory, cpuLimit }: Size): NodeAgentSettings['podResources'] {
  return { cpuRequest: cpu, cpuLimit, memoryRequest: memory, memoryLimit: memory };
}

function configMap(scope: Construct, name: string, data: Readonly<Record<string, object>>): void {
  new k8s.KubeConfigMap(scope, `ConfigMap-${name}`, {
    metadata: { name },
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)])),
  });
}
