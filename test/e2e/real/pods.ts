import type { ControlPlane } from '../support/control-plane.ts';
import { waitFor } from '../support/wait.ts';

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly { readonly image: string; readonly env?: readonly { readonly name: string }[] }[];
  };
  readonly status: {
    readonly podIP?: string;
    readonly phase?: string;
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly ready: boolean;
      readonly restartCount: number;
      readonly imageID: string;
      readonly containerID?: string;
      readonly image: string;
    }[];
  };
}

/** Pods of the cluster, of one namespace or of all, with these labels. */
export async function podsOf({ kubectl }: ControlPlane, namespace?: string, selector?: string): Promise<readonly Pod[]> {
  const where = namespace === undefined ? ['--all-namespaces'] : ['--namespace', namespace];
  const found = await kubectl(['get', 'pods', ...where, ...(selector === undefined ? [] : ['--selector', selector]), '--output', 'json']);
  return (JSON.parse(found) as { readonly items: readonly Pod[] }).items;
}

/** Waits until a pod with these labels is there and all its containers are ready, and returns it. */
export function readyPod(cluster: ControlPlane, namespace: string, selector: string, seconds = 120): Promise<Pod> {
  return waitFor(
    `a ready pod ${selector} in ${namespace}`,
    async () => (await podsOf(cluster, namespace, selector)).find(({ status }) => status.containerStatuses?.every(({ ready }) => ready)),
    { seconds, everyMilliseconds: 1000 },
  );
}
