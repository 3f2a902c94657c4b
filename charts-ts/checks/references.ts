import type { KubeObject } from '../kit/object.ts';
import { once } from '../kit/remember.ts';
import { type ContainerSpec, type PodSpec, podsOf, within } from './pods.ts';

/** What one object names of another. */
export interface Named {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** Which field names it. */
  readonly from: string;
}

/** Everything that an object names and that must be there. What is marked optional in a pod may be missing. */
export const references: (object: KubeObject) => readonly Named[] = once((object) => {
  const { namespace } = object.metadata;
  const place = named('Namespace', undefined, namespace, 'metadata.namespace');
  const pods = podsOf(object, 1);
  return [...place, ...(pods === undefined ? [] : podReferences(pods.spec, namespace)), ...(byKind[object.kind]?.(object, namespace) ?? [])];
});

/** Nothing where the field is not there, so that callers need not ask. */
function named(kind: unknown, namespace: unknown, name: unknown, from: string): Named[] {
  return typeof name === 'string' && name !== ''
    ? [{ kind: String(kind), namespace: namespace === undefined ? undefined : String(namespace), name, from }]
    : [];
}

function podReferences(spec: PodSpec, namespace: string | undefined): Named[] {
  const inPod = (kind: 'ConfigMap' | 'Secret', of: { readonly name?: string; readonly optional?: boolean } | undefined, from: string) =>
    of?.optional ? [] : named(kind, namespace, of?.name, from);
  const volumes = (spec.volumes ?? []).flatMap(({ configMap, secret, projected }) => [
    ...inPod('ConfigMap', configMap, 'volumes'),
    ...inPod('Secret', secret && { name: secret.secretName, optional: secret.optional ?? false }, 'volumes'),
    ...(projected?.sources ?? []).flatMap((source) => [...inPod('ConfigMap', source.configMap, 'volumes'), ...inPod('Secret', source.secret, 'volumes')]),
  ]);
  const environment = ({ name, env = [], envFrom = [] }: ContainerSpec) => [
    ...env.flatMap(({ valueFrom }) => [
      ...inPod('Secret', valueFrom?.secretKeyRef, `env of ${name}`),
      ...inPod('ConfigMap', valueFrom?.configMapKeyRef, `env of ${name}`),
    ]),
    ...envFrom.flatMap(({ secretRef, configMapRef }) => [
      ...inPod('Secret', secretRef, `envFrom of ${name}`),
      ...inPod('ConfigMap', configMapRef, `envFrom of ${name}`),
    ]),
  ];
  return [
    ...named('ServiceAccount', namespace, spec.serviceAccountName, 'serviceAccountName'),
    ...named('PriorityClass', undefined, within(spec, 'priorityClassName'), 'priorityClassName'),
    ...volumes,
    ...[...spec.containers, ...(spec.initContainers ?? [])].flatMap(environment),
  ];
}

type OfKind = (object: KubeObject, namespace: string | undefined) => Named[];

