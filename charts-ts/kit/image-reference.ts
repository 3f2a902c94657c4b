/**
 * Patterns for image references, in RE2 (CEL) and JavaScript alike: the API server judges by them, and so do we before it.
 * A tag's colon has no slash behind it; a port's has.
 */
export const imageDigest = '@[a-z0-9]+:[0-9a-f]{32,}$';
export const imageTag = ':[^/@]+(@|$)';
export const latestTag = ':latest(@|$)';

/**
 * A tag that names one build: a version of two numbers or more, a day, or a commit. No text tells whether 1.27 still
 * moves (as nginx:1.27 does) or not (as postgres:18.4 does not): where that matters, digests are required.
 */
export const exactTag = ':[^/@]*([0-9]+[.][0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9a-f]{7,})[^/@]*$';
