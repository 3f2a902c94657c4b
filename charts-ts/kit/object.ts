/** A finished Kubernetes object, as it goes into Git. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** `Kind/name`, with the namespace where there is one: how messages name an object. */
export function objectText(object: KubeObject): string {
  const { name, namespace } = object.metadata;
  return `${object.kind}/${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The API group; empty for the core. */
export function groupOf(object: { readonly apiVersion: string }): string {
  const slash = object.apiVersion.indexOf('/');
  return slash === -1 ? '' : object.apiVersion.slice(0, slash);
}

/** Built-in kinds without a namespace that components write, with their group; custom ones are told by their component. */
export const clusterKinds: Readonly<Record<string, string>> = {
  APIService: 'apiregistration.k8s.io',
  CSIDriver: 'storage.k8s.io',
  ClusterRole: 'rbac.authorization.k8s.io',
  ClusterRoleBinding: 'rbac.authorization.k8s.io',
  IngressClass: 'networking.k8s.io',
  MutatingWebhookConfiguration: 'admissionregistration.k8s.io',
  Namespace: '',
  PriorityClass: 'scheduling.k8s.io',
  StorageClass: 'storage.k8s.io',
  ValidatingAdmissionPolicy: 'admissionregistration.k8s.io',
  ValidatingAdmissionPolicyBinding: 'admissionregistration.k8s.io',
  ValidatingWebhookConfiguration: 'admissionregistration.k8s.io',
};

/** Groups of the API server itself: their kinds need no CRD. */
export function isBuiltIn(group: string): boolean {
  return !group.includes('.') || builtInGroups.has(group);
}

const builtInGroups: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

export function isClusterScoped(
  object: { readonly apiVersion: string; readonly kind: string },
  custom: ReadonlyMap<string, 'Namespaced' | 'Cluster'>,
): boolean {
  const group = groupOf(object);
  return isBuiltIn(group) ? clusterKinds[object.kind] === group : custom.get(`${group}/${object.kind}`) === 'Cluster';
}
