import type { Size } from '../kit/workload.ts';

export const appSizes = ['small', 'medium', 'large'] as const;
export type AppSize = (typeof appSizes)[number];

/**
 * What one pod gets. Each has four times the memory of the one before; CPU stands lower, since what others leave is free to take. Two
 * small ones are an eighth of a small namespace (tenancy/tenants/sizes.ts), beside its database.
 */
export const sizes: Readonly<Record<AppSize, Size>> = {
  small: { cpu: '50m', memory: '128Mi', cpuLimit: '500m' },
  medium: { cpu: '200m', memory: '512Mi', cpuLimit: '1' },
  large: { cpu: '500m', memory: '2Gi', cpuLimit: '2' },
};

/** What a pod gets, by its name or as it is written out. */
export function sizeOf(size: AppSize | Size): Size {
  return typeof size === 'string' ? sizes[size] : size;
}
