import type { KubeObject } from '../../charts-ts/kit/object.ts';

/** Small objects for the tables of these tests. */
export function object(
  apiVersion: string,
  kind: string,
  name: string,
  rest: Readonly<Record<string, unknown>> = {},
  namespace: string | null = 'shop',
): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === null ? {} : { namespace }) }, ...rest };
}

interface Workload {
  readonly replicas?: number;
  readonly image?: string;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly container?: Readonly<Record<string, unknown>>;
  readonly pod?: Readonly<Record<string, unknown>>;
}

/** A workload with one container. */
export function workload(
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
  { replicas, image = 'registry.example.nl/web:1.0.0', spec = {}, container = {}, pod = {} }: Workload = {},
): KubeObject {
  return object('apps/v1', kind, 'web', {
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image, ...container }], ...pod } },
      ...spec,
    },
  });
}

/** A change of one object, as it is told of its cluster. */
export function pair(before: KubeObject | undefined, after: KubeObject | undefined) {
  return { component: 'shop', before, after };
}
