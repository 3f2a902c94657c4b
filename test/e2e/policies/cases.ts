import { polder } from '../../../charts-ts/kit/labels.ts';
import type { KubeObject } from '../../../charts-ts/kit/object.ts';
import type { PolicyName } from '../../../charts-ts/policy/admission-policies/policies.ts';
import {
  container,
  cronJob,
  definition,
  deployment,
  httpRoute,
  image,
  ingress,
  ingressRule,
  job,
  namespace,
  networkPolicy,
  pod,
  role,
  roleBinding,
  service,
  tenantNamespace,
  workload,
} from './objects.ts';

/** One request to a real API server, and what the policies must say of it. */
export interface Case {
  readonly policy: PolicyName;
  /** What is shown, as a rule. */
  readonly it: string;
  readonly request: Request;
  /** Who asks; left out: an administrator. */
  readonly as?: string;
  /** The exact message of the refusal; without one the request must pass, and without a warning. */
  readonly refused?: string;
}

export type Request =
  | { readonly create: KubeObject }
  /** A merge patch on an object of `before`. */
  | { readonly update: KubeObject; readonly to: Readonly<Record<string, unknown>> }
  | { readonly delete: KubeObject }
  /** `kubectl debug` on a pod of `before`: a container with this image and name. */
  | { readonly debug: KubeObject; readonly image: string; readonly name: string };

/** Namespaces of the cases. */
const team = 'cases-team';
const bare = 'cases-bare';
export const other = 'cases-other';
const exempt = 'cases-exempt';
export const system = 'cases-system';
const drivers = 'cases-drivers';
const provider = 'cases-provider-monitoring';

const digest = `@sha256:${'0123456789abcdef'.repeat(4)}`;
const mirror = 'registry.example.nl/mirror';

/** What is different from the example cluster of test/support/render.ts. */
export const settings = {
  mirrors: { registry: mirror },
  provides: {
    probes: { address: 'blackbox-exporter.monitoring.svc:9115', module: 'https' },
    postgres: {
      namespace: 'cnpg-system',
      podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' },
      account: 'cloudnative-pg',
      imageCatalog: 'platform',
      backups: false,
    },
  },
  components: {
    'admission-policies': {
      systemNamespaces: ['kube-system', drivers],
      systemNamespacePrefixes: ['cases-provider-'],
      registries: ['registry.example.nl/tenants'],
      exemptions: [{ policy: 'no-host-access', namespace: exempt, owner: 'Team Opslag', until: '2027-03-01', reason: 'moves to CSI' }],
    },
  },
};

const oldDeployment = deployment(other, 'old', { containers: [{ name: 'web', image: 'web' }] });
const oldPod = pod(other, 'old', { containers: [container({ image: 'web' })] });
const oldBinding = roleBinding(team, 'old', 'cluster-admin');
const freed = namespace('cases-freed', { [polder.protected]: 'true' }, { [polder.allowDeletion]: 'cases-freed' });
const misnamed = namespace('cases-misnamed', { [polder.protected]: 'true' }, { [polder.allowDeletion]: 'true' });
const protectedNamespace = namespace('cases-protected', { [polder.protected]: 'true' });
const protectedClaim = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'precious', namespace: other, labels: { [polder.protected]: 'true' } },
} satisfies KubeObject;
const plainClaim = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'plain', namespace: other } } satisfies KubeObject;
const someDefinition = definition('cases.polder.internal', 'Thing');
const freedDefinition = definition('cases.polder.internal', 'Toy', { [polder.allowDeletion]: 'toys.cases.polder.internal' });
/** A stand-in where the Gateway API itself is not there. */
const routeDefinition = definition('gateway.networking.k8s.io', 'HTTPRoute', { 'api-approved.kubernetes.io': 'unapproved, a stand-in' });

const secretDefinitions = ['ExternalSecret', 'PushSecret', 'SecretStore'].map((kind) => definition('external-secrets.io', kind));

/** Of the tenant: whoever may write network policies and ExternalSecrets in its namespace, and nowhere else. */
const tenantAdmin = 'someone@voorbeeld.example.nl';
const writesPolicies = role(team, 'network-policies', [
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create', 'update', 'patch', 'delete', 'get'] },
  { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: ['create', 'update', 'patch', 'delete', 'get'] },
]);
const mayWritePolicies = {
  ...roleBinding(team, 'network-policies', 'view'),
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'network-policies' },
};
/** Who makes databases, with the rights that its component gives it. */
const databaseOperator = 'system:serviceaccount:cnpg-system:cloudnative-pg';
const makesDatabases = role(team, 'databases', [
  { apiGroups: [''], resources: ['pods'], verbs: ['create'] },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create'] },
]);
const mayMakeDatabases = {
  ...roleBinding(team, 'databases', 'view'),
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'databases' },
  subjects: [{ kind: 'ServiceAccount', name: 'cloudnative-pg', namespace: 'cnpg-system' }],
};
const closed = networkPolicy(team, 'polder-default-deny', { policyTypes: ['Ingress', 'Egress'] });
const ownPolicy = networkPolicy(team, 'own', { policyTypes: ['Ingress'] });
const ownPod = pod(team, 'own');
const oldOpenPolicy = networkPolicy(team, 'old-open', { ingress: [{}] });

const important = {
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: 'cases-important' },
  value: 1000,
} as const satisfies KubeObject & { readonly value: number };

