import type { Case } from './case.ts';
import { allowedRegistries } from './cases/allowed-registries.ts';
import { noExternalServices } from './cases/no-external-services.ts';
import { noForeignMetrics } from './cases/no-foreign-metrics.ts';
import { noForeignNodes } from './cases/no-foreign-nodes.ts';
import { noForeignPeers } from './cases/no-foreign-peers.ts';
import { noForeignProbes } from './cases/no-foreign-probes.ts';
import { noForeignStores } from './cases/no-foreign-stores.ts';
import { noForeignTargets } from './cases/no-foreign-targets.ts';
import { noHostAccess } from './cases/no-host-access.ts';
import { noLatest } from './cases/no-latest.ts';
import { noPlatformPriority } from './cases/no-platform-priority.ts';
import { noPretendedDatabases } from './cases/no-pretended-databases.ts';
import { noWildcardRbac } from './cases/no-wildcard-rbac.ts';
import { pinnedImages } from './cases/pinned-images.ts';
import { protectedDeletion } from './cases/protected-deletion.ts';
import { requiredProbes } from './cases/required-probes.ts';
import { requiredResources } from './cases/required-resources.ts';
import { tenantOwnership } from './cases/tenant-ownership.ts';
import { uniqueHostnames } from './cases/unique-hostnames.ts';
import { container, image, pod } from './objects.ts';
import { digest, other } from './setting.ts';

/** What must hold where the policies deny. */
export const cases: readonly Case[] = [
  ...allowedRegistries,
  ...noLatest,
  ...pinnedImages,
  ...requiredResources,
  ...requiredProbes,
  ...noHostAccess,
  ...noPlatformPriority,
  ...noForeignNodes,
  ...noPretendedDatabases,
  ...tenantOwnership,
  ...uniqueHostnames,
  ...noWildcardRbac,
  ...noExternalServices,
  ...noForeignMetrics,
  ...noForeignPeers,
  ...noForeignProbes,
  ...noForeignStores,
  ...noForeignTargets,
  ...protectedDeletion,
];

/** The same with `requireDigests: true`. */
export const casesWithDigests: readonly Case[] = [
  {
    policy: 'pinned-images',
    it: 'lets a digest pass',
    request: { create: pod(other, 'web', { containers: [container({ image: `${image}${digest}` })] }) },
  },
  {
    policy: 'pinned-images',
    it: 'refuses an image without a digest',
    request: { create: pod(other, 'web') },
    refused: `container "web" has image "${image}", which has no digest; add it behind the tag, @sha256:…`,
  },
];
