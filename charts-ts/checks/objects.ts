import { type Built, objectProblem } from '../built.ts';
import type { PolderCluster } from '../catalogue.ts';
import type { Problem } from '../config/problem.ts';
import type { KubeObject } from '../kit/object.ts';

/** Runs a claim over every object: it returns what is wrong with one, in words. */
export function eachObject(built: readonly Built[], cluster: PolderCluster, claim: (object: KubeObject, of: Built) => readonly string[]): Problem[] {
  const problems: Problem[] = [];
  for (const of of built) for (const object of of.objects) for (const message of claim(object, of)) problems.push(objectProblem(cluster, of, object, message));
  return problems;
}
