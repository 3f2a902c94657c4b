import { componentFolder, type PolderCluster } from './catalogue.ts';
import type { Problem } from './config/problem.ts';
import { problemAt } from './config/rules/rules.ts';
import type { ClusterTenant } from './config/tenants.ts';
import { type KubeObject, objectText } from './kit/object.ts';
import type { Planned } from './order.ts';

/** A component with its finished objects. */
export interface Built extends Planned {
  /** All its objects, those for tenants too. */
  readonly objects: readonly KubeObject[];
  /** Those for each tenant. */
  readonly forTenants?: readonly BuiltForTenant[];
}

/** What a component made for one tenant. */
export interface BuiltForTenant {
  readonly tenant: ClusterTenant;
  readonly objects: readonly KubeObject[];
}

/** The objects that are for no tenant. */
export function ownObjects({ objects, forTenants = [] }: Pick<Built, 'objects' | 'forTenants'>): readonly KubeObject[] {
  if (forTenants.length === 0) return objects;
  const others = new Set(forTenants.flatMap((one) => one.objects));
  return objects.filter((object) => !others.has(object));
}

/** A mistake found on a finished object, at the place that a person can change: the component's part of cluster.yaml, or the tenant's file. */
export function objectProblem(cluster: PolderCluster, built: Planned & Pick<Built, 'forTenants'>, object: KubeObject, message: string): Problem {
  const tenant = built.forTenants?.find(({ objects }) => objects.includes(object))?.tenant;
  if (tenant !== undefined) return { ...tenant.place([]), path: '', message: `${objectText(object)} (${componentFolder(built.component)}): ${message}` };
  return problemAt(cluster, ['components', built.component.name], `${objectText(object)} (${componentFolder(built.component)}): ${message}`);
}
