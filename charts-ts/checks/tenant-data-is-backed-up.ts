import type { Built } from '../built.ts';
import type { Path } from '../config/problem.ts';
import { tenantProblem } from '../config/rules/rules.ts';
import { type WithoutBackup, withoutBackup } from '../config/tenant-leaving.ts';
import { type ClusterTenant, namespaceOf } from '../config/tenants.ts';
import type { Check } from './checks.ts';
import { within } from './pods.ts';

/** What a name lets people delete is kept in a backup somewhere; where it is not, the file says that this is known. */
export const tenantDataIsBackedUp: Check = (built, { id, tenants }) =>
  tenants.flatMap((tenant) => {
    const lost = lostOf(built, tenant).filter(({ kind }) => !tenant.config.withoutBackup.includes(kind));
    const [first] = lost;
    if (first === undefined) return [];
    const keys = withoutBackup.filter((kind) => tenant.config.withoutBackup.includes(kind) || lost.some((one) => one.kind === kind));
    const words = [...new Set(lost.map(({ what }) => what))].join(', ');
    const message = `${id} keeps no backup of ${words}; copy out what must be kept, and write withoutBackup: [${keys.join(', ')}] at the top level of this file`;
    return [tenantProblem(tenant, first.path, message)];
  });

interface Lost {
  readonly kind: WithoutBackup;
  readonly what: string;
  /** The confirmation that it would be lost by. */
  readonly path: Path;
}

/** What may be deleted and is in no backup. */
function lostOf(built: readonly Built[], tenant: ClusterTenant): Lost[] {
  const { namespaces, databases, buckets } = tenant.config;
  const ofNamespace = (name: string): Path | undefined => {
    if (tenant.archived?.confirmed === true) return ['confirm'];
    return namespaces[name]?.confirm === undefined ? undefined : ['namespaces', name, 'confirm'];
  };
  const ofPart = (kind: WithoutBackup, name: string, { namespace, confirm }: Part): Path | undefined =>
    ofNamespace(namespace) ?? (confirm === undefined ? undefined : [kind, name, 'confirm']);
  const lost = (kind: WithoutBackup, path: Path | undefined, what: () => string | undefined): Lost[] => {
    const words = path === undefined ? undefined : what();
    return path === undefined || words === undefined ? [] : [{ kind, what: words, path }];
  };
  return [
    ...Object.keys(namespaces).flatMap((name) => lost('namespaces', ofNamespace(name), () => lackingOf(built, namespaceOf(tenant, name)))),
    ...Object.entries(databases).flatMap(([name, one]) =>
      lost('databases', ofPart('databases', name, one), () =>
        hasObject(built, 'ObjectStore', namespaceOf(tenant, one.namespace), name) ? undefined : `the database ${name}`,
      ),
    ),
    // Of a bucket a backup has the claim, and nothing of what is in it.
    ...Object.entries(buckets).flatMap(([name, one]) => lost('buckets', ofPart('buckets', name, one), () => `what is in the bucket ${name}`)),
  ];
}

interface Part {
  readonly namespace: string;
  readonly confirm?: string | undefined;
}

/** What of a namespace Velero does not keep. */
function lackingOf(built: readonly Built[], namespace: string): string | undefined {
  const templates = objectsOf(built, 'Schedule').map((object) => within(object, 'spec', 'template'));
  const own = templates.find((template) => (within(template, 'includedNamespaces') as readonly string[] | undefined)?.includes(namespace));
  if (own === undefined) return `the objects and volumes in ${namespace}`;
  return within(own, 'snapshotVolumes') === true ? undefined : `the volumes in ${namespace}`;
}

function hasObject(built: readonly Built[], kind: string, namespace: string, name: string): boolean {
  return objectsOf(built, kind).some(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
}

function objectsOf(built: readonly Built[], kind: string) {
  return built.flatMap(({ objects }) => objects.filter((object) => object.kind === kind));
}
