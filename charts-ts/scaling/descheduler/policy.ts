import type { DeschedulerConfig } from './config.ts';

/** The names of its plugins, and their arguments: pkg/framework/plugins of v0.36.0. */
type PluginConfig =
  // Without arguments, and still there: a plugin that no entry names is not started, and the program ends.
  | { readonly name: 'RemoveDuplicates' | 'RemovePodsViolatingInterPodAntiAffinity' | 'RemovePodsViolatingNodeTaints' }
  | { readonly name: 'DefaultEvictor'; readonly args: EvictorArgs }
  | { readonly name: 'LowNodeUtilization'; readonly args: { readonly thresholds: Parts; readonly targetThresholds: Parts } }
  | { readonly name: 'RemovePodsViolatingTopologySpreadConstraint'; readonly args: { readonly constraints: readonly ('DoNotSchedule' | 'ScheduleAnyway')[] } }
  | {
      readonly name: 'RemovePodsViolatingNodeAffinity';
      readonly args: { readonly nodeAffinityType: readonly ['requiredDuringSchedulingIgnoredDuringExecution'] };
    };

/** Percent of what a node offers. */
interface Parts {
  readonly cpu: number;
  readonly memory: number;
  readonly pods: number;
}

interface EvictorArgs {
  /** Pods with this priority or a higher one stay. */
  readonly priorityThreshold?: { readonly name: string };
  /** Only pods that another node would take. */
  readonly nodeFit: true;
  readonly minReplicas: number;
  readonly minPodAge: string;
  /** The annotation descheduler.alpha.kubernetes.io/prefer-no-eviction holds, and is no mere wish. */
  readonly noEvictionPolicy: 'Mandatory';
  readonly podProtections: { readonly extraEnabled: readonly ('PodsWithPVC' | 'PodsWithResourceClaims')[] };
}

type Balance = 'RemoveDuplicates' | 'LowNodeUtilization' | 'RemovePodsViolatingTopologySpreadConstraint';
type Deschedule = 'RemovePodsViolatingNodeAffinity' | 'RemovePodsViolatingInterPodAntiAffinity' | 'RemovePodsViolatingNodeTaints';

/** https://github.com/kubernetes-sigs/descheduler/blob/v0.36.0/pkg/api/v1alpha2/types.go */
export interface DeschedulerPolicy {
  readonly apiVersion: 'descheduler/v1alpha2';
  readonly kind: 'DeschedulerPolicy';
  readonly maxNoOfPodsToEvictPerNode: number;
  readonly maxNoOfPodsToEvictPerNamespace: number;
  readonly maxNoOfPodsToEvictTotal: number;
  readonly profiles: readonly {
    readonly name: string;
    readonly pluginConfig: readonly PluginConfig[];
    readonly plugins: {
      readonly balance?: { readonly enabled: readonly Balance[] };
      readonly deschedule?: { readonly enabled: readonly Deschedule[] };
    };
  }[];
}

/**
 * Careful by default. Left as they are: pods of DaemonSets, without an owner, with local storage, and critical ones of the system stay.
 * Beside that stay pods with a volume or a claimed device, the only pod of a workload, young pods, and the platform's. It evicts by the
 * API, so PodDisruptionBudgets hold.
 */
export function deschedulerPolicy(config: DeschedulerConfig, platformPriority: string): DeschedulerPolicy {
  const { limits, utilisation } = config;
  const balance: readonly Balance[] = [
    ...(config.duplicates ? (['RemoveDuplicates'] as const) : []),
    ...(config.spread ? (['RemovePodsViolatingTopologySpreadConstraint'] as const) : []),
    ...(utilisation.enabled ? (['LowNodeUtilization'] as const) : []),
  ];
  const deschedule: readonly Deschedule[] = config.affinity
    ? ['RemovePodsViolatingNodeAffinity', 'RemovePodsViolatingInterPodAntiAffinity', 'RemovePodsViolatingNodeTaints']
    : [];
  return {
    apiVersion: 'descheduler/v1alpha2',
    kind: 'DeschedulerPolicy',
    maxNoOfPodsToEvictPerNode: limits.node,
    maxNoOfPodsToEvictPerNamespace: limits.namespace,
    maxNoOfPodsToEvictTotal: limits.total,
    profiles: [
      {
        name: 'platform',
        pluginConfig: [{ name: 'DefaultEvictor', args: evictor(config, platformPriority) }, ...pluginConfigs(config)],
        plugins: {
          ...(balance.length === 0 ? {} : { balance: { enabled: balance } }),
          ...(deschedule.length === 0 ? {} : { deschedule: { enabled: deschedule } }),
        },
      },
    ],
  };
}

function evictor(config: DeschedulerConfig, platformPriority: string): EvictorArgs {
  return {
    ...(config.platform ? {} : { priorityThreshold: { name: platformPriority } }),
    nodeFit: true,
    minReplicas: config.minReplicas,
    minPodAge: `${config.minPodAgeMinutes}m`,
    noEvictionPolicy: 'Mandatory',
    podProtections: { extraEnabled: ['PodsWithPVC', 'PodsWithResourceClaims'] },
  };
}

function pluginConfigs({ duplicates, spread, utilisation, affinity }: DeschedulerConfig): PluginConfig[] {
  const parts = (percent: number): Parts => ({ cpu: percent, memory: percent, pods: percent });
  const none: readonly PluginConfig[] = [];
  return [
    ...(duplicates ? [{ name: 'RemoveDuplicates' } as const] : none),
    // Soft constraints too: those of the platform's own workloads are, so that a lost zone keeps no pod from starting.
    ...(spread ? [{ name: 'RemovePodsViolatingTopologySpreadConstraint', args: { constraints: ['DoNotSchedule', 'ScheduleAnyway'] } } as const] : none),
    ...(utilisation.enabled
      ? [{ name: 'LowNodeUtilization', args: { thresholds: parts(utilisation.low), targetThresholds: parts(utilisation.target) } } as const]
      : none),
    ...(affinity
      ? [
          { name: 'RemovePodsViolatingNodeAffinity', args: { nodeAffinityType: ['requiredDuringSchedulingIgnoredDuringExecution'] } } as const,
          { name: 'RemovePodsViolatingInterPodAntiAffinity' } as const,
          { name: 'RemovePodsViolatingNodeTaints' } as const,
        ]
      : none),
  ];
}
