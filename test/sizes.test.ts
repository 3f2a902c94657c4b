import { describe, expect, it } from 'vitest';
import { catalogue } from '../charts-ts/catalogue.ts';
import { podsOf } from '../charts-ts/checks/pods.ts';
import { isMap } from '../charts-ts/config/merge.ts';
import type { AnyComponent } from '../charts-ts/kit/component.ts';
import { objectText } from '../charts-ts/kit/object.ts';
import type { Size } from '../charts-ts/kit/workload.ts';
import { renderAlone } from './support/alone.ts';

/** What no component has by default. */
const other: Size = { cpu: '37m', memory: '333Mi', cpuLimit: '3' };

/** Containers whose size nobody sets, with the reason why nobody must; `component: workload/container`. */
const fixed: Readonly<Record<string, string>> = {
  'traefik: Deployment/traefik/security-txt/httpd': 'it serves one file of a few lines, which never grows',
  'forgejo: Job/forgejo/forgejo-login/login': 'it writes one row into a database, and ends',
  'trivy-operator: CronJob/trivy-system/trivy-database-age/age': 'it looks at the date of one file, and ends',
};

/** The same settings with every size in them replaced. */
function resized(settings: unknown): unknown {
  if (Array.isArray(settings)) return settings.map(resized);
  if (!isMap(settings)) return settings;
  if (['cpu', 'memory', 'cpuLimit'].every((key) => typeof settings[key] === 'string')) return { ...settings, ...other };
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, resized(value)]));
}

/** Memory of each container, by workload. */
function memory(component: AnyComponent, settings?: object): ReadonlyMap<string, unknown> {
  const { built } = renderAlone(component, settings === undefined ? {} : { components: { [component.name]: settings } });
  return new Map(
    built.objects.flatMap((object) =>
      (podsOf(object, 1)?.spec.containers ?? []).map(({ name, resources }) => [
        `${component.name}: ${objectText(object)}/${name}`,
        resources?.requests?.['memory'],
      ]),
    ),
  );
}

function unsettable(component: AnyComponent): string[] {
  const { cluster } = renderAlone(component);
  const before = memory(component);
  const after = memory(component, resized(cluster.config.components[component.name]) as object);
  return [...before].filter(([name, amount]) => amount === after.get(name)).map(([name]) => name);
}

describe('the size of each container', () => {
  it.each(catalogue.map((component: AnyComponent) => [component.name, component] as const))('of %s can be set in cluster.yaml', (_, component) => {
    expect(unsettable(component)).toEqual(Object.keys(fixed).filter((name) => name.startsWith(`${component.name}: `)));
  });
});
