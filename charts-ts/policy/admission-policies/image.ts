import type { Cel } from '../../kit/admission.ts';
import { exactTag, imageDigest, imageTag, latestTag } from '../../kit/image-reference.ts';
import { literal } from './cel.ts';

/** The image of a container; a template may leave it out. */
export function imageOf(container: Cel): Cel {
  return `${container}.?image.orValue('')`;
}

/** Whether the image of a container has a digest. */
export function hasDigest(container: Cel): Cel {
  return matches(container, imageDigest);
}

/** Whether the image of a container has no tag, or the tag latest. */
export function hasNoVersion(container: Cel): Cel {
  return `(!${matches(container, imageTag)} || ${matches(container, latestTag)})`;
}

/** Whether the image of a container has a tag that names one build. */
export function hasExactTag(container: Cel): Cel {
  return matches(container, exactTag);
}

function matches(container: Cel, pattern: string): Cel {
  return `${imageOf(container)}.matches(${literal(pattern)})`;
}