const byKind: Readonly<Record<string, OfKind>> = {
  RoleBinding: bindingReferences,
  ClusterRoleBinding: bindingReferences,
  ValidatingWebhookConfiguration: webhookReferences,
  MutatingWebhookConfiguration: webhookReferences,
  ValidatingAdmissionPolicyBinding: (object) => named('ValidatingAdmissionPolicy', undefined, within(object, 'spec', 'policyName'), 'policyName'),
  StatefulSet: (object, namespace) => [
    ...named('Service', namespace, within(object, 'spec', 'serviceName'), 'serviceName'),
    ...list(within(object, 'spec', 'volumeClaimTemplates')).flatMap(storageClass),
  ],
  PersistentVolumeClaim: storageClass,
  ObjectBucketClaim: storageClass,
  Prometheus: prometheusReferences,
  Cluster: (object) => named('StorageClass', undefined, within(object, 'spec', 'storage', 'storageClass'), 'storage.storageClass'),
  ExternalSecret: (object, namespace) => {
    const kind = within(object, 'spec', 'secretStoreRef', 'kind') ?? 'SecretStore';
    return named(kind, kind === 'ClusterSecretStore' ? undefined : namespace, within(object, 'spec', 'secretStoreRef', 'name'), 'secretStoreRef');
  },
  ScheduledBackup: (object, namespace) => named('Cluster', namespace, within(object, 'spec', 'cluster', 'name'), 'cluster'),
  Ingress: (object) => named('IngressClass', undefined, within(object, 'spec', 'ingressClassName'), 'ingressClassName'),
  HTTPRoute: (object, namespace) => [
    ...parents(object['spec'], namespace),
    ...list(within(object, 'spec', 'rules')).flatMap((rule) =>
      list(within(rule, 'backendRefs')).flatMap((backend) =>
        named(within(backend, 'kind') ?? 'Service', within(backend, 'namespace') ?? namespace, within(backend, 'name'), 'backendRefs'),
      ),
    ),
  ],
  Route: (object, namespace) => named('Service', namespace, within(object, 'spec', 'to', 'name'), 'to'),
  Gateway: (object, namespace) => [
    ...named('GatewayClass', undefined, within(object, 'spec', 'gatewayClassName'), 'gatewayClassName'),
    ...list(within(object, 'spec', 'listeners')).flatMap((listener) =>
      list(within(listener, 'tls', 'certificateRefs')).flatMap((ref) =>
        named('Secret', within(ref, 'namespace') ?? namespace, within(ref, 'name'), 'certificateRefs'),
      ),
    ),
  ],
  Certificate: (object, namespace) => {
    const kind = within(object, 'spec', 'issuerRef', 'kind') ?? 'Issuer';
    return named(kind, kind === 'ClusterIssuer' ? undefined : namespace, within(object, 'spec', 'issuerRef', 'name'), 'issuerRef');
  },
  ClusterIssuer: solverReferences,
  Issuer: solverReferences,
};

/** Roles that come with Kubernetes are not in Git: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings */
const defaultRoles = /^(system:|cluster-admin$|admin$|edit$|view$|extension-apiserver-authentication-reader$)/;

function bindingReferences(object: KubeObject, namespace: string | undefined): Named[] {
  const [kind, name] = [within(object, 'roleRef', 'kind'), within(object, 'roleRef', 'name')];
  const accounts = list(object['subjects']).filter((subject) => within(subject, 'kind') === 'ServiceAccount');
  return [
    ...(defaultRoles.test(String(name)) ? [] : named(kind, kind === 'Role' ? namespace : undefined, name, 'roleRef')),
    ...accounts.flatMap((account) => named('ServiceAccount', within(account, 'namespace'), within(account, 'name'), 'subjects')),
  ];
}

function storageClass(claim: unknown): Named[] {
  return named('StorageClass', undefined, within(claim, 'spec', 'storageClassName'), 'storageClassName');
}

/** What the pods that the operator makes of it run as, and where they keep their data. */
function prometheusReferences(object: KubeObject, namespace: string | undefined): Named[] {
  return [
    ...named('ServiceAccount', namespace, within(object, 'spec', 'serviceAccountName'), 'serviceAccountName'),
    ...named('PriorityClass', undefined, within(object, 'spec', 'priorityClassName'), 'priorityClassName'),
    ...storageClass(within(object, 'spec', 'storage', 'volumeClaimTemplate')),
  ];
}

function webhookReferences(object: KubeObject): Named[] {
  return list(object['webhooks']).flatMap((webhook) => {
    const service = within(webhook, 'clientConfig', 'service');
    return named('Service', within(service, 'namespace'), within(service, 'name'), 'clientConfig');
  });
}

/** HTTP-01 is answered through a Gateway: without it no certificate is ever issued. */
function solverReferences(object: KubeObject, namespace: string | undefined): Named[] {
  return list(within(object, 'spec', 'acme', 'solvers')).flatMap((solver) => parents(within(solver, 'http01', 'gatewayHTTPRoute'), namespace));
}

function parents(of: unknown, namespace: string | undefined): Named[] {
  return list(within(of, 'parentRefs')).flatMap((parent) => named('Gateway', within(parent, 'namespace') ?? namespace, within(parent, 'name'), 'parentRefs'));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
