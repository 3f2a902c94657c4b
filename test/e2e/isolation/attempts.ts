import { networkPolicy, role, roleBinding, service } from '../policies/objects.ts';
import { tenantDeployment, tenantRoute } from '../support/tenant-repositories.ts';

/** Namespaces of the tenant that tries, and of the one that it would like to reach. */
export const own = 'zaakloket-acceptatie';
export const other = 'basisregister-productie';

/** Who tries: people by the group that their tenant's file names, or a program of the tenant by its ServiceAccount. */
export type Actor = 'admin' | 'developer' | 'viewer' | 'program';

/** What is tried: objects to make (by a dry run at the API server, which judges it all and keeps nothing), words for kubectl, or a question where trying needs a pod that runs. */
export type Action = { readonly create: object } | { readonly kubectl: readonly string[] } | { readonly may: Question };

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/ */
export interface Question {
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
}

/** What is refused with these words, and the nearest thing that the same actor may do. */
export interface Attempt {
  readonly to: string;
  readonly as: Actor;
  readonly refused: Action;
  readonly words: RegExp;
  readonly allowed?: Action;
}

const kubectl = (...words: readonly string[]): Action => ({ kubectl: words });
const create = (object: object): Action => ({ create: object });
const may = (question: Question): Action => ({ may: question });
const forbidden = /forbidden/i;
/** What the test says of a question that is answered so. */
const answersNo = /^no$/;

function configMap(namespace: string): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tried', namespace }, data: { a: 'b' } };
}

function claim(namespace: string, storage: string): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'tried', namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  };
}

const clusterRole = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'tried' }, rules: [] };
const clusterRoleBinding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'tried' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'oidc:zaakloket-beheer' }],
};
const webhook = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: { name: 'tried' }, webhooks: [] };
const policy = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'tried' },
  spec: { policyName: 'polder-no-host-access' },
};
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.tried.example.nl' },
  spec: {
    group: 'tried.example.nl',
    names: { kind: 'Thing', plural: 'things' },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};
const volume = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'tried' },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/' } },
};
const priorityClass = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'tried' }, value: 1_000_000_000 };
const signingRequest = {
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: 'tried' },
  spec: { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], request: Buffer.from('none').toString('base64') },
};

function argoApplication(namespace: string, project: string): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'tried', namespace },
    spec: {
      project,
      source: { repoURL: 'https://git.example.nl/duinveen/zaakloket.git', path: '.', targetRevision: 'main' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'kube-system' },
    },
  };
}

