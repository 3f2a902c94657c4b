import { $, type ProcessOutput } from 'zx';
import { Refusal } from './command.ts';

/** Who Argo CD applies as: bootstrap uses the same name, so that Argo CD owns from the start what it will manage. */
const fieldManager = 'argocd-controller';

/** kubectl against one context, whatever the current one becomes meanwhile. */
export interface Kubectl {
  readonly context: string;
  /** Runs kubectl and returns its output. Refuses with kubectl's own last words when it fails. */
  run(args: readonly string[], input?: string): Promise<string>;
  /** Runs kubectl; undefined when it fails. */
  attempt(args: readonly string[]): Promise<string | undefined>;
  /** Applies manifests on the server's side, taking over fields: running it again changes nothing. */
  apply(manifests: string): Promise<void>;
}

const quiet = $({ quiet: true, nothrow: true });

/** The name of the kubeconfig's current context. Refuses when kubectl or a context is missing. */
export async function currentContext(): Promise<string> {
  const asked = await quiet`kubectl config current-context`.catch((error: unknown) => error as ProcessOutput);
  if (asked.exitCode === 127 || /ENOENT|not found/.test(asked.stderr))
    throw new Refusal('kubectl is not installed: get it from https://kubernetes.io/docs/tasks/tools/ and run again');
  if (asked.exitCode !== 0) throw new Refusal('the kubeconfig has no current context: choose one with kubectl config use-context NAME');
  return asked.stdout.trim();
}

export function kubectlFor(context: string): Kubectl {
  const call = async (args: readonly string[], input?: string) => {
    const process = quiet({ ...(input === undefined ? {} : { input }) })`kubectl --context ${context} ${args}`;
    return await process;
  };
  const run = async (args: readonly string[], input?: string) => {
    const done = await call(args, input);
    if (done.exitCode !== 0) throw new Refusal(`kubectl ${args.slice(0, 3).join(' ')} failed: ${lastWords(done)}`);
    return done.stdout;
  };
  return {
    context,
    run,
    attempt: async (args) => {
      const done = await call(args);
      return done.exitCode === 0 ? done.stdout : undefined;
    },
    apply: async (manifests) => {
      await run(['apply', '--server-side', '--force-conflicts', `--field-manager=${fieldManager}`, '-f', '-'], manifests);
    },
  };
}

function lastWords({ stderr, stdout }: ProcessOutput): string {
  const lines = `${stderr}\n${stdout}`.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Warning:'));
  return lines.slice(-5).join('\n  ') || 'it said nothing';
}
