import type { Built } from '../built.ts';
import type { PolderCluster } from '../catalogue.ts';
import { blockStorage, type Capability, externalSecrets, gateway, issuer, objectStorage, policyEngine, sharedStorage, trustBundle } from '../kit/capability.ts';
import { plannedFor } from '../kit/component.ts';
import type { KubeObject } from '../kit/object.ts';
import { clusterContext } from '../order.ts';
import { suppliesOf } from '../supplied.ts';
import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';
import { within } from './pods.ts';
import { references } from './references.ts';

/** Whatever one object names of another is there: in Git, made at run time (and declared so), or the cluster's own. */
export const referencesExist: Check = (built, cluster) => {
  const namespaces = built.map(({ component }) => component.namespace.name);
  const known = new Set([
    ...knownObjects(built),
    ...suppliedSecrets(built, cluster),
    ...storageClasses(built, cluster),
    ...providedObjects(cluster, namespaces),
  ]);
  return eachObject(built, cluster, (object) =>
    references(object)
      .filter(({ kind, namespace, name }) => !known.has(id(kind, namespace, name)))
      .map(
        ({ kind, namespace, name, from }) =>
          `${from} names ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}, which nothing makes; make it, or declare it in madeAtRunTime or supplies`,
      ),
  );
};

function id(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}

/** What the cluster has by itself, and what other programs make of the objects in Git. */
function knownObjects(built: readonly Built[]): ReadonlySet<string> {
  const known = new Set<string>([
    'Namespace//kube-system',
    'Namespace//default',
    'Namespace//kube-public',
    'ConfigMap/kube-system/extension-apiserver-authentication',
  ]);
  for (const { component, objects } of built) {
    for (const { kind, name } of component.madeAtRunTime ?? []) known.add(id(kind, component.namespace.name, name));
    for (const object of objects) {
      known.add(id(object.kind, object.metadata.namespace, object.metadata.name));
      for (const made of (makers[object.kind] ?? none)(object)) known.add(id(made.kind, object.metadata.namespace, made.name));
      // trust-manager copies a Bundle into every namespace.
      if (object.kind === 'Bundle') for (const one of built) known.add(id('ConfigMap', one.component.namespace.name, object.metadata.name));
    }
  }
  return known;
}

interface Made {
  readonly kind: string;
  readonly name: string;
}

const none = (): Made[] => [];

/** What the program behind a custom resource makes in the same namespace. */
const makers: Readonly<Record<string, (object: KubeObject) => Made[]>> = {
  Certificate: (object) => secret(within(object, 'spec', 'secretName')),
  ExternalSecret: (object) => secret(within(object, 'spec', 'target', 'name') ?? object.metadata.name),
  // https://cloudnative-pg.io/documentation/current/applications/
  Cluster: ({ metadata: { name } }) => [
    ...secret(`${name}-app`),
    ...secret(`${name}-ca`),
    ...['rw', 'r', 'ro'].map((access) => ({ kind: 'Service', name: `${name}-${access}` })),
  ],
};

function secret(name: unknown): Made[] {
  return typeof name === 'string' ? [{ kind: 'Secret', name }] : [];
}

/** What a person supplies. */
function suppliedSecrets(built: readonly Built[], cluster: PolderCluster): string[] {
  const context = clusterContext(cluster);
  return built.flatMap((one) =>
    suppliesOf(one, built, cluster, context).map(({ namespace, name }) => id('Secret', namespace ?? one.component.namespace.name, name)),
  );
}

/** Classes that components offer: they make them, or know that the cluster has them. */
function storageClasses(built: readonly Built[], cluster: PolderCluster): string[] {
  const context = clusterContext(cluster);
  const storage: readonly string[] = [blockStorage.id, sharedStorage.id, objectStorage.id];
  return built.flatMap((one) =>
    one.component
      .offers(plannedFor(one, context))
      .filter((offered) => storage.includes(offered.id))
      .flatMap(({ value }) => storageObjects(value as StorageFact)),
  );
}

interface StorageFact {
  readonly storageClass: string;
  readonly snapshotClass?: string | undefined;
}

function storageObjects({ storageClass, snapshotClass }: StorageFact): string[] {
  return [id('StorageClass', undefined, storageClass), ...(snapshotClass === undefined ? [] : [id('VolumeSnapshotClass', undefined, snapshotClass)])];
}

/** What the cluster has by itself, as `provides` names it. */
function providedObjects(cluster: PolderCluster, namespaces: readonly string[]): string[] {
  const [door, signer, bundle] = [provided(gateway, cluster), provided(issuer, cluster), provided(trustBundle, cluster)];
  const engine = provided(policyEngine, cluster);
  const secrets = provided(externalSecrets, cluster);
  const classes = [blockStorage, sharedStorage, objectStorage].flatMap((storage) => provided<StorageFact>(storage, cluster) ?? []);
  return [
    ...(door === undefined || door.kind !== 'gateway' ? [] : [id('Gateway', door.namespace, door.name)]),
    ...(signer === undefined ? [] : [id('ClusterIssuer', undefined, signer.name)]),
    ...classes.flatMap(storageObjects),
    ...(engine === undefined ? [] : Object.values(engine.accounts).map((account) => id('ServiceAccount', engine.namespace, account))),
    ...(secrets === undefined ? [] : [id('ServiceAccount', secrets.namespace, secrets.account)]),
    ...(secrets?.store === undefined ? [] : [id('ClusterSecretStore', undefined, secrets.store)]),
    ...(bundle === undefined ? [] : namespaces.map((namespace) => id('ConfigMap', namespace, bundle.configMap))),
  ];
}

/** The fact of a capability that the cluster provides; its schema has judged it. */
function provided<T>(of: Capability<T>, { config }: PolderCluster): T | undefined {
  return config.provides[of.id] as T | undefined;
}
