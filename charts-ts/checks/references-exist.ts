import type { PolderCluster } from '../catalogue.ts';
import { isMap } from '../config/merge.ts';
import { type Capability, gateway, issuer, trustBundle } from '../kit/capability.ts';
import type { KubeObject } from '../kit/object.ts';
import type { Built } from '../render.ts';
import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';
import { podsOf, within } from './pods.ts';

/** Whatever one object names of another is there: in Git, made at run time (and declared so), or the cluster's own. */
export const referencesExist: Check = (built, cluster) => {
  const namespaces = built.map(({ component }) => component.namespace.name);
  const known = new Set([...knownObjects(built), ...providedObjects(cluster, namespaces)]);
  return eachObject(built, cluster, (object) =>
    references(object)
      .filter(({ kind, namespace, name }) => !known.has(id(kind, namespace, name)))
      .map(
        ({ kind, namespace, name, from }) =>
          `${from} names ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}, which nothing makes; make it, or declare it in madeAtRunTime`,
      ),
  );
};

interface Named {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** Which field names it. */
  readonly from: string;
}

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
      const secret = within(object, 'spec', 'secretName');
      if (object.kind === 'Certificate' && typeof secret === 'string') known.add(id('Secret', object.metadata.namespace, secret));
      if (object.kind === 'Bundle')
        for (const {
          component: { namespace },
        } of built)
          known.add(id('ConfigMap', namespace.name, object.metadata.name));
    }
  }
  return known;
}

/** What the cluster has by itself, as `provides` names it. */
function providedObjects(cluster: PolderCluster, namespaces: readonly string[]): string[] {
  const [door, signer, bundle] = [provided(gateway, cluster), provided(issuer, cluster), provided(trustBundle, cluster)];
  return [
    ...(door === undefined ? [] : [id('Gateway', door.namespace, door.name)]),
    ...(signer === undefined ? [] : [id('ClusterIssuer', undefined, signer.name)]),
    ...(bundle === undefined ? [] : namespaces.map((namespace) => id('ConfigMap', namespace, bundle.configMap))),
  ];
}

/** The fact of a capability that the cluster provides; its schema has judged it. */
function provided<T>(of: Capability<T>, { config }: PolderCluster): T | undefined {
  return config.provides[of.id] as T | undefined;
}

function references(object: KubeObject): Named[] {
  const namespace = object.metadata.namespace;
  const found: Named[] = namespace === undefined ? [] : [{ kind: 'Namespace', namespace: undefined, name: namespace, from: 'metadata.namespace' }];
  const add = (kind: string, inNamespace: string | undefined, name: unknown, from: string) => {
    if (typeof name === 'string' && name !== '') found.push({ kind, namespace: inNamespace, name, from });
  };
  const pods = podsOf(object, 1);
  if (pods !== undefined) {
    add('ServiceAccount', namespace, pods.spec.serviceAccountName, 'serviceAccountName');
    add('PriorityClass', undefined, within(pods.spec, 'priorityClassName'), 'priorityClassName');
    for (const volume of pods.spec.volumes ?? []) {
      if (!volume.configMap?.optional) add('ConfigMap', namespace, volume.configMap?.name, 'volumes');
      if (!volume.secret?.optional) add('Secret', namespace, volume.secret?.secretName, 'volumes');
      for (const source of volume.projected?.sources ?? []) {
        if (!source.configMap?.optional) add('ConfigMap', namespace, source.configMap?.name, 'volumes');
        if (!source.secret?.optional) add('Secret', namespace, source.secret?.name, 'volumes');
      }
    }
    for (const container of [...pods.spec.containers, ...(pods.spec.initContainers ?? [])]) {
      for (const { valueFrom } of container.env ?? []) {
        if (!valueFrom?.secretKeyRef?.optional) add('Secret', namespace, valueFrom?.secretKeyRef?.name, `env of ${container.name}`);
        if (!valueFrom?.configMapKeyRef?.optional) add('ConfigMap', namespace, valueFrom?.configMapKeyRef?.name, `env of ${container.name}`);
      }
      for (const { secretRef, configMapRef } of container.envFrom ?? []) {
        if (!secretRef?.optional) add('Secret', namespace, secretRef?.name, `envFrom of ${container.name}`);
        if (!configMapRef?.optional) add('ConfigMap', namespace, configMapRef?.name, `envFrom of ${container.name}`);
      }
    }
  }
  if (object.kind === 'RoleBinding' || object.kind === 'ClusterRoleBinding') {
    const role = object['roleRef'];
    // Roles that come with Kubernetes are not in Git: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
    if (isMap(role) && !/^(system:|cluster-admin$|admin$|edit$|view$|extension-apiserver-authentication-reader$)/.test(String(role['name'])))
      add(String(role['kind']), role['kind'] === 'Role' ? namespace : undefined, role['name'], 'roleRef');
    for (const subject of list(object['subjects']))
      if (within(subject, 'kind') === 'ServiceAccount') add('ServiceAccount', String(within(subject, 'namespace')), within(subject, 'name'), 'subjects');
  }
  if (/WebhookConfiguration$/.test(object.kind)) {
    for (const webhook of list(object['webhooks']))
      add('Service', String(within(webhook, 'clientConfig', 'service', 'namespace')), within(webhook, 'clientConfig', 'service', 'name'), 'clientConfig');
  }
  if (object.kind === 'ValidatingAdmissionPolicyBinding') {
    add('ValidatingAdmissionPolicy', undefined, within(object, 'spec', 'policyName'), 'policyName');
  }
  if (object.kind === 'StatefulSet') add('Service', namespace, within(object, 'spec', 'serviceName'), 'serviceName');
  if (object.kind === 'HTTPRoute') {
    for (const parent of list(within(object, 'spec', 'parentRefs')))
      add('Gateway', String(within(parent, 'namespace') ?? namespace), within(parent, 'name'), 'parentRefs');
    for (const rule of list(within(object, 'spec', 'rules')))
      for (const backend of list(within(rule, 'backendRefs')))
        add(String(within(backend, 'kind') ?? 'Service'), String(within(backend, 'namespace') ?? namespace), within(backend, 'name'), 'backendRefs');
  }
  if (object.kind === 'Gateway') {
    add('GatewayClass', undefined, within(object, 'spec', 'gatewayClassName'), 'gatewayClassName');
    for (const listener of list(within(object, 'spec', 'listeners')))
      for (const ref of list(within(listener, 'tls', 'certificateRefs')))
        add('Secret', String(within(ref, 'namespace') ?? namespace), within(ref, 'name'), 'certificateRefs');
  }
  if (object.kind === 'Certificate')
    add(
      String(within(object, 'spec', 'issuerRef', 'kind') ?? 'Issuer'),
      within(object, 'spec', 'issuerRef', 'kind') === 'ClusterIssuer' ? undefined : namespace,
      within(object, 'spec', 'issuerRef', 'name'),
      'issuerRef',
    );
  if (object.kind === 'PersistentVolumeClaim') add('StorageClass', undefined, within(object, 'spec', 'storageClassName'), 'storageClassName');
  if (object.kind === 'Ingress') add('IngressClass', undefined, within(object, 'spec', 'ingressClassName'), 'ingressClassName');
  return found;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