/** What a tenant's people and programs try at the API server. */
export function attempts(image: string, domain: string): readonly Attempt[] {
  const deployment = (pod: object = {}, container: object = {}) => create(tenantDeployment({ name: 'tried', namespace: own, image }, { pod, container }));
  const fine = deployment();
  const route = (hostname: string) => create(tenantRoute({ name: 'tried', namespace: own, hostname }));
  const fineRoute = route(`zaakloket-acc.${domain}`);
  const fineConfig = create(configMap(own));
  const finePolicy = create(networkPolicy(own, 'tried', { policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] }));
  const fineService = create(service(own, 'tried', {}));
  const labels = { 'kubernetes.io/metadata.name': other };
  const opens = (peers: readonly object[]) =>
    create(networkPolicy(own, 'tried', { policyTypes: ['Ingress'], ingress: [peers.length === 0 ? {} : { from: peers }] }));

  return [
    {
      to: "read another tenant's pods",
      as: 'viewer',
      refused: kubectl('get', 'pods', '-n', other),
      words: forbidden,
      allowed: kubectl('get', 'pods', '-n', own),
    },
    { to: 'read the pods of all', as: 'admin', refused: kubectl('get', 'pods', '--all-namespaces'), words: forbidden },
    {
      to: "read another tenant's secrets",
      as: 'admin',
      refused: kubectl('get', 'secrets', '-n', other),
      words: forbidden,
      allowed: kubectl('get', 'secrets', '-n', own),
    },
    {
      to: 'read secrets as a developer',
      as: 'developer',
      refused: kubectl('get', 'secrets', '-n', own),
      words: forbidden,
      allowed: kubectl('get', 'configmaps', '-n', own),
    },
    { to: 'read secrets of the platform', as: 'admin', refused: kubectl('get', 'secrets', '-n', 'argocd'), words: forbidden },
    { to: 'read a secret of the platform by its name', as: 'admin', refused: kubectl('get', 'secret', 'public', '-n', 'traefik'), words: forbidden },
    { to: 'write as a viewer', as: 'viewer', refused: fineConfig, words: forbidden, allowed: kubectl('get', 'configmaps', '-n', own) },
    { to: "write into another tenant's namespace", as: 'admin', refused: create(configMap(other)), words: forbidden, allowed: fineConfig },
    { to: 'write into a namespace of the platform', as: 'admin', refused: create(configMap('kube-system')), words: forbidden, allowed: fineConfig },
    {
      to: "change another tenant's Deployment",
      as: 'developer',
      refused: kubectl('scale', 'deployment', 'basisregister', '-n', other, '--replicas=0'),
      words: forbidden,
    },
    {
      to: 'enter a pod of another tenant',
      as: 'admin',
      refused: may({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: other }),
      words: answersNo,
      allowed: may({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: own }),
    },
    {
      to: "read the log of another tenant's pod",
      as: 'developer',
      refused: may({ verb: 'get', resource: 'pods', subresource: 'log', namespace: other }),
      words: answersNo,
      allowed: may({ verb: 'get', resource: 'pods', subresource: 'log', namespace: own }),
    },
    {
      to: "open a port of another tenant's pod",
      as: 'developer',
      refused: may({ verb: 'create', resource: 'pods', subresource: 'portforward', namespace: other }),
      words: answersNo,
      allowed: may({ verb: 'create', resource: 'pods', subresource: 'portforward', namespace: own }),
    },
    {
      to: 'enter a pod as a viewer',
      as: 'viewer',
      refused: may({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: own }),
      words: answersNo,
    },
    {
      to: 'put a container into a running pod',
      as: 'admin',
      refused: may({ verb: 'update', resource: 'pods', subresource: 'ephemeralcontainers', namespace: own }),
      words: answersNo,
    },
    { to: 'go to a node past the API server', as: 'admin', refused: may({ verb: 'get', resource: 'nodes', subresource: 'proxy' }), words: answersNo },

    { to: 'make a Role', as: 'admin', refused: create(role(own, 'tried', [])), words: forbidden, allowed: kubectl('get', 'roles', '-n', own) },
    {
      to: 'bind a role to somebody',
      as: 'admin',
      refused: create(roleBinding(own, 'tried', 'view')),
      words: forbidden,
      allowed: kubectl('get', 'rolebindings', '-n', own),
    },
    { to: 'bind cluster-admin in its own namespace', as: 'admin', refused: create(roleBinding(own, 'tried', 'cluster-admin')), words: forbidden },
    { to: 'make a ClusterRole', as: 'admin', refused: create(clusterRole), words: forbidden },
    { to: 'bind cluster-admin for the cluster', as: 'admin', refused: create(clusterRoleBinding), words: forbidden },
    {
      to: "change the tenants' roles",
      as: 'admin',
      refused: kubectl('patch', 'clusterrole', 'polder-tenant-viewer', '--type=merge', '--patch={"rules":[]}'),
      words: forbidden,
    },
    { to: 'act as somebody else', as: 'admin', refused: may({ verb: 'impersonate', resource: 'users' }), words: answersNo },
    {
      to: 'act as the cluster’s administrator by a program',
      as: 'program',
      refused: kubectl('get', 'secrets', '-n', 'kube-system', '--as=system:admin', '--as-group=system:masters'),
      words: /cannot impersonate/,
    },
    {
      to: 'read anything by a program that was given no rights',
      as: 'program',
      refused: kubectl('get', 'configmaps', '-n', own),
      words: forbidden,
      allowed: kubectl('auth', 'whoami'),
    },
    {
      to: 'get a token of an account of the platform',
      as: 'admin',
      refused: kubectl('create', 'token', 'argocd-application-controller', '-n', 'argocd'),
      words: forbidden,
    },
    { to: 'get a token of its own account', as: 'admin', refused: kubectl('create', 'token', 'default', '-n', own), words: forbidden },
    { to: 'ask for a certificate of the cluster', as: 'admin', refused: create(signingRequest), words: forbidden },

    {
      to: 'make a namespace',
      as: 'admin',
      refused: kubectl('create', 'namespace', 'tried', '--dry-run=server'),
      words: forbidden,
      allowed: kubectl('get', 'namespace', own),
    },
    { to: 'delete its namespace', as: 'admin', refused: kubectl('delete', 'namespace', own, '--dry-run=server'), words: forbidden },
    {
      to: 'lower the Pod Security of its namespace',
      as: 'admin',
      refused: kubectl('label', 'namespace', own, 'pod-security.kubernetes.io/enforce=privileged', '--overwrite'),
      words: forbidden,
    },
    {
      to: 'give its namespace a hostname',
      as: 'admin',
      refused: kubectl('annotate', 'namespace', own, `polder.internal/hostnames=argocd.${domain}`, '--overwrite'),
      words: forbidden,
    },
    {
      to: 'raise its quota',
      as: 'admin',
      refused: kubectl('patch', 'resourcequota', 'polder-quota', '-n', own, '--type=merge', '--patch={"spec":{"hard":{"pods":"1000"}}}'),
      words: forbidden,
      allowed: kubectl('get', 'resourcequota', 'polder-quota', '-n', own),
    },
    { to: 'delete its quota', as: 'admin', refused: kubectl('delete', 'resourcequota', 'polder-quota', '-n', own, '--dry-run=server'), words: forbidden },
    { to: 'delete its limits', as: 'admin', refused: kubectl('delete', 'limitrange', 'polder-limits', '-n', own, '--dry-run=server'), words: forbidden },
    {
      to: 'claim more storage than its quota',
      as: 'admin',
      refused: create(claim(own, '20Ti')),
      words: /exceeded quota|maximum storage/,
      allowed: create(claim(own, '1Gi')),
    },

    {
      to: 'publish by a load balancer',
      as: 'admin',
      refused: create(service(own, 'tried', { type: 'LoadBalancer' })),
      words: /leads around the Gateway|exceeded quota/,
      allowed: fineService,
    },
    {
      to: 'publish by a port of the nodes',
      as: 'admin',
      refused: create(service(own, 'tried', { type: 'NodePort' })),
      words: /leads around the Gateway|exceeded quota/,
      allowed: fineService,
    },
    {
      to: 'give a name of another to a Service',
      as: 'admin',
      refused: create(service(own, 'tried', { type: 'ExternalName', externalName: 'argocd-server.argocd.svc' })),
      words: /leads around the Gateway/,
      allowed: fineService,
    },
    {
      to: 'take an address of others',
      as: 'admin',
      refused: create(service(own, 'tried', { externalIPs: ['192.0.2.1'] })),
      words: /externalIPs/,
      allowed: fineService,
    },
    {
      to: 'write where a Service leads',
      as: 'admin',
      refused: create({
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'tried', namespace: own },
        addressType: 'IPv4',
        endpoints: [],
      }),
      words: forbidden,
    },
    {
      to: 'take a hostname of another tenant',
      as: 'admin',
      refused: route(`zaakloket.${domain}`),
      words: /is not one that this namespace has/,
      allowed: fineRoute,
    },
    {
      to: 'take a hostname of the platform',
      as: 'developer',
      refused: route(`argocd.${domain}`),
      words: /is not one that this namespace has/,
      allowed: fineRoute,
    },
    { to: 'take every hostname', as: 'developer', refused: route(`*.${domain}`), words: /is not one that this namespace has/, allowed: fineRoute },
    {
      to: "make a route in another tenant's namespace",
      as: 'developer',
      refused: create(tenantRoute({ name: 'tried', namespace: other, hostname: `zaakloket-acc.${domain}` })),
      words: forbidden,
      allowed: fineRoute,
    },
    {
      to: "change the platform's Gateway",
      as: 'admin',
      refused: kubectl('patch', 'gateway', 'public', '-n', 'traefik', '--type=merge', '--patch={"spec":{"listeners":[]}}'),
      words: forbidden,
    },

    { to: 'open its namespace to everybody', as: 'admin', refused: opens([]), words: /opens to everybody/, allowed: finePolicy },
    {
      to: 'open its namespace to another tenant',
      as: 'admin',
      refused: opens([{ namespaceSelector: { matchLabels: labels } }]),
      words: /opens to others/,
      allowed: finePolicy,
    },
    { to: 'open its namespace to all namespaces', as: 'admin', refused: opens([{ namespaceSelector: {} }]), words: /opens to others/, allowed: finePolicy },
    { to: 'open its namespace to addresses', as: 'admin', refused: opens([{ ipBlock: { cidr: '0.0.0.0/0' } }]), words: /opens to others/, allowed: finePolicy },
    {
      to: 'delete what closes its namespace',
      as: 'admin',
      refused: kubectl('delete', 'networkpolicy', 'polder-default-deny', '-n', own, '--dry-run=server'),
      words: /is the platform's/,
      allowed: finePolicy,
    },
    {
      to: 'open what closes its namespace',
      as: 'admin',
      refused: kubectl(
        'patch',
        'networkpolicy',
        'polder-default-deny',
        '-n',
        own,
        '--type=merge',
        '--patch={"spec":{"policyTypes":["Egress"]}}',
        '--dry-run=server',
      ),
      words: /is the platform's/,
    },
    { to: 'write network policies as a developer', as: 'developer', refused: finePolicy, words: forbidden },

    {
      to: 'mount a folder of the node',
      as: 'developer',
      refused: deployment({ volumes: [{ name: 'root', hostPath: { path: '/' } }] }),
      words: /hostPath/,
      allowed: fine,
    },
    { to: 'use the network of the node', as: 'developer', refused: deployment({ hostNetwork: true }), words: /hostNetwork/, allowed: fine },
    { to: 'see the processes of the node', as: 'developer', refused: deployment({ hostPID: true }), words: /hostPID/, allowed: fine },
    {
      to: 'take a port of the node',
      as: 'developer',
      refused: deployment({}, { ports: [{ name: 'http', containerPort: 8080, hostPort: 443 }] }),
      words: /hostPort/,
      allowed: fine,
    },
    {
      to: 'run an image from anywhere',
      as: 'developer',
      refused: deployment({}, { image: 'evil.example.com/miner:1.0.0' }),
      words: /which is not from/,
      allowed: fine,
    },
    {
      to: 'run an image that may change',
      as: 'developer',
      refused: deployment({}, { image: image.replace(/:[^:]+$/, ':latest') }),
      words: /latest/,
      allowed: fine,
    },
    {
      to: 'take the place of others by priority',
      as: 'developer',
      refused: deployment({ priorityClassName: 'system-node-critical' }),
      words: /priority class/,
      allowed: fine,
    },
    { to: 'run without limits', as: 'developer', refused: deployment({}, { resources: {} }), words: /has no requests/, allowed: fine },
    {
      to: 'start a pod alone, past who keeps it running',
      as: 'admin',
      refused: create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'tried', namespace: own }, spec: { containers: [{ name: 'tried', image }] } }),
      words: forbidden,
      allowed: fine,
    },
    {
      to: 'run something on every node',
      as: 'admin',
      refused: create({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'tried', namespace: own }, spec: {} }),
      words: forbidden,
      allowed: fine,
    },

    { to: 'judge the requests of others by a webhook', as: 'admin', refused: create(webhook), words: forbidden },
    { to: 'bind a policy of the API server', as: 'admin', refused: create(policy), words: forbidden },
    {
      to: "delete a policy's binding",
      as: 'admin',
      refused: kubectl('delete', 'validatingadmissionpolicybinding', 'polder-no-host-access', '--dry-run=server'),
      words: forbidden,
    },
    { to: 'make a new kind', as: 'admin', refused: create(definition), words: forbidden },
    { to: 'make a volume of a folder of the node', as: 'admin', refused: create(volume), words: forbidden },
    { to: 'make a priority class', as: 'admin', refused: create(priorityClass), words: forbidden },
    { to: 'mark a node', as: 'admin', refused: kubectl('taint', 'nodes', '--all', 'tried=1:NoSchedule', '--dry-run=server'), words: forbidden },
    { to: 'make an Application of the platform', as: 'admin', refused: create(argoApplication('argocd', 'platform')), words: forbidden },
    { to: 'make an Application in its own namespace', as: 'admin', refused: create(argoApplication(own, 'zaakloket')), words: forbidden },
    {
      to: 'change its own project',
      as: 'admin',
      refused: kubectl('patch', 'appproject', 'zaakloket', '-n', 'argocd', '--type=merge', '--patch={"spec":{"sourceRepos":["*"]}}'),
      words: forbidden,
    },
    {
      to: 'send its Application elsewhere',
      as: 'admin',
      refused: kubectl(
        'patch',
        'application.argoproj.io',
        'zaakloket.acceptatie',
        '-n',
        'argocd',
        '--type=merge',
        '--patch={"spec":{"destination":{"namespace":"kube-system"}}}',
      ),
      words: forbidden,
    },
  ];
}
