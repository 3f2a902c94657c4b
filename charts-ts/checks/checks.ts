import type { Built } from '../built.ts';
import type { PolderCluster } from '../catalogue.ts';
import type { Problem } from '../config/problem.ts';
import { configMapsFit } from './config-maps-fit.ts';
import { containersAreSized } from './containers-are-sized.ts';
import { customResourcesAreDefined } from './custom-resources-are-defined.ts';
import { hostnamesAreUnique } from './hostnames-are-unique.ts';
import { imagesComeFromTheRegistry } from './images-come-from-the-registry.ts';
import { kindsAreServed } from './kinds-are-served.ts';
import { namespacesAreClosed } from './namespaces-are-closed.ts';
import { nodesHoldTheQuotas } from './nodes-hold-the-quotas.ts';
import { nodesHoldTheRequests } from './nodes-hold-the-requests.ts';
import { objectsAreUnique } from './objects-are-unique.ts';
import { podsAreHardened } from './pods-are-hardened.ts';
import { referencesExist } from './references-exist.ts';
import { rolesHaveNoWildcards } from './roles-have-no-wildcards.ts';
import { routesFitTheRouter } from './routes-fit-the-router.ts';
import { secretsAreEmpty } from './secrets-are-empty.ts';
import { selectorsSelect } from './selectors-select.ts';
import { tenantDataIsBackedUp } from './tenant-data-is-backed-up.ts';
import { tenantDatabasesFit } from './tenant-databases-fit.ts';
import { tenantHostnamesAreFree } from './tenant-hostnames-are-free.ts';
import { tenantHostnamesHaveCertificates } from './tenant-hostnames-have-certificates.ts';
import { tenantNamespacesAreFree } from './tenant-namespaces-are-free.ts';
import { tenantRetentionIsKept } from './tenant-retention-is-kept.ts';
import { tenantServicesAreThere } from './tenant-services-are-there.ts';

/** A claim about the finished objects of a cluster; returns where it does not hold. */
export type Check = (built: readonly Built[], cluster: PolderCluster) => readonly Problem[];

/** Every claim that must hold before a file is written. */
export const checks: readonly Check[] = [
  objectsAreUnique,
  kindsAreServed,
  customResourcesAreDefined,
  referencesExist,
  selectorsSelect,
  imagesComeFromTheRegistry,
  containersAreSized,
  podsAreHardened,
  namespacesAreClosed,
  secretsAreEmpty,
  configMapsFit,
  rolesHaveNoWildcards,
  hostnamesAreUnique,
  routesFitTheRouter,
  nodesHoldTheRequests,
  nodesHoldTheQuotas,
  tenantNamespacesAreFree,
  tenantHostnamesAreFree,
  tenantHostnamesHaveCertificates,
  tenantDatabasesFit,
  tenantServicesAreThere,
  tenantRetentionIsKept,
  tenantDataIsBackedUp,
];
