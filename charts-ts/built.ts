import { componentFolder, type PolderCluster } from './catalogue.ts';
import type { Problem } from './config/problem.ts';
import { problemAt } from './config/rules/rules.ts';
import { type KubeObject, objectText } from './kit/object.ts';
import type { Planned } from './order.ts';

/** A component with its finished objects. */
export interface Built extends Planned {
  readonly objects: readonly KubeObject[];
}

/** A mistake found on a finished object, at the place that a person can change: the component's part of cluster.yaml. */
export function objectProblem(cluster: PolderCluster, built: Planned, object: KubeObject, message: string): Problem {
  return problemAt(cluster, ['components', built.component.name], `${objectText(object)} (${componentFolder(built.component)}): ${message}`);
}