/** What exists before the policies do. */
export const before: readonly KubeObject[] = [
  tenantNamespace(team, 'voorbeeld', { [polder.hostnames]: 'voorbeeld.example.nl, *.team.example.nl' }),
  tenantNamespace(bare, 'kaal'),
  namespace(other),
  namespace(exempt),
  namespace(system, { [polder.layer]: 'system' }),
  namespace(drivers),
  namespace(provider),
  freed,
  misnamed,
  protectedNamespace,
  protectedClaim,
  plainClaim,
  someDefinition,
  freedDefinition,
  routeDefinition,
  ...secretDefinitions,
  ...['PodMonitor', 'Probe', 'ServiceMonitor'].map((kind) => definition('monitoring.coreos.com', kind)),
  oldDeployment,
  oldPod,
  oldBinding,
  writesPolicies,
  mayWritePolicies,
  makesDatabases,
  mayMakeDatabases,
  closed,
  ownPolicy,
  oldOpenPolicy,
  ownPod,
  important,
];

const fromNowhere =
  'which is not from registry.example.nl/mirror/ or registry.example.nl/tenants/; use an image from there, or ask the platform team to allow its registry';

const allowedRegistries: readonly Case[] = [
  { policy: 'allowed-registries', it: "lets an image of the site's mirror pass", request: { create: deployment(other, 'web') } },
  {
    policy: 'allowed-registries',
    it: 'lets an image of a registry pass that the cluster adds',
    request: { create: pod(other, 'web', { containers: [container({ image: 'registry.example.nl/tenants/team/web:1.2.3' })] }) },
  },
  {
    policy: 'allowed-registries',
    it: 'refuses an image of another registry in a Deployment',
    request: { create: deployment(other, 'web', { containers: [container({ image: 'quay.io/example/web:1.2.3' })] }) },
    refused: `container "web" has image "quay.io/example/web:1.2.3", ${fromNowhere}`,
  },
  {
    policy: 'allowed-registries',
    it: 'refuses a short name, which means Docker Hub',
    request: { create: pod(other, 'web', { containers: [container({ image: 'web:1.2.3' })] }) },
    refused: `container "web" has image "web:1.2.3", ${fromNowhere}`,
  },
  {
    policy: 'allowed-registries',
    it: "refuses a registry whose name only begins like the site's",
    request: { create: pod(other, 'web', { containers: [container({ image: 'registry.example.nl/mirror-of-mine/web:1.2.3' })] }) },
    refused: `container "web" has image "registry.example.nl/mirror-of-mine/web:1.2.3", ${fromNowhere}`,
  },
  {
    policy: 'allowed-registries',
    it: 'refuses init containers, and tells all at once',
    request: {
      create: cronJob(other, 'web', {
        containers: [container({ image: 'quay.io/example/web:1.2.3' })],
        initContainers: [container({ name: 'init', image: 'quay.io/example/init:1.2.3', readinessProbe: undefined, livenessProbe: undefined })],
      }),
    },
    refused: `container "web" has image "quay.io/example/web:1.2.3", ${fromNowhere}; container "init" has image "quay.io/example/init:1.2.3", ${fromNowhere}`,
  },
  { policy: 'allowed-registries', it: 'lets a Deployment of before be labelled', request: { update: oldDeployment, to: { metadata: { labels: { a: 'b' } } } } },
  { policy: 'allowed-registries', it: 'lets a Deployment of before be scaled down', request: { update: oldDeployment, to: { spec: { replicas: 0 } } } },
  { policy: 'allowed-registries', it: 'lets a pod of before be labelled', request: { update: oldPod, to: { metadata: { labels: { a: 'b' } } } } },
  { policy: 'allowed-registries', it: 'lets a pod of before be deleted', request: { delete: oldPod } },
  {
    policy: 'allowed-registries',
    it: 'refuses another image in a running pod',
    request: { update: oldPod, to: { spec: { containers: [{ name: 'web', image: 'quay.io/example/web:1.2.3' }] } } },
    refused: `container "web" has image "quay.io/example/web:1.2.3", ${fromNowhere}`,
  },
  { policy: 'allowed-registries', it: 'lets a pod of before be debugged', request: { debug: oldPod, image, name: 'allowed' } },
  {
    policy: 'allowed-registries',
    it: 'refuses an image to debug with',
    request: { debug: oldPod, image: 'quay.io/example/debug:1.2.3', name: 'debugger' },
    refused: `container "debugger" has image "quay.io/example/debug:1.2.3", ${fromNowhere}`,
  },
  {
    policy: 'allowed-registries',
    it: 'leaves system namespaces alone',
    request: { create: pod(drivers, 'web', { containers: [container({ image: 'quay.io/example/web:1.2.3' })] }) },
  },
  {
    policy: 'allowed-registries',
    it: 'leaves system namespaces alone that are known by the beginning of their name',
    request: { create: pod(provider, 'web', { containers: [container({ image: 'quay.io/example/web:1.2.3' })] }) },
  },
];

const noVersion = 'which has no tag or the tag latest; write the version, such as :1.29.3, or a digest';

const noLatest: readonly Case[] = [
  {
    policy: 'no-latest',
    it: 'lets a digest without a tag pass',
    request: { create: pod(other, 'web', { containers: [container({ image: `${mirror}/web${digest}` })] }) },
  },
  {
    policy: 'no-latest',
    it: 'refuses the tag latest',
    request: { create: workload('apps/v1', 'StatefulSet', other, 'web', { containers: [container({ image: `${mirror}/web:latest` })] }) },
    refused: `container "web" has image "${mirror}/web:latest", ${noVersion}`,
  },
  {
    policy: 'no-latest',
    it: 'refuses an image without a tag',
    request: { create: workload('apps/v1', 'DaemonSet', other, 'web', { containers: [container({ image: `${mirror}/web` })] }) },
    refused: `container "web" has image "${mirror}/web", ${noVersion}`,
  },
];

const moves = 'whose tag may mean another image tomorrow; write the whole version, such as :1.29.3, or add the digest, @sha256:…';

