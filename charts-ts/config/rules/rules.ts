import type { ClusterFacts } from '../facts.ts';
import type { Cluster } from '../load.ts';
import { type Path, type Problem, pathText } from '../problem.ts';
import type { ClusterTenant } from '../tenants.ts';
import { airGappedHasMirrors } from './air-gapped-has-mirrors.ts';
import { domainsDoNotOverlap } from './domains-do-not-overlap.ts';
import { hardeningFitsTheDistribution } from './hardening-fits-the-distribution.ts';
import { networksDoNotOverlap } from './networks-do-not-overlap.ts';
import { networksHoldTheNodes } from './networks-hold-the-nodes.ts';
import { tenantConnectionsAreAgreed } from './tenant-connections-are-agreed.ts';
import { tenantHostnamesAreServed } from './tenant-hostnames-are-served.ts';
import { tenantHostnamesAreUnique } from './tenant-hostnames-are-unique.ts';
import { tenantLoginsHaveHostnames } from './tenant-logins-have-hostnames.ts';
import { tenantNamespacesAreUnique } from './tenant-namespaces-are-unique.ts';
import { tenantNetworksAreOutside } from './tenant-networks-are-outside.ts';
import { tenantRepositoriesAreTheirOwn } from './tenant-repositories-are-their-own.ts';

export type Facts = Cluster<ClusterFacts>;

/** A claim about the clusters of a fleet that no schema of one file can see; returns where it does not hold. */
export type Rule = (clusters: readonly Facts[]) => readonly Problem[];

/** Every claim that must hold before anything is rendered. */
export const rules: readonly Rule[] = [
  domainsDoNotOverlap,
  networksDoNotOverlap,
  networksHoldTheNodes,
  airGappedHasMirrors,
  hardeningFitsTheDistribution,
  tenantNamespacesAreUnique,
  tenantHostnamesAreServed,
  tenantHostnamesAreUnique,
  tenantLoginsHaveHostnames,
  tenantConnectionsAreAgreed,
  tenantNetworksAreOutside,
  tenantRepositoriesAreTheirOwn,
];

/** A problem at the place where a cluster's value was set. */
export function problemAt(cluster: Facts, path: Path, message: string): Problem {
  return { ...cluster.merged.place(path), path: pathText(path), message };
}

/** A problem at a key of a tenant's file. */
export function tenantProblem(tenant: ClusterTenant, path: Path, message: string): Problem {
  return { ...tenant.place(path), path: pathText(path), message };
}
