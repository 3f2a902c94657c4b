import { type Built, objectProblem } from '../built.ts';
import type { PolderCluster } from '../catalogue.ts';
import type { Problem } from '../config/problem.ts';
import type { KubeObject } from '../kit/object.ts';

/** Runs a claim over every object: it returns what is wrong with one, in words. */
export function eachObject(built: readonly Built[], cluster: PolderCluster, claim: (object: KubeObject, of: Built) => readonly string[]): Problem[] {
  return built.flatMap((of) => of.objects.flatMap((object) => claim(object, of).map((message) => objectProblem(cluster, of, object, message))));
}