const pinnedImages: readonly Case[] = [
  ...['1.29.3', 'v3.7.13', '18.4-trixie', '2026-11-24', 'bookworm-20261117', 'sha-1a2b3c4', `stable${digest}`].map(
    (tag): Case => ({
      policy: 'pinned-images',
      it: `lets the tag ${tag.slice(0, 20)} pass`,
      request: { create: pod(other, 'web', { containers: [container({ image: `${mirror}/web:${tag}` })] }) },
    }),
  ),
  ...['stable', '3', 'v1', '3-alpine'].map(
    (tag): Case => ({
      policy: 'pinned-images',
      it: `refuses the tag ${tag}, which moves`,
      request: {
        create: job(other, 'web', { containers: [container({ image: `${mirror}/web:${tag}`, readinessProbe: undefined, livenessProbe: undefined })] }),
      },
      refused: `container "web" has image "${mirror}/web:${tag}", ${moves}`,
    }),
  ),
];

const requiredResources: readonly Case[] = [
  {
    policy: 'required-resources',
    it: 'lets a container with requests and limits pass',
    request: { create: workload('apps/v1', 'ReplicaSet', other, 'web') },
  },
  {
    policy: 'required-resources',
    it: 'refuses a container without any',
    request: { create: deployment(other, 'web', { containers: [container({ resources: undefined })] }) },
    refused: 'container "web" has no requests.cpu, requests.memory, limits.cpu, limits.memory; write what it needs under resources',
  },
  {
    policy: 'required-resources',
    it: 'refuses an init container without one of them',
    request: {
      create: pod(other, 'web', {
        initContainers: [
          container({
            name: 'init',
            resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } },
            readinessProbe: undefined,
            livenessProbe: undefined,
          }),
        ],
      }),
    },
    refused: 'container "init" has no limits.cpu; write what it needs under resources',
  },
];

const requiredProbes: readonly Case[] = [
  { policy: 'required-probes', it: 'lets a container with both probes pass', request: { create: workload('apps/v1', 'DaemonSet', other, 'web') } },
  { policy: 'required-probes', it: 'asks none of a Job', request: { create: job(other, 'web') } },
  {
    policy: 'required-probes',
    it: 'asks none of a pod alone, such as the solver of an ACME challenge',
    request: { create: pod(other, 'web', { containers: [container({ readinessProbe: undefined, livenessProbe: undefined })] }) },
  },
  {
    policy: 'required-probes',
    it: 'refuses a Deployment without probes',
    request: { create: deployment(other, 'web', { containers: [container({ readinessProbe: undefined, livenessProbe: undefined })] }) },
    refused:
      'container "web" has no readinessProbe; add one, so that it gets no requests before it can answer them; container "web" has no livenessProbe; add one, so that it is restarted when it hangs',
  },
];

const give = 'remove it, or ask the platform team for a namespace of the layer system';

const noPlatformPriority: readonly Case[] = [
  { policy: 'no-platform-priority', it: "lets a tenant's pod without a class pass", request: { create: pod(team, 'web') } },
  {
    policy: 'no-platform-priority',
    it: "refuses the cluster's own class in a Deployment",
    request: { create: deployment(team, 'web', { priorityClassName: 'system-cluster-critical' }) },
    refused: `the pod has the priority class "system-cluster-critical", before which other tenants' pods would have to go; remove priorityClassName`,
  },
  {
    policy: 'no-platform-priority',
    it: "refuses the platform's class before there is one",
    request: { create: deployment(team, 'web', { priorityClassName: 'polder-platform' }) },
    refused: `the pod has the priority class "polder-platform", before which other tenants' pods would have to go; remove priorityClassName`,
  },
  {
    policy: 'no-platform-priority',
    it: 'refuses a pod of any class that comes before others',
    request: { create: pod(team, 'web', { priorityClassName: important.metadata.name }) },
    refused: `the pod has the priority class "cases-important", before which other tenants' pods would have to go; remove priorityClassName`,
  },
  {
    policy: 'no-platform-priority',
    it: 'lets others than tenants choose',
    request: { create: pod(other, 'web', { priorityClassName: 'system-cluster-critical' }) },
  },
];

const noHostAccess: readonly Case[] = [
  { policy: 'no-host-access', it: 'lets a pod of its own pass', request: { create: pod(other, 'web') } },
  ...['hostNetwork', 'hostPID', 'hostIPC'].map(
    (field): Case => ({
      policy: 'no-host-access',
      it: `refuses ${field}`,
      request: { create: deployment(other, 'web', { [field]: true, containers: [container({ ports: [{ containerPort: 8080 }] })] }) },
      refused: `the pod sets ${field}, which shares what is the node's own; ${give}`,
    }),
  ),
  {
    policy: 'no-host-access',
    it: 'refuses hostPath',
    request: { create: pod(other, 'web', { volumes: [{ name: 'run', hostPath: { path: '/var/run' } }] }) },
    refused: `volume "run" is hostPath "/var/run", a folder of the node; ${give}`,
  },
  {
    policy: 'no-host-access',
    it: 'refuses hostPort',
    request: {
      create: deployment(other, 'web', {
        containers: [
          container({
            ports: [
              { name: 'http', containerPort: 8080, hostPort: 80 },
              { name: 'https', containerPort: 8443, hostPort: 443 },
              { name: 'admin', containerPort: 9000 },
            ],
          }),
        ],
      }),
    },
    refused: `container "web" takes hostPort 80, 443 of the node; ${give}`,
  },
  { policy: 'no-host-access', it: 'lets system namespaces of the platform reach the host', request: { create: pod(system, 'web', { hostNetwork: true }) } },
  { policy: 'no-host-access', it: 'lets an exempt namespace reach the host', request: { create: pod(exempt, 'web', { hostPID: true }) } },
  {
    policy: 'no-latest',
    it: 'holds in a namespace that is exempt from another policy',
    request: { create: pod(exempt, 'web', { containers: [container({ image: `${mirror}/web` })] }) },
    refused: `container "web" has image "${mirror}/web", ${noVersion}`,
  },
];

