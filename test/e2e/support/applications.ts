import type { ControlPlane } from './control-plane.ts';
import { waitFor } from './wait.ts';

/** Where Applications are looked at. */
interface InCluster {
  readonly cluster: Pick<ControlPlane, 'kubectl'>;
}

/** Where an Application stands. */
export interface Application {
  readonly metadata: { readonly name: string; readonly creationTimestamp: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly health?: { readonly status: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly resources?: readonly { readonly kind: string; readonly name: string; readonly status?: string; readonly requiresPruning?: boolean }[];
    readonly operationState?: {
      readonly phase: string;
      readonly message?: string;
      readonly finishedAt?: string;
      readonly syncResult?: { readonly resources?: readonly { readonly kind: string; readonly name: string }[] };
    };
    readonly history?: readonly { readonly deployedAt: string }[];
  };
}

/** Every Application of the cluster. */
export async function applications({ cluster }: InCluster): Promise<readonly Application[]> {
  const text = await cluster.kubectl(['get', 'applications.argoproj.io', '--namespace', 'argocd', '--output', 'json']);
  return (JSON.parse(text) as { readonly items: readonly Application[] }).items;
}

/** Those of the named ones that are not Synced and Healthy, with the reason; empty when all is well. */
export async function unready(world: InCluster, isAsked: (name: string) => boolean = () => true): Promise<string[]> {
  return (await applications(world))
    .filter(({ metadata }) => isAsked(metadata.name))
    .filter(({ status }) => status?.sync?.status !== 'Synced' || status.health?.status !== 'Healthy')
    .map(
      ({ metadata, status }) =>
        `${metadata.name}: ${status?.sync?.status}, ${status?.health?.status} ${JSON.stringify(status?.conditions ?? [])} ${status?.operationState?.message ?? ''}`,
    );
}

/** Asks Argo CD to look at Git now instead of at its next round. With a time, as its own programs ask: what is asked while it looks is not lost. */
export async function refresh({ cluster }: InCluster): Promise<void> {
  const asked = [`${refreshAnnotation}=hard`, `${refreshAnnotation}-timestamp=${new Date().toISOString()}`];
  await cluster.kubectl(['annotate', 'applications.argoproj.io', '--all', '--namespace', 'argocd', '--overwrite', ...asked]);
}

const refreshAnnotation = 'argocd.argoproj.io/refresh';

/** The same, and waits until it has looked. */
export async function lookedAtGit(world: InCluster): Promise<void> {
  await refresh(world);
  await waitFor(
    'Argo CD to look at Git',
    async () => (await applications(world)).every(({ metadata }) => metadata.annotations?.[refreshAnnotation] === undefined),
    {
      seconds: 180,
      everyMilliseconds: 1000,
    },
  );
}

/** Whether an Application syncs from the platform's repository: not from a mirror of definitions, nor from a tenant's. */
export function isOfPlatform(name: string): boolean {
  return !/-crds(-\d+)?$/.test(name) && !isOfTenant(name);
}

/** Whether an Application syncs from a tenant's repository: its project is in its name. */
export function isOfTenant(name: string): boolean {
  return name.includes('.');
}

/** Waits until every Application is Synced and Healthy, at whatever commit. Fails with those that are not. */
export async function allReady(world: InCluster, seconds = 240): Promise<void> {
  await waitFor('every Application to be Synced and Healthy', async () => (await unready(world)).length === 0, {
    seconds,
    everyMilliseconds: 1000,
    explain: async () => (await unready(world)).join('\n'),
  });
}

/** Waits until every Application, but those named in `apart`, has synced a commit of the platform's repository and is Healthy. Fails with those that are not. */
export async function settled(world: InCluster, commit: string, seconds = 240, apart: readonly string[] = []): Promise<void> {
  await refresh(world);
  let late: string[] = [];
  await waitFor(
    `every Application to be Synced and Healthy at ${commit.slice(0, 8)}`,
    async () => {
      const own = (await applications(world)).filter(({ metadata }) => isOfPlatform(metadata.name));
      late = [
        ...(await unready(world, (name) => !apart.includes(name))),
        ...own.filter(({ status }) => status?.sync?.revision !== commit).map(({ metadata, status }) => `${metadata.name} is at ${status?.sync?.revision}`),
      ];
      return late.length === 0;
    },
    { seconds, everyMilliseconds: 1000, explain: () => late.join('\n') },
  );
}
