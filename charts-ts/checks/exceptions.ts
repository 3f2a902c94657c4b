import type { ExceptionRule } from '../kit/component.ts';
import type { KubeObject } from '../kit/object.ts';
import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';

/** What an object does that the secure defaults forbid, and the way out in words. */
export interface Deviation {
  readonly rule: ExceptionRule;
  readonly words: string;
}

/** Holds the deviations of each object against the component's exceptions: none without a reason, and no reason without one. */
export function exceptions(rules: readonly ExceptionRule[], deviations: (object: KubeObject) => readonly Deviation[] | undefined): Check {
  return (built, cluster) =>
    eachObject(built, cluster, (object, { component }) => {
      const found = deviations(object);
      if (found === undefined) return [];
      const stated = (component.exceptions ?? [])
        .filter((exception) => rules.includes(exception.rule) && exception.object === `${object.kind}/${object.metadata.name}`)
        .map(({ rule }) => rule);
      return [
        ...found.filter(({ rule }) => !stated.includes(rule)).map(({ words }) => `${words}, or state an exception with its reason`),
        ...stated
          .filter((rule) => !found.some((deviation) => deviation.rule === rule))
          .map((rule) => `has an exception for ${rule} that it does not use; remove the exception`),
      ];
    });
}
