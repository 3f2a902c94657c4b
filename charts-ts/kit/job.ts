import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { selectorLabels } from './labels.ts';
import { endingPods } from './workload.ts';

export interface JobOptions extends Omit<Parameters<typeof endingPods>[0], 'priorityClass'> {
  readonly priorityClass: string;
  /** Seconds that all its tries may take together. */
  readonly deadlineSeconds: number;
  /** How often it is tried again. Default 2. */
  readonly retries?: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A Job that Argo CD runs in each sync, after what stands in earlier steps, and makes anew for the next: it must be able to run twice. */
export function syncJob(scope: Construct, options: JobOptions & { readonly step: number }): void {
  new k8s.KubeJob(scope, `Job-${options.name}`, {
    metadata: {
      name: options.name,
      labels: selectorLabels(options.name),
      annotations: {
        ...options.annotations,
        'argocd.argoproj.io/hook': 'Sync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
        'argocd.argoproj.io/sync-wave': String(options.step),
      },
    },
    spec: jobSpec(options),
  });
}

/** A Job by a schedule, in UTC, one at a time. */
export function cronJob(scope: Construct, options: JobOptions & { readonly schedule: string }): void {
  const { name, schedule, annotations } = options;
  new k8s.KubeCronJob(scope, `CronJob-${name}`, {
    metadata: { name, labels: selectorLabels(name), ...(annotations === undefined ? {} : { annotations }) },
    spec: {
      schedule,
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 2,
      jobTemplate: { metadata: { labels: selectorLabels(name) }, spec: jobSpec(options) },
    },
  });
}

function jobSpec({ retries = 2, deadlineSeconds, ...pods }: JobOptions): k8s.JobSpec {
  return { backoffLimit: retries, activeDeadlineSeconds: deadlineSeconds, template: endingPods(pods) };
}
