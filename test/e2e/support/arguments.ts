/** Flags by name, without the dashes: `''` is a flag without a value, undefined takes the flag away. */
export type Overrides = Readonly<Record<string, string | undefined>>;

/**
 * Arguments with some flags changed: what differs between a pod and a process, such as a folder or a port that two programs would share.
 * Only flags written `--name=value` or `--name` are found.
 */
export function withOverrides(args: readonly string[], overrides: Overrides): string[] {
  const names = Object.keys(overrides);
  const kept = args.filter((arg) => !names.some((name) => arg === `--${name}` || arg.startsWith(`--${name}=`)));
  const added = Object.entries(overrides).flatMap(([name, value]) => (value === undefined ? [] : [value === '' ? `--${name}` : `--${name}=${value}`]));
  return [...kept, ...added];
}

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string } } }[];
}

/** The part of a Deployment, StatefulSet or DaemonSet that says what runs. */
export interface Workload {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[]; readonly serviceAccountName?: string } } };
}

/**
 * The arguments of a workload's container (its first, without a name) as kubelet hands them over: with $(NAME) filled in from its environment.
 * Throws when there is no such container, or a name that its environment does not have.
 */
export function containerArguments(workload: Workload, name?: string): string[] {
  const container = containerOf(workload, name);
  const environment = containerEnvironment(workload, name);
  return (container.args ?? []).map((arg) =>
    arg.replace(/\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g, (_, variable: string) => {
      const value = environment[variable];
      if (value === undefined) throw new Error(`${workload.metadata.name}: nothing says what $(${variable}) in ${arg} is`);
      return value;
    }),
  );
}

/** The environment of a workload's container, as far as the workload itself says it: not what Secrets hold. Throws when there is no such container. */
export function containerEnvironment(workload: Workload, name?: string): Record<string, string> {
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.namespace': workload.metadata.namespace,
    'metadata.name': `${workload.metadata.name}-e2e`,
    'status.podIP': '127.0.0.1',
    'spec.nodeName': 'e2e',
  };
  const known = (containerOf(workload, name).env ?? []).map((one) => [one.name, one.value ?? fields[one.valueFrom?.fieldRef?.fieldPath ?? '']] as const);
  return Object.fromEntries(known.flatMap(([variable, value]) => (value === undefined ? [] : [[variable, value]])));
}

function containerOf(workload: Workload, name: string | undefined): Container {
  const { containers } = workload.spec.template.spec;
  const container = containers.find((one) => name === undefined || one.name === name);
  if (container === undefined) throw new Error(`${workload.metadata.name} has no container ${name}; it has ${containers.map((one) => one.name).join(', ')}`);
  return container;
}
