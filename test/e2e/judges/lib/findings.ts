import { type KubeObject, objectText } from '../../../../charts-ts/kit/object.ts';
import type { Judged } from './objects.ts';

/** What a judge holds against an object. */
export interface Finding {
  /** The judge's own name of the rule. */
  readonly rule: string;
  readonly judged: Judged;
  readonly message: string;
}

/** Findings that stay, and why. Each must be needed: what nothing needs any more fails the test. */
export interface Exception {
  /** The judge's own name of the rule. */
  readonly rule: string;
  /** Which objects, as `<component> <Kind>/<namespace>/<name>`; `*` stands for anything. Each must have such a finding. All objects when left out. */
  readonly objects?: readonly string[];
  /** Only objects of which this is true: what has to be there instead. */
  readonly where?: (object: KubeObject) => boolean;
  readonly reason: string;
}

export interface Verdict {
  /** Findings that no exception explains, as `<rule> <component> <Kind>/<namespace>/<name>: <message>`. */
  readonly unexplained: readonly string[];
  /** Exceptions, or single objects of them, that explain nothing. */
  readonly unneeded: readonly string[];
}

/** Holds what a judge found against the list of its exceptions. */
export function verdict(findings: readonly Finding[], exceptions: readonly Exception[]): Verdict {
  const unexplained = findings.filter((finding) => !exceptions.some((exception) => explains(exception, finding)));
  return {
    unexplained: [...new Set(unexplained.map(({ rule, judged, message }) => `${rule} ${nameOf(judged)}: ${message}`))].sort(),
    unneeded: exceptions.flatMap((exception) =>
      (exception.objects ?? ['*'])
        .filter((pattern) => !findings.some((finding) => explains({ ...exception, objects: [pattern] }, finding)))
        .map((pattern) => `${exception.rule} ${pattern}: no such finding any more; remove it from the exceptions`),
    ),
  };
}

/** `<component> <Kind>/<namespace>/<name>`, as exceptions name an object. */
export function nameOf({ component, object }: Judged): string {
  return `${component} ${objectText(object)}`;
}

function explains({ rule, objects = ['*'], where = () => true }: Exception, finding: Finding): boolean {
  return rule === finding.rule && objects.some((pattern) => matches(pattern, nameOf(finding.judged))) && where(finding.judged.object);
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
