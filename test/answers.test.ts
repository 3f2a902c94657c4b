import { describe, expect, it } from 'vitest';
import { catalogue } from '../charts-ts/catalogue.ts';
import type { KubeObject } from '../charts-ts/kit/object.ts';
import { render } from '../charts-ts/render.ts';
import { readFleet } from '../scripts/lib/fleet.ts';

interface Route extends KubeObject {
  readonly spec: {
    readonly hostnames?: readonly string[];
    readonly rules: readonly {
      readonly matches?: readonly { readonly path?: { readonly type: string; readonly value: string } }[];
      readonly backendRefs?: readonly unknown[];
    }[];
  };
}

interface Probe extends KubeObject {
  readonly spec: { readonly targets: { readonly staticConfig: { readonly static: readonly string[] } } };
}

/** Found on a real node: Keycloak's hostname answers its realm alone, and / was asked, so that people would have been called for ever. */
describe.each(readFleet(process.cwd()))('$id', (cluster) => {
  const rendered = render(catalogue, cluster);
  const objects = rendered.ok ? rendered.value.built.flatMap((one) => one.objects) : [];
  const routes = objects.filter((object): object is Route => object.kind === 'HTTPRoute');
  const asked = objects
    .filter((object): object is Probe => object.kind === 'Probe' && object.apiVersion.startsWith('monitoring.coreos.com/'))
    .flatMap(({ spec }) => spec.targets.staticConfig.static.map((url) => new URL(url)));

  it('asks each hostname at a path that one of its routes serves', () => {
    const serves = ({ spec }: Route, path: string) =>
      spec.rules.some(
        ({ matches = [], backendRefs = [] }) =>
          backendRefs.length > 0 && (matches.length === 0 || matches.some((one) => path.startsWith(one.path?.value ?? '/'))),
      );
    const unanswered = asked.filter(({ hostname, pathname }) => {
      const own = routes.filter(({ spec }) => spec.hostnames?.includes(hostname));
      return own.length > 0 && !own.some((route) => serves(route, pathname));
    });
    expect(unanswered.map(String)).toEqual([]);
  });
});
