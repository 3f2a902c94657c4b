import { execFile } from 'node:child_process';
import type { KubeObject } from '../../../charts-ts/kit/object.ts';
import type { Request } from './case.ts';

/** What kubectl answered. */
export interface Answer {
  readonly ok: boolean;
  readonly output: string;
  readonly errors: string;
}

/** Runs kubectl against one API server. */
export type Kubectl = (args: readonly string[], input?: unknown) => Promise<Answer>;

/** A kubectl that knows no other cluster than the given one. */
export function kubectlFor(program: string, kubeconfig: string): Kubectl {
  return (args, input) =>
    new Promise((resolve) => {
      const child = execFile(
        program,
        ['--kubeconfig', kubeconfig, ...args],
        { maxBuffer: 2 ** 26, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } },
        (error, output, errors) => resolve({ ok: error === null, output, errors }),
      );
      child.stdin?.end(input === undefined ? '' : JSON.stringify(input));
    });
}

/** Asks the API server without changing anything; only `kubectl debug` knows no dry run. */
export function send(anybody: Kubectl, request: Request, as?: string): Promise<Answer> {
  const kubectl: Kubectl = as === undefined ? anybody : (args, input) => anybody(['--as', as, ...args], input);
  if ('create' in request) return kubectl(['create', '--dry-run=server', '-f', '-'], request.create);
  if ('update' in request) return kubectl(['patch', ...named(request.update), '--dry-run=server', '--type=strategic', '--patch', JSON.stringify(request.to)]);
  if ('delete' in request) return kubectl(['delete', ...named(request.delete), '--dry-run=server']);
  return kubectl(['debug', ...named(request.debug), `--image=${request.image}`, `--container=${request.name}`, '--profile=general']);
}

function named({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): string[] {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  const type = group === undefined ? kind : `${kind}.${version}.${group}`;
  // kubectl debug takes only pod/name.
  return [...(namespace === undefined ? [] : ['--namespace', namespace]), `${type}/${name}`];
}

/** Which policy refused a request, and its words. */
export interface Verdict {
  readonly policy: string;
  readonly message: string;
}

/** The refusal in an answer; undefined when it was none of a policy. */
export function refusal({ ok, errors }: Answer): Verdict | undefined {
  const [, policy, message] = ok ? [] : (/ValidatingAdmissionPolicy '(\S+)' with binding '\S+' denied request: (.*)/.exec(errors) ?? []);
  return policy === undefined || message === undefined ? undefined : { policy, message };
}

/** The policies' warnings in an answer. */
export function warnings({ errors }: Answer): Verdict[] {
  return [...errors.matchAll(/^Warning: Validation failed for ValidatingAdmissionPolicy '(\S+)' with binding '\S+': (.*)$/gm)].map(
    ([, policy = '', message = '']) => ({ policy, message }),
  );
}
