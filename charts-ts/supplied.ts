import type { PolderCluster } from './catalogue.ts';
import { compare, type Loaded } from './config/problem.ts';
import { identityProvider } from './kit/capability.ts';
import { type AnyComponent, type Chosen, type ClusterContext, plannedFor, type SuppliedSecret } from './kit/component.ts';
import { clientSecretsToSupply } from './kit/login.ts';
import { clusterContext, order } from './order.ts';

/** A Secret that a person must put into a cluster, with the way to do it. */
export interface Supplied {
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly string[];
  /** The components that read it. */
  readonly components: readonly string[];
  readonly purpose: string;
  /** For bash. It asks for values, or reads files: no secret stands on a command line. */
  readonly command: string;
}

/** Every Secret that people must supply for a cluster, by namespace and name: what two components want is told once. */
export function suppliedSecrets(catalogue: readonly AnyComponent[], cluster: PolderCluster): Loaded<readonly Supplied[]> {
  const plan = order(catalogue, cluster);
  if (!plan.ok) return plan;
  const context = clusterContext(cluster);
  const wanted = plan.value.components.flatMap((one) =>
    suppliesOf(one, plan.value.components, cluster, context).map((secret) => ({ component: one.component, secret })),
  );
  const byPlace = new Map<string, Supplied>();
  for (const { component, secret } of wanted) {
    const namespace = secret.namespace ?? component.namespace.name;
    const place = `${namespace}/${secret.name}`;
    byPlace.set(place, together(byPlace.get(place), { ...secret, namespace }, component.name));
  }
  return { ok: true, value: [...byPlace.values()].sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name)) };
}

/** What people supply for one component: what it asks for, and its secrets at an identity provider that the site has by itself. */
export function suppliesOf(one: Chosen, platform: readonly Chosen[], cluster: PolderCluster, context: ClusterContext): readonly SuppliedSecret[] {
  const byComponent = one.component.supplies?.(plannedFor(one, context)) ?? [];
  return cluster.config.provides[identityProvider.id] === undefined ? byComponent : [...byComponent, ...clientSecretsToSupply(one, platform, context)];
}

type Placed = SuppliedSecret & { readonly namespace: string };

function together(other: Supplied | undefined, secret: Placed, component: string): Supplied {
  const keys = [...new Set([...(other?.keys ?? []), ...secret.keys])];
  return {
    namespace: secret.namespace,
    name: secret.name,
    keys,
    components: [...new Set([...(other?.components ?? []), component])],
    purpose: other?.purpose ?? secret.purpose,
    command: secret.command ?? generic({ ...secret, keys }),
  };
}

/** What comes as a file, by the ending that people know it by; all else is typed in. */
const isFile = /(\.(crt|key|pem|json|ya?ml|p12|jks|conf|kubeconfig)|privatekey)$/i;

/**
 * Makes the Secret, or replaces what it holds. Values go through the shell's own `read` and `printf`, so that neither its
 * history nor the list of processes shows them.
 */
function generic({ namespace, name, keys }: Placed): string {
  const typed = keys.filter((key) => !isFile.test(key));
  const variable = (key: string) => `value${typed.indexOf(key) + 1}`;
  const source = (key: string) => (isFile.test(key) ? 'FILE' : `<(printf %s "$${variable(key)}")`);
  return [
    ...typed.map((key) => `read -rsp '${key}: ' ${variable(key)}; echo`),
    `kubectl -n ${namespace} create secret generic ${name} ${keys.map((key) => `--from-file=${key}=${source(key)}`).join(' ')} --dry-run=client -o yaml | kubectl apply --server-side -f -`,
    ...(typed.length === 0 ? [] : [`unset ${typed.map(variable).join(' ')}`]),
  ].join('\n');
}
