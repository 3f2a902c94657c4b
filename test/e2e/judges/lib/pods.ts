import { within } from '../../../../charts-ts/checks/pods.ts';
import type { KubeObject } from '../../../../charts-ts/kit/object.ts';
import type { Judged } from './objects.ts';

/** A pod template of a cluster, with the Pod Security level that its namespace enforces. */
export interface JudgedPod {
  readonly judged: Judged;
  readonly level: string;
  readonly template: Template;
}

interface Template {
  readonly metadata?: KubeObject['metadata'];
  readonly spec: { readonly volumes?: readonly object[] };
}

/** The label by which a namespace asks for a level: https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
export const enforceLabel = 'pod-security.kubernetes.io/enforce';

/** Every pod template of a cluster. A namespace without a level is privileged, as the API server sees it. */
export function judgedPods(objects: readonly Judged[]): readonly JudgedPod[] {
  const levels = new Map(
    objects.flatMap(({ object }) => (object.kind === 'Namespace' ? [[object.metadata.name, object.metadata.labels?.[enforceLabel]]] : [])),
  );
  return objects.flatMap((judged) => {
    const template = templateOf(judged.object);
    return template === undefined ? [] : [{ judged, template, level: levels.get(judged.object.metadata.namespace ?? '') ?? 'privileged' }];
  });
}

/** As the controller of the object makes its pods: those of a StatefulSet with a volume for each of its claims. */
function templateOf(object: KubeObject): JudgedPod['template'] | undefined {
  const template = within(object['spec'], ...(paths[object.kind] ?? ['none'])) as Template | undefined;
  const claims = (within(object['spec'], 'volumeClaimTemplates') ?? []) as readonly { readonly metadata: { readonly name: string } }[];
  if (template === undefined || claims.length === 0) return template;
  const volumes = claims.map(({ metadata: { name } }) => ({ name, persistentVolumeClaim: { claimName: `${name}-${object.metadata.name}-0` } }));
  return { ...template, spec: { ...template.spec, volumes: [...(template.spec.volumes ?? []), ...volumes] } };
}

/** Where a kind keeps its pods' template, below its spec. */
const paths: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['template'],
  StatefulSet: ['template'],
  DaemonSet: ['template'],
  Job: ['template'],
  CronJob: ['jobTemplate', 'spec', 'template'],
};
