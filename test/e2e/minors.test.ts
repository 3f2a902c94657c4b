import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { kubernetesMinors } from '../../charts-ts/config/facts.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import { groupOf, isBuiltIn, type KubeObject, objectText } from '../../charts-ts/kit/object.ts';
import { render } from '../../charts-ts/render.ts';
import { readFleet } from '../../scripts/lib/fleet.ts';
import { renderVariants } from '../support/profiles.ts';
import { polder } from './support/fleet.ts';
import { openApi } from './support/openapi.ts';

const file = 'charts-ts/config/served-kinds.json';
const documents = new Map(kubernetesMinors.map((minor) => [minor, openApi(minor)]));

it(`the kinds that generate knows of each minor (${file}) are those of its OpenAPI document`, () => {
  const all = [...new Set([...documents.values()].flatMap(({ kinds }) => kinds))].sort();
  const served = Object.fromEntries(all.map((kind) => [kind, kubernetesMinors.filter((minor) => documents.get(minor)?.kinds.includes(kind))]));
  // A new minor: add it to kubernetesMinors and a folder to programs/, and run this with POLDER_UPDATE=1.
  if (process.env['POLDER_UPDATE'] !== undefined) writeFileSync(join(polder, file), `${JSON.stringify(served, null, 2)}\n`);

  expect(JSON.parse(readFileSync(join(polder, file), 'utf8'))).toEqual(served);
});

describe.each([...documents])('Kubernetes %s', (_, document) => {
  it('takes every built-in object that the platform has, without an unknown field', () => {
    const objects = builtInObjects();
    const refused = objects.flatMap(
      (object) => document.mistakes(object)?.map((mistake) => `${objectText(object)} ${mistake}`) ?? [`${objectText(object)}: unknown`],
    );

    expect([...new Set(refused)]).toEqual([]);
    expect(objects.length).toBeGreaterThan(200);
  });

  it('refuses a field that does not exist, and a value of another type', () => {
    const [service] = builtInObjects().filter(({ kind }) => kind === 'Service');
    const wrong = { ...service, spec: { ...(service?.['spec'] as object), typo: true, sessionAffinity: 5 } } as unknown as KubeObject;

    expect(document.mistakes(wrong)?.join('\n')).toMatch(/typo[\s\S]*sessionAffinity|sessionAffinity[\s\S]*typo/);
  });
});

/** Every built-in object that any reference cluster, or any example of all components, has. */
function builtInObjects(): readonly KubeObject[] {
  return [...referenceClusters(), ...renderVariants().map(({ built }) => built)]
    .flatMap((built) => built.flatMap((one) => one.objects))
    .filter((object) => isBuiltIn(groupOf(object)));
}

function referenceClusters() {
  return readFleet(polder).map((cluster) => {
    const rendered = render(catalogue as readonly AnyComponent[], cluster);
    if (!rendered.ok) throw new Error(rendered.problems.map(problemText).join('\n'));
    return rendered.value.built;
  });
}
