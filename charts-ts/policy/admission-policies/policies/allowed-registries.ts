import { cel, each, list, say } from '../cel.ts';
import { imageOf } from '../image.ts';
import { containers, podSpecIsNew, podsTemplatesAndDebugging } from '../pods.ts';
import type { Facts, Policy } from '../types.ts';

/** Images come from known places only: what runs was looked at, and is still there when its maker's registry is not. */
export const allowedRegistries: Policy<'allowed-registries'> = {
  name: 'allowed-registries',
  rule: 'images come from the allowed registries only; use an image from there, or ask the platform team to allow its registry',
  requests: podsTemplatesAndDebugging,
  where: { '': {} },
  onlyWhen: podSpecIsNew,
  variables: containers,
  complaints: each(
    'variables.containers',
    'c',
    `!variables.places.exists(place, ${imageOf('c')}.startsWith(place))`,
    say`container "${cel('c.name')}" has image "${cel(imageOf('c'))}", which is not from ${cel("variables.places.join(' or ')")}; use an image from there, or ask the platform team to allow its registry`,
  ),
  parameters: (facts) => ({ places: list(allowedPlaces(facts)) }),
};

/** The start of each allowed image: the site's mirror or, without one, the folders that the platform's images come from; and what the cluster adds. */
function allowedPlaces({ mirror, repositories, settings }: Facts): string[] {
  const own = mirror === undefined ? repositories.map((repository) => repository.slice(0, repository.lastIndexOf('/'))) : [mirror];
  return [...new Set([...own, ...settings.registries])].sort().map((place) => `${place}/`);
}
