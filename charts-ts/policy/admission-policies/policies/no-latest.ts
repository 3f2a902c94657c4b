import { cel, each, say } from '../cel.ts';
import { hasDigest, hasNoVersion, imageOf } from '../image.ts';
import { containers, podSpecIsNew, podsTemplatesAndDebugging } from '../pods.ts';
import type { Policy } from '../types.ts';

/** An image without a version is another one tomorrow, on another node, or after a restart. */
export const noLatest: Policy<'no-latest'> = {
  name: 'no-latest',
  rule: 'images have a tag other than latest, or a digest; write the version',
  requests: podsTemplatesAndDebugging,
  where: { '': {} },
  onlyWhen: podSpecIsNew,
  variables: containers,
  complaints: each(
    'variables.containers',
    'c',
    `!${hasDigest('c')} && ${hasNoVersion('c')}`,
    say`container "${cel('c.name')}" has image "${cel(imageOf('c'))}", which has no tag or the tag latest; write the version, such as :1.29.3, or a digest`,
  ),
};