const tenantOwnership: readonly Case[] = [
  { policy: 'tenant-ownership', it: 'lets a namespace pass that says all', request: { create: tenantNamespace('cases-new', 'nieuw') } },
  { policy: 'tenant-ownership', it: 'asks nothing of a namespace without a tenant', request: { create: namespace('cases-new') } },
  {
    policy: 'tenant-ownership',
    it: 'takes labels too',
    request: {
      create: namespace(
        'cases-new',
        { [polder.tenant]: 'nieuw', [polder.costCentre]: '4711', [polder.owner]: 'gemeente' },
        { [polder.contact]: 'a@voorbeeld.example.nl' },
      ),
    },
  },
  {
    policy: 'tenant-ownership',
    it: 'refuses a namespace of which nothing is known',
    request: { create: namespace('cases-new', { [polder.tenant]: 'nieuw' }) },
    refused:
      'namespace "cases-new" of tenant "nieuw" has no polder.internal/owner, polder.internal/cost-centre, polder.internal/contact; add them as annotations',
  },
  {
    policy: 'tenant-ownership',
    it: 'refuses that the contact is emptied',
    request: { update: namespace(team), to: { metadata: { annotations: { [polder.contact]: '' } } } },
    refused: `namespace "${team}" of tenant "voorbeeld" has no polder.internal/contact; add them as annotations`,
  },
];

const has = 'voorbeeld.example.nl, *.team.example.nl';
const ask = 'use one of those, or ask the platform team to add it to the annotation polder.internal/hostnames';

const uniqueHostnames: readonly Case[] = [
  ...['voorbeeld.example.nl', 'a.team.example.nl', 'a.b.team.example.nl', '*.team.example.nl'].map(
    (hostname): Case => ({
      policy: 'unique-hostnames-per-tenant',
      it: `lets ${hostname} pass where the namespace has it`,
      request: { create: httpRoute(team, 'web', { hostnames: [hostname] }) },
    }),
  ),
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'lets an Ingress pass for a hostname that the namespace has',
    request: { create: ingress(team, 'web', { rules: [ingressRule('voorbeeld.example.nl')] }) },
  },
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'asks nothing outside tenants',
    request: { create: httpRoute(other, 'web', { hostnames: ['a.example.nl'] }) },
  },
  ...['ander.example.nl', 'team.example.nl', 'notteam.example.nl', '*.example.nl'].map(
    (hostname): Case => ({
      policy: 'unique-hostnames-per-tenant',
      it: `refuses ${hostname}`,
      request: { create: httpRoute(team, 'web', { hostnames: ['voorbeeld.example.nl', hostname] }) },
      refused: `hostname "${hostname}" is not one that this namespace has (${has}); ${ask}`,
    }),
  ),
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'refuses any hostname where the namespace has none',
    request: { create: ingress(bare, 'web', { rules: [ingressRule('voorbeeld.example.nl')] }) },
    refused: `hostname "voorbeeld.example.nl" is not one that this namespace has (none); ${ask}`,
  },
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'refuses a route without a hostname',
    request: { create: httpRoute(team, 'web', {}) },
    refused: `HTTPRoute "web" takes every hostname; write the hostnames that it is for, of those that this namespace has (${has})`,
  },
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'refuses an Ingress with a rule for all hostnames',
    request: { create: ingress(team, 'web', { rules: [ingressRule()] }) },
    refused: `Ingress "web" takes every hostname; write the hostnames that it is for, of those that this namespace has (${has})`,
  },
  {
    policy: 'unique-hostnames-per-tenant',
    it: 'refuses an Ingress with a default backend',
    request: {
      create: ingress(team, 'web', { rules: [ingressRule('voorbeeld.example.nl')], defaultBackend: { service: { name: 'web', port: { number: 80 } } } }),
    },
    refused: `Ingress "web" takes every hostname; write the hostnames that it is for, of those that this namespace has (${has})`,
  },
];

const noWildcardRbac: readonly Case[] = [
  {
    policy: 'no-wildcard-rbac',
    it: 'lets a Role pass that names what it grants',
    request: { create: role(team, 'reader', [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }]) },
  },
  { policy: 'no-wildcard-rbac', it: 'lets a Role pass that grants nothing', request: { create: role(team, 'nothing', []) } },
  { policy: 'no-wildcard-rbac', it: 'lets a RoleBinding to edit pass', request: { create: roleBinding(team, 'editors', 'edit') } },
  {
    policy: 'no-wildcard-rbac',
    it: 'asks nothing outside tenants',
    request: { create: role(other, 'all', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]) },
  },
  ...(['verbs', 'resources', 'apiGroups'] as const).map(
    (field): Case => ({
      policy: 'no-wildcard-rbac',
      it: `refuses * in ${field}`,
      request: { create: role(team, 'all', [{ apiGroups: [''], resources: ['pods'], verbs: ['get'], [field]: ['*'] }]) },
      refused: 'Role "all" grants "*"; name the verbs, resources and API groups that it needs',
    }),
  ),
  {
    policy: 'no-wildcard-rbac',
    it: 'refuses a RoleBinding to cluster-admin',
    request: { create: roleBinding(team, 'admins', 'cluster-admin') },
    refused: 'RoleBinding "admins" binds cluster-admin; bind admin, edit or view, or a Role of this namespace',
  },
  { policy: 'no-wildcard-rbac', it: 'lets a RoleBinding of before be labelled', request: { update: oldBinding, to: { metadata: { labels: { a: 'b' } } } } },
  {
    policy: 'no-wildcard-rbac',
    it: 'refuses one more person in a RoleBinding of before',
    request: { update: oldBinding, to: { subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'ander@voorbeeld.example.nl' }] } },
    refused: 'RoleBinding "old" binds cluster-admin; bind admin, edit or view, or a Role of this namespace',
  },
];

