import { all, cel, each, say } from '../cel.ts';
import { hasDigest, hasExactTag, hasNoVersion, imageOf } from '../image.ts';
import { containers, podSpecIsNew, podsTemplatesAndDebugging } from '../pods.ts';
import type { Policy } from '../types.ts';

const subject = say`container "${cel('c.name')}" has image "${cel(imageOf('c'))}", `;

/** An image is named exactly, so that what was tested is what runs. An image without any version is no-latest's to refuse. */
export const pinnedImages: Policy<'pinned-images'> = {
  name: 'pinned-images',
  rule: 'images have an exact tag or a digest; write the whole version or add @sha256:…',
  requests: podsTemplatesAndDebugging,
  where: { '': {} },
  onlyWhen: podSpecIsNew,
  variables: containers,
  complaints: all([
    each(
      'variables.containers',
      'c',
      `!variables.digests && !${hasDigest('c')} && !${hasNoVersion('c')} && !${hasExactTag('c')}`,
      say`${cel(subject)}whose tag may mean another image tomorrow; write the whole version, such as :1.29.3, or add the digest, @sha256:…`,
    ),
    each('variables.containers', 'c', `variables.digests && !${hasDigest('c')}`, say`${cel(subject)}which has no digest; add it behind the tag, @sha256:…`),
  ]),
  parameters: ({ settings }) => ({ digests: String(settings.requireDigests) }),
};
