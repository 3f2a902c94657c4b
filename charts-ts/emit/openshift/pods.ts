import { isMap } from '../../config/merge.ts';
import type { KubeObject } from '../../kit/object.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** The path to the pod template of a workload; of a Pod it is the object itself. */
const templates: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** The pod template of an object; undefined where it makes no pods by itself. */
export function templateOf(object: KubeObject): Fields | undefined {
  const path = templates[object.kind];
  return path === undefined || !isMap(fieldAt(object, [...path, 'spec'])) ? undefined : (fieldAt(object, path) as Fields);
}

/** The same object with another pod template. */
export function withTemplate(object: KubeObject, change: (template: Fields) => Fields): KubeObject {
  return changed(object, templates[object.kind] ?? [], change) as KubeObject;
}

function changed(value: Fields, path: readonly string[], change: (value: Fields) => Fields): Fields {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  return { ...value, [key]: changed(value[key] as Fields, rest, change) };
}

function fieldAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, key) => (isMap(here) ? here[key] : undefined), value);
}

export function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? (value as readonly Fields[]) : [];
}

export function map(value: unknown): Fields {
  return isMap(value) ? value : {};
}

/** All containers of a pod. */
export function containersOf(spec: Fields): readonly Fields[] {
  return [...list(spec['initContainers']), ...list(spec['containers'])];
}

/** Numbers of users and groups that the platform hands out by itself. */
const ids: readonly string[] = ['runAsUser', 'runAsGroup', 'fsGroup', 'supplementalGroups'];

/** A pod's specification without the numbers of users and groups. */
export function withoutIds(spec: Fields): Fields {
  const containers = (key: 'containers' | 'initContainers') => (spec[key] === undefined ? {} : { [key]: list(spec[key]).map((one) => withContext(one)) });
  return { ...withContext(spec), ...containers('initContainers'), ...containers('containers') };
}

function withContext(holder: Fields): Fields {
  return isMap(holder['securityContext']) ? { ...holder, securityContext: bare(holder['securityContext']) } : holder;
}

/** An empty context stays: some operators read a missing one as their own default. */
function bare(context: Fields): Fields {
  return Object.fromEntries(Object.entries(context).filter(([key]) => !ids.includes(key)));
}

/** The same anywhere inside a custom resource, whose operator copies what it says into pods. */
export function withoutIdsAnywhere(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIdsAnywhere);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      /^(pod|container)?securityContext$/i.test(key) && isMap(inner) ? bare(inner) : withoutIdsAnywhere(inner),
    ]),
  );
}
