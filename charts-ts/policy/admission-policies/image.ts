import type { Cel } from '../../kit/admission.ts';
import { literal } from './cel.ts';

/** Patterns for image references, in RE2 and JavaScript alike. A tag's colon has no slash behind it; a port's has. */
const digest = '@[a-z0-9]+:[0-9a-f]{32,}$';
const tag = ':[^/@]+(@|$)';

/**
 * A tag that names one build: a version of two numbers or more, a day, or a commit. No text tells whether 1.27 still
 * moves (as nginx:1.27 does) or not (as postgres:18.4 does not): where that matters, digests are required.
 */
export const exactTag = ':[^/@]*([0-9]+[.][0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9a-f]{7,})[^/@]*$';

/** The image of a container; a template may leave it out. */
export function imageOf(container: Cel): Cel {
  return `${container}.?image.orValue('')`;
}

/** Whether the image of a container has a digest. */
export function hasDigest(container: Cel): Cel {
  return matches(container, digest);
}

/** Whether the image of a container has no tag, or the tag latest. */
export function hasNoVersion(container: Cel): Cel {
  return `(!${matches(container, tag)} || ${matches(container, ':latest(@|$)')})`;
}

/** Whether the image of a container has a tag that names one build. */
export function hasExactTag(container: Cel): Cel {
  return matches(container, exactTag);
}

function matches(container: Cel, pattern: string): Cel {
  return `${imageOf(container)}.matches(${literal(pattern)})`;
}
