import { allowedRegistries } from './policies/allowed-registries.ts';
import { noExternalServices } from './policies/no-external-services.ts';
import { noForeignMetrics } from './policies/no-foreign-metrics.ts';
import { noForeignNodes } from './policies/no-foreign-nodes.ts';
import { noForeignPeers } from './policies/no-foreign-peers.ts';
import { noForeignProbes } from './policies/no-foreign-probes.ts';
import { noForeignStores } from './policies/no-foreign-stores.ts';
import { noForeignTargets } from './policies/no-foreign-targets.ts';
import { noHostAccess } from './policies/no-host-access.ts';
import { noLatest } from './policies/no-latest.ts';
import { noPlatformPriority } from './policies/no-platform-priority.ts';
import { noPretendedDatabases } from './policies/no-pretended-databases.ts';
import { noWildcardRbac } from './policies/no-wildcard-rbac.ts';
import { pinnedImages } from './policies/pinned-images.ts';
import { protectedDeletion } from './policies/protected-deletion.ts';
import { requiredProbes } from './policies/required-probes.ts';
import { requiredResources } from './policies/required-resources.ts';
import { tenantOwnership } from './policies/tenant-ownership.ts';
import { uniqueHostnamesPerTenant } from './policies/unique-hostnames-per-tenant.ts';

/** Every policy: a new one is a file under policies/ and a word here. */
export const policies = [
  allowedRegistries,
  noExternalServices,
  noForeignMetrics,
  noForeignNodes,
  noForeignPeers,
  noForeignProbes,
  noForeignStores,
  noForeignTargets,
  noHostAccess,
  noLatest,
  noPlatformPriority,
  noPretendedDatabases,
  noWildcardRbac,
  pinnedImages,
  protectedDeletion,
  requiredProbes,
  requiredResources,
  tenantOwnership,
  uniqueHostnamesPerTenant,
] as const;

export type PolicyName = (typeof policies)[number]['name'];

export const policyNames: readonly PolicyName[] = policies.map(({ name }) => name);
