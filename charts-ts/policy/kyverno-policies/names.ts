/** Policies that are not about images, by the name that exemptions use. */
export const tenantPolicies = ['tenant-network', 'tenant-limits', 'tenant-quota', 'tenant-pod-security'] as const;
export const cleanUpPolicies = ['finished-jobs', 'ended-pods', 'handed-over-routes'] as const;

export type TenantPolicy = (typeof tenantPolicies)[number];
export type CleanUpPolicy = (typeof cleanUpPolicies)[number];

/** The name of a policy's object, beside those of component admission-policies. */
export function objectName(policy: string): string {
  return `polder-${policy}`;
}

export function imagePolicyName(policy: string): string {
  return objectName(`image-${policy}`);
}