const goes = 'is protected, since what is in it would go too; to delete it all the same, first run: kubectl annotate';

const protectedDeletion: readonly Case[] = [
  {
    policy: 'protected-deletion',
    it: 'refuses to delete a protected namespace',
    request: { delete: protectedNamespace },
    refused: `Namespace "cases-protected" ${goes} namespaces cases-protected polder.internal/allow-deletion=cases-protected`,
  },
  {
    policy: 'protected-deletion',
    it: 'wants the name itself, so that no habit and no template deletes',
    request: { delete: misnamed },
    refused: `Namespace "cases-misnamed" ${goes} namespaces cases-misnamed polder.internal/allow-deletion=cases-misnamed`,
  },
  { policy: 'protected-deletion', it: 'lets a namespace go that names itself', request: { delete: freed } },
  {
    policy: 'protected-deletion',
    it: 'refuses to delete anything with the label',
    request: { delete: protectedClaim },
    refused: `ConfigMap "precious" ${goes} configmaps precious --namespace ${other} polder.internal/allow-deletion=precious`,
  },
  { policy: 'protected-deletion', it: 'lets go what is not protected', request: { delete: plainClaim } },
  {
    policy: 'protected-deletion',
    it: 'refuses to delete a definition, with all its objects',
    request: { delete: someDefinition },
    refused: `CustomResourceDefinition "things.cases.polder.internal" ${goes} customresourcedefinitions.apiextensions.k8s.io things.cases.polder.internal polder.internal/allow-deletion=things.cases.polder.internal`,
  },
  { policy: 'protected-deletion', it: 'lets a definition go that names itself', request: { delete: freedDefinition } },
];

const around = 'which leads around the Gateway; use ClusterIP, and a route for what is public';

const noExternalServices: readonly Case[] = [
  { policy: 'no-external-services', it: 'lets a Service of the cluster pass', request: { create: service(team, 'web') } },
  { policy: 'no-external-services', it: 'lets a headless Service pass', request: { create: service(team, 'web', { clusterIP: 'None' }) } },
  { policy: 'no-external-services', it: 'asks nothing outside tenants', request: { create: service(other, 'web', { type: 'NodePort' }) } },
  ...['LoadBalancer', 'NodePort'].map(
    (type): Case => ({
      policy: 'no-external-services',
      it: `refuses the type ${type}`,
      request: { create: service(team, 'web', { type }) },
      refused: `Service "web" is of the type ${type}, ${around}`,
    }),
  ),
  {
    policy: 'no-external-services',
    it: 'refuses the type ExternalName',
    request: { create: service(team, 'web', { type: 'ExternalName', externalName: 'argocd-server.argocd.svc.cluster.local' }) },
    refused: `Service "web" is of the type ExternalName, ${around}`,
  },
  {
    policy: 'no-external-services',
    it: 'refuses externalIPs, which take the traffic of others',
    request: { create: service(team, 'web', { externalIPs: ['203.0.113.7', '203.0.113.8'] }) },
    refused: 'Service "web" takes the addresses 203.0.113.7, 203.0.113.8, whoever they belong to; remove externalIPs',
  },
];

const toOthers = `opens to others than the namespaces of voorbeeld; use podSelector alone for this namespace, matchLabels ${polder.tenant}: voorbeeld for all of its own, and declare connections to others in the tenant's file`;
const toAll = 'has a rule that opens to everybody; name who may talk under from and to, or remove the rule';
const isOurs = `NetworkPolicy "polder-default-deny" is the platform's, as is each whose name begins with polder-; use another name, or declare the connection in the tenant's file`;
const ofOthers = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': other } } };
const ofOwn = { namespaceSelector: { matchLabels: { [polder.tenant]: 'voorbeeld' } } };

