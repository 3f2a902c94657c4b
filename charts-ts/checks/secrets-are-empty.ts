import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';

/** Git is read by many and forgets nothing: a Secret in it may only be an empty shell that a program fills. */
export const secretsAreEmpty: Check = (built, cluster) =>
  eachObject(built, cluster, (object) =>
    object.kind === 'Secret' && ('data' in object || 'stringData' in object)
      ? ['a Secret in Git holds no data; let a program make it, or take it from a secret store']
      : [],
  );
