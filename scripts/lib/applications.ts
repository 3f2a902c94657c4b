import type { Kubectl } from './kubectl.ts';

/** Where an Application stands, as Argo CD tells it. */
export interface ApplicationState {
  readonly ready: boolean;
  /** It is not ready, and Argo CD does nothing about it now: a server did not answer, it missed that a definition became healthy, or it was killed meanwhile. */
  readonly left: boolean;
  /** Its status in words, with the reason where it fails. */
  readonly words: string;
}

interface Application {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly sync?: { readonly status?: string };
    readonly health?: { readonly status?: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly operationState?: { readonly phase?: string; readonly message?: string };
  };
}

/** The state of every Application in a namespace; empty while the API server does not answer, as during its restart. */
export async function applicationsState(kubectl: Kubectl, namespace: string): Promise<ReadonlyMap<string, ApplicationState>> {
  const text = await kubectl.attempt(['get', 'applications.argoproj.io', '-n', namespace, '-o', 'json', '--request-timeout=10s']);
  const { items } = JSON.parse(text ?? '{"items":[]}') as { readonly items: readonly Application[] };
  return new Map(items.map((item) => [item.metadata.name, stateOf(item)]));
}

function stateOf({ status }: Application): ApplicationState {
  const sync = status?.sync?.status ?? 'Unknown';
  const health = status?.health?.status ?? 'Unknown';
  const running = status?.operationState?.phase;
  const error = status?.conditions?.find(({ type }) => /Error$/.test(type))?.message ?? (running === 'Succeeded' ? undefined : status?.operationState?.message);
  const ready = sync === 'Synced' && health === 'Healthy' && running !== 'Running';
  return {
    ready,
    left: !ready && running !== 'Running',
    words: `${sync}, ${health}${error === undefined || ready ? '' : ` (${error.length > 300 ? `${error.slice(0, 300)}…` : error})`}`,
  };
}

/** Asks Argo CD to look again, now, at what it left: by itself it does so after minutes. */
export async function lookAgain(kubectl: Kubectl, namespace: string, states: ReadonlyMap<string, ApplicationState>): Promise<void> {
  const names = [...states].flatMap(([name, { left }]) => (left ? [name] : []));
  if (names.length > 0)
    await kubectl.attempt(['annotate', 'applications.argoproj.io', ...names, '-n', namespace, '--overwrite', 'argocd.argoproj.io/refresh=normal']);
}

/** One line of progress: how many are ready, and which are waited for. */
export function waitingText(expected: readonly string[], states: ReadonlyMap<string, ApplicationState>): string {
  const waiting = expected.filter((name) => !states.get(name)?.ready);
  if (waiting.length === 0) return `${expected.length}/${expected.length} Applications are Synced and Healthy`;
  const shown = waiting.slice(0, 4).map((name) => `${name}: ${states.get(name)?.words ?? 'not made yet'}`);
  return `${expected.length - waiting.length}/${expected.length} Synced and Healthy; waiting for ${shown.join('; ')}${waiting.length > 4 ? ` and ${waiting.length - 4} more` : ''}`;
}