const noForeignPeers: readonly Case[] = [
  ...[
    [
      'that opens to pods of its namespace',
      { ingress: [{ from: [{ podSelector: {} }] }], egress: [{ to: [{ podSelector: { matchLabels: { app: 'db' } } }] }] },
    ],
    ['that opens to namespaces of its tenant', { ingress: [{ from: [{ ...ofOwn, podSelector: {} }], ports: [{ port: 8080 }] }] }],
    ['that opens nothing', { policyTypes: ['Ingress', 'Egress'] }],
  ].map(
    ([it, spec]): Case => ({
      policy: 'no-foreign-peers',
      it: `lets one pass ${it}`,
      as: tenantAdmin,
      request: { create: networkPolicy(team, 'web', spec as object as Record<string, unknown>) },
    }),
  ),
  { policy: 'no-foreign-peers', it: 'asks nothing outside tenants', request: { create: networkPolicy(other, 'web', { ingress: [{}] }) } },
  ...(
    [
      ['all addresses', { egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] }],
      ['another namespace', { ingress: [{ from: [{ podSelector: {} }, ofOthers] }] }],
      ['every namespace', { egress: [{ to: [{ namespaceSelector: {} }] }] }],
      ['namespaces by an expression', { egress: [{ to: [{ namespaceSelector: { matchExpressions: [{ key: polder.tenant, operator: 'Exists' }] } }] }] }],
      ['another tenant', { egress: [{ to: [{ namespaceSelector: { matchLabels: { [polder.tenant]: 'kaal' } } }] }] }],
    ] as const
  ).map(
    ([whom, spec]): Case => ({
      policy: 'no-foreign-peers',
      it: `refuses one that opens to ${whom}`,
      request: { create: networkPolicy(team, 'web', spec) },
      refused: `NetworkPolicy "web" ${toOthers}`,
    }),
  ),
  {
    policy: 'no-foreign-peers',
    it: 'refuses a rule for everybody',
    request: { create: networkPolicy(team, 'web', { ingress: [{ ports: [{ port: 8080 }] }] }) },
    refused: `NetworkPolicy "web" ${toAll}`,
  },
  {
    policy: 'no-foreign-peers',
    it: 'refuses that one of its own is opened',
    as: tenantAdmin,
    request: { update: ownPolicy, to: { spec: { ingress: [{ from: [ofOthers] }] } } },
    refused: `NetworkPolicy "own" ${toOthers}`,
  },
  { policy: 'no-foreign-peers', it: 'lets one of its own be deleted', as: tenantAdmin, request: { delete: ownPolicy } },
  {
    policy: 'no-foreign-peers',
    it: 'lets one of before be labelled',
    as: tenantAdmin,
    request: { update: oldOpenPolicy, to: { metadata: { labels: { a: 'b' } } } },
  },
  { policy: 'no-foreign-peers', it: 'refuses that a tenant deletes what closes its namespace', as: tenantAdmin, request: { delete: closed }, refused: isOurs },
  {
    policy: 'no-foreign-peers',
    it: 'refuses that a tenant opens it',
    as: tenantAdmin,
    request: { update: closed, to: { spec: { podSelector: { matchLabels: { a: 'b' } } } } },
    refused: isOurs,
  },
  {
    policy: 'no-foreign-peers',
    it: 'refuses that a tenant gives it an owner that is not there, with which it would go',
    as: tenantAdmin,
    request: {
      update: closed,
      to: { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: '00000000-0000-0000-0000-000000000000' }] } },
    },
    refused: isOurs,
  },
  {
    policy: 'no-foreign-peers',
    it: "refuses a name of the platform's, also to Argo CD when a tenant's repository has it",
    request: {
      create: networkPolicy(
        team,
        'polder-mine',
        { ingress: [{}] },
        { annotations: { 'argocd.argoproj.io/tracking-id': 'voorbeeld.app:networking.k8s.io/NetworkPolicy:cases-team/polder-mine' } },
      ),
    },
    refused: `NetworkPolicy "polder-mine" is the platform's, as is each whose name begins with polder-; use another name, or declare the connection in the tenant's file`,
  },
  {
    policy: 'no-foreign-peers',
    it: 'lets the platform open what the tenant declared',
    request: {
      create: networkPolicy(
        team,
        'polder-to-internet',
        { egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] },
        { annotations: { 'argocd.argoproj.io/tracking-id': 'tenant-voorbeeld:networking.k8s.io/NetworkPolicy:cases-team/polder-to-internet' } },
      ),
    },
  },
  {
    policy: 'no-foreign-peers',
    it: "lets the Application of the tenant's databases open the way to them",
    request: {
      create: networkPolicy(
        team,
        'polder-to-databases',
        { egress: [{ to: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': 'orders' } } }] }] },
        { annotations: { 'argocd.argoproj.io/tracking-id': 'tenant-voorbeeld.databases:networking.k8s.io/NetworkPolicy:cases-team/polder-to-databases' } },
      ),
    },
  },
];

const ownStore = 'secretStoreRef: { kind: ClusterSecretStore, name: tenants }';
const tenantsStore = { kind: 'ClusterSecretStore', name: 'tenants' };
const external = (spec: Readonly<Record<string, unknown>>, kind = 'ExternalSecret', namespace = team, application?: string): KubeObject => ({
  apiVersion: 'external-secrets.io/v1',
  kind,
  metadata: {
    name: 'payment',
    namespace,
    ...(application === undefined
      ? {}
      : { annotations: { 'argocd.argoproj.io/tracking-id': `${application}:external-secrets.io/${kind}:${namespace}/payment` } }),
  },
  spec,
});
const notOurs = (store: string) => `ExternalSecret "payment" reads from the ${store}, which is not this tenant's; write ${ownStore}`;

const noForeignStores: readonly Case[] = [
  ...(
    [
      ['the folder of its namespace', { secretStoreRef: tenantsStore, dataFrom: [{ extract: { key: 'cases-team/payment' } }] }],
      ['a password that is made', { dataFrom: [{ sourceRef: { generatorRef: { kind: 'Password', name: 'payment' } } }] }],
    ] as const
  ).map(([what, spec]): Case => ({ policy: 'no-foreign-stores', it: `lets ${what} be read`, request: { create: external(spec) } })),
  {
    policy: 'no-foreign-stores',
    it: 'asks nothing outside tenants',
    request: { create: external({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' } }, 'ExternalSecret', other) },
  },
  ...(
    [
      ["the platform's store", { secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' } }, 'ClusterSecretStore "platform"'],
      ['a store of its own', { secretStoreRef: { name: 'tenants' } }, 'SecretStore "tenants"'],
      [
        'another store for one key',
        { secretStoreRef: tenantsStore, data: [{ secretKey: 'a', sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'keycloak' } } }] },
        'ClusterSecretStore "keycloak"',
      ],
      [
        'another store for all keys',
        { dataFrom: [{ sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'platform' } } }] },
        'ClusterSecretStore "platform"',
      ],
    ] as const
  ).map(([what, spec, store]): Case => ({ policy: 'no-foreign-stores', it: `refuses ${what}`, request: { create: external(spec) }, refused: notOurs(store) })),
  {
    policy: 'no-foreign-stores',
    it: 'lets the platform hand over a secret, such as that of a login',
    request: { create: external({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'keycloak' } }, 'ExternalSecret', team, 'tenant-voorbeeld.logins') },
  },
  {
    policy: 'no-foreign-stores',
    it: "refuses another store to Argo CD when a tenant's repository has it",
    request: { create: external({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' } }, 'ExternalSecret', team, 'voorbeeld.app') },
    refused: notOurs('ClusterSecretStore "platform"'),
  },
  {
    policy: 'no-foreign-stores',
    it: "refuses another store to a tenant's own people, whatever they write on it",
    as: tenantAdmin,
    request: { create: external({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' } }, 'ExternalSecret', team, 'tenant-voorbeeld.logins') },
    refused: notOurs('ClusterSecretStore "platform"'),
  },
  {
    policy: 'no-foreign-stores',
    it: 'refuses what is made of the whole cluster, or calls others',
    request: { create: external({ dataFrom: [{ sourceRef: { generatorRef: { kind: 'ClusterGenerator', name: 'any' } } }] }) },
    refused: 'ExternalSecret "payment" has a ClusterGenerator made, and tenants have passwords only; use a generator of the kind Password',
  },
  ...['PushSecret', 'SecretStore'].map(
    (kind): Case => ({
      policy: 'no-foreign-stores',
      it: `refuses a ${kind}`,
      request: { create: external({}, kind) },
      refused: `${kind} "payment" is not for tenants: secrets come from the folder of their namespace, and go nowhere; remove it`,
    }),
  ),
];

const asked = (spec: Readonly<Record<string, unknown>>, namespace = team): Request => ({
  create: {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Probe',
    metadata: { name: 'web', namespace },
    spec: {
      module: 'https',
      prober: { url: 'blackbox-exporter.monitoring.svc:9115', path: '/probe' },
      targets: { staticConfig: { static: ['https://voorbeeld.example.nl/gezond', 'https://a.team.example.nl/'] } },
      ...spec,
    },
  },
});
const asking = (...addresses: readonly string[]) => asked({ targets: { staticConfig: { static: addresses } } });
const detours = 'Probe "web" changes where Prometheus asks; remove proxies, relabelingConfigs, params, scrapeClass and oauth2';
const theWay = 'use blackbox-exporter.monitoring.svc:9115, the path /probe and the module https';

const noForeignProbes: readonly Case[] = [
  { policy: 'no-foreign-probes', it: 'lets one pass that asks hostnames of its namespace, below a wildcard too', request: asked({}) },
  { policy: 'no-foreign-probes', it: 'asks nothing outside tenants', request: asked({ prober: { url: 'elsewhere:80' } }, other) },
  ...(
    [
      [
        'other metrics of the cluster as if they were answers',
        { prober: { url: 'kube-state-metrics.monitoring.svc:8080', path: '/metrics' } },
        'kube-state-metrics.monitoring.svc:8080 /metrics https',
      ],
      [
        'another path of the prober',
        { prober: { url: 'blackbox-exporter.monitoring.svc:9115', path: '/metrics' } },
        'blackbox-exporter.monitoring.svc:9115 /metrics https',
      ],
      ['another module', { module: 'tcp' }, 'blackbox-exporter.monitoring.svc:9115 /probe tcp'],
    ] as const
  ).map(
    ([what, spec, way]): Case => ({
      policy: 'no-foreign-probes',
      it: `refuses one for ${what}`,
      request: asked(spec),
      refused: `Probe "web" goes by ${way}; ${theWay}`,
    }),
  ),
  ...(
    [
      ['a proxy', { prober: { url: 'blackbox-exporter.monitoring.svc:9115', path: '/probe', proxyUrl: 'http://elsewhere' } }],
      ['relabelings', { targets: { staticConfig: { static: ['https://voorbeeld.example.nl/'], relabelingConfigs: [{ targetLabel: '__address__' }] } } }],
      ['parameters', { params: [{ name: 'target', values: ['http://elsewhere'] }] }],
    ] as const
  ).map(([what, spec]): Case => ({ policy: 'no-foreign-probes', it: `refuses one with ${what}`, request: asked(spec), refused: detours })),
  ...[
    'https://kaal.example.nl/',
    'http://voorbeeld.example.nl/',
    'https://voorbeeld.example.nl:9090/',
    'https://voorbeeld.example.nl@kaal.example.nl/',
    'https://team.example.nl/',
    'voorbeeld.example.nl',
  ].map(
    (address): Case => ({
      policy: 'no-foreign-probes',
      it: `refuses one that asks ${address}`,
      request: asking(address),
      refused: `Probe "web" asks ${address}, which is not https with a hostname that this namespace has (voorbeeld.example.nl, *.team.example.nl); use one of those`,
    }),
  ),
  {
    policy: 'no-foreign-probes',
    it: 'refuses one that finds its addresses itself',
    request: asked({ targets: { ingress: {} } }),
    refused: 'Probe "web" names no address; write them under targets.staticConfig.static',
  },
];

const read = (kind: 'PodMonitor' | 'ServiceMonitor', endpoint: Readonly<Record<string, unknown>>, namespace = team): Request => ({
  create: {
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: { name: 'web', namespace },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      [kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints']: [
        { port: 'http', followRedirects: false },
        { port: 'metrics', followRedirects: false, ...endpoint },
      ],
    },
  },
});

const noForeignTargets: readonly Case[] = [
  ...(['PodMonitor', 'ServiceMonitor'] as const).flatMap((kind): Case[] => [
    { policy: 'no-foreign-targets', it: `lets a ${kind} of the tenant's own pods pass`, request: read(kind, { path: '/prometheus', interval: '60s' }) },
    {
      policy: 'no-foreign-targets',
      it: `lets a ${kind} name what it reads, drop some, and pass labels on`,
      request: read(kind, {
        relabelings: [
          { sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' },
          { action: 'drop', sourceLabels: ['__meta_kubernetes_pod_phase'], regex: 'Failed' },
          { sourceLabels: ['__meta_kubernetes_pod_label_shard'], targetLabel: '__tmp_shard' },
        ],
      }),
    },
    { policy: 'no-foreign-targets', it: `asks nothing of a ${kind} outside tenants`, request: read(kind, { followRedirects: true }, other) },
    ...[
      ['a proxy', { proxyUrl: 'http://elsewhere.example.nl:8080' }],
      ['the proxy of Prometheus', { proxyFromEnvironment: true }],
      ['a token that Prometheus must fetch', { oauth2: { tokenUrl: 'http://elsewhere.example.nl/', clientId: {}, clientSecret: {} } }],
      ['another address', { relabelings: [{ targetLabel: '__address__', replacement: 'kube-state-metrics.monitoring.svc:8080' }] }],
      ['another path', { relabelings: [{ action: 'Replace', targetLabel: '__metrics_path__', replacement: '/api/v1/query' }] }],
      ['an address by a name that is filled in', { relabelings: [{ sourceLabels: ['pod'], regex: '(.*)', targetLabel: '$1address__', replacement: 'a' }] }],
      ['an address by a map of labels', { relabelings: [{ action: 'LabelMap', regex: '__meta_kubernetes_pod_annotation_(.+)' }] }],
    ].map(
      ([what, endpoint]): Case => ({
        policy: 'no-foreign-targets',
        it: `refuses a ${kind} with ${what}`,
        request: read(kind, endpoint as Readonly<Record<string, unknown>>),
        refused: `${kind} "web" changes where Prometheus asks; remove proxies, oauth2, and relabelings that map labels or write to one that begins with __`,
      }),
    ),
    ...[undefined, true].map(
      (followRedirects): Case => ({
        policy: 'no-foreign-targets',
        it: `refuses a ${kind} whose pods may send Prometheus elsewhere: followRedirects is ${followRedirects ?? 'left out'}`,
        request: read(kind, { followRedirects }),
        refused: `${kind} "web" lets a pod send Prometheus to others; write followRedirects: false at each endpoint`,
      }),
    ),
  ]),
];

const called = (object: KubeObject, more: Readonly<Record<string, unknown>> = {}): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, labels: { 'cnpg.io/cluster': 'orders' }, ...more },
});
const plainJob = job(team, 'orders-initdb') as KubeObject & { readonly spec: { readonly template: object } };
const databaseJob: KubeObject & { readonly spec: object } = {
  ...plainJob,
  spec: { ...plainJob.spec, template: { ...plainJob.spec.template, metadata: { labels: { 'cnpg.io/cluster': 'orders' } } } },
};
const ofJob = { ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'orders-initdb', uid: 'cases', controller: true }] };
const isCalled = (what: string) =>
  `${what} has the label cnpg.io/cluster, by which databases are known; remove it, and ask for a database in the tenant's file`;

const noPretendedDatabases: readonly Case[] = [
  { policy: 'no-pretended-databases', it: 'lets the operator make an instance', as: databaseOperator, request: { create: called(pod(team, 'orders-1')) } },
  { policy: 'no-pretended-databases', it: 'lets the operator have a Job make one', as: databaseOperator, request: { create: databaseJob } },
  {
    policy: 'no-pretended-databases',
    it: 'lets the pod of such a Job be made',
    as: 'system:serviceaccount:kube-system:job-controller',
    request: { create: called(pod(team, 'orders-initdb-x'), ofJob) },
  },
  { policy: 'no-pretended-databases', it: 'asks nothing outside tenants', request: { create: called(pod(other, 'orders-1')) } },
  { policy: 'no-pretended-databases', it: 'lets pods without the label pass', request: { create: pod(team, 'web') } },
  {
    policy: 'no-pretended-databases',
    it: 'refuses a pod that calls itself one',
    request: { create: called(pod(team, 'web')) },
    refused: isCalled('Pod "web"'),
  },
  {
    policy: 'no-pretended-databases',
    it: 'refuses it as well where it says that a Job made it',
    request: { create: called(pod(team, 'web'), ofJob) },
    refused: isCalled('Pod "web"'),
  },
  {
    policy: 'no-pretended-databases',
    it: 'refuses a Job of others whose pods would be called so',
    request: { create: databaseJob },
    refused: isCalled('Job "orders-initdb"'),
  },
  {
    policy: 'no-pretended-databases',
    it: 'refuses to call a pod so later',
    request: { update: ownPod, to: { metadata: { labels: { 'cnpg.io/cluster': 'orders' } } } },
    refused: isCalled('Pod "own"'),
  },
];

/** What must hold where the policies deny. */
export const cases: readonly Case[] = [
  ...allowedRegistries,
  ...noLatest,
  ...pinnedImages,
  ...requiredResources,
  ...requiredProbes,
  ...noHostAccess,
  ...noPlatformPriority,
  ...noPretendedDatabases,
  ...tenantOwnership,
  ...uniqueHostnames,
  ...noWildcardRbac,
  ...noExternalServices,
  ...noForeignPeers,
  ...noForeignProbes,
  ...noForeignStores,
  ...noForeignTargets,
  ...protectedDeletion,
];

/** The same with `requireDigests: true`. */
export const casesWithDigests: readonly Case[] = [
  {
    policy: 'pinned-images',
    it: 'lets a digest pass',
    request: { create: pod(other, 'web', { containers: [container({ image: `${image}${digest}` })] }) },
  },
  {
    policy: 'pinned-images',
    it: 'refuses an image without a digest',
    request: { create: pod(other, 'web') },
    refused: `container "web" has image "${image}", which has no digest; add it behind the tag, @sha256:…`,
  },
];
