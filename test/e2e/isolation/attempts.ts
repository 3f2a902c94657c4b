import { networkPolicy, role, roleBinding, service } from '../policies/objects.ts';
import { tenantRoute } from '../support/tenant-repositories.ts';
import { type Attempt, answersNo, create, forbidden, kubectl, may, other, own } from './attempt.ts';
import { attemptsAtMetrics } from './attempts-at-metrics.ts';
import { attemptsAtTheCluster } from './attempts-at-the-cluster.ts';
import { attemptsOfPods } from './attempts-of-pods.ts';
import { claim, clusterRole, clusterRoleBinding, configMap, keptName, looseName, serviceAccount, signingRequest } from './objects.ts';

/** What a tenant's people and programs try at the API server. */
export function attempts(image: string, domain: string): readonly Attempt[] {
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
    {
      to: 'read the pods of all',
      as: 'admin',
      refused: kubectl('get', 'pods', '--all-namespaces'),
      words: forbidden,
      allowed: kubectl('get', 'pods', '-n', own),
    },
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
    {
      to: 'read secrets of the platform',
      as: 'admin',
      refused: kubectl('get', 'secrets', '-n', 'argocd'),
      words: forbidden,
      allowed: kubectl('get', 'secrets', '-n', own),
    },
    {
      to: 'read a secret of the platform by its name',
      as: 'admin',
      refused: kubectl('get', 'secret', 'public', '-n', 'traefik'),
      words: forbidden,
      allowed: kubectl('get', 'secrets', '-n', own),
    },
    { to: 'write as a viewer', as: 'viewer', refused: fineConfig, words: forbidden, allowed: kubectl('get', 'configmaps', '-n', own) },
    { to: "write into another tenant's namespace", as: 'admin', refused: create(configMap(other)), words: forbidden, allowed: fineConfig },
    { to: 'write into a namespace of the platform', as: 'admin', refused: create(configMap('kube-system')), words: forbidden, allowed: fineConfig },
    {
      to: "change another tenant's Deployment",
      as: 'developer',
      refused: kubectl('scale', 'deployment', 'basisregister', '-n', other, '--replicas=0'),
      words: forbidden,
      allowed: kubectl('scale', 'deployment', 'zaakloket', '-n', own, '--replicas=1', '--dry-run=server'),
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
      allowed: may({ verb: 'get', resource: 'pods', subresource: 'log', namespace: own }),
    },
    {
      to: 'put a container into a running pod',
      as: 'admin',
      refused: may({ verb: 'update', resource: 'pods', subresource: 'ephemeralcontainers', namespace: own }),
      words: answersNo,
      allowed: may({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: own }),
    },
    {
      to: 'go to a node past the API server',
      as: 'admin',
      refused: may({ verb: 'get', resource: 'nodes', subresource: 'proxy' }),
      words: answersNo,
      allowed: may({ verb: 'get', resource: 'pods', subresource: 'log', namespace: own }),
    },

    { to: 'make a Role', as: 'admin', refused: create(role(own, 'tried', [])), words: forbidden, allowed: kubectl('get', 'roles', '-n', own) },
    {
      to: 'bind a role to somebody',
      as: 'admin',
      refused: create(roleBinding(own, 'tried', 'view')),
      words: forbidden,
      allowed: kubectl('get', 'rolebindings', '-n', own),
    },
    {
      to: 'bind cluster-admin in its own namespace',
      as: 'admin',
      refused: create(roleBinding(own, 'tried', 'cluster-admin')),
      words: forbidden,
      allowed: kubectl('get', 'rolebindings', '-n', own),
    },
    { to: 'make a ClusterRole', as: 'admin', refused: create(clusterRole), words: forbidden, allowed: kubectl('get', 'roles', '-n', own) },
    {
      to: 'bind cluster-admin for the cluster',
      as: 'admin',
      refused: create(clusterRoleBinding),
      words: forbidden,
      allowed: kubectl('get', 'rolebindings', '-n', own),
    },
    {
      to: "change the tenants' roles",
      as: 'admin',
      refused: kubectl('patch', 'clusterrole', 'polder-tenant-viewer', '--type=merge', '--patch={"rules":[]}'),
      words: forbidden,
      allowed: kubectl('auth', 'can-i', '--list', '-n', own),
    },
    { to: 'act as somebody else', as: 'admin', refused: may({ verb: 'impersonate', resource: 'users' }), words: answersNo, allowed: kubectl('auth', 'whoami') },
    {
      to: 'act as the cluster’s administrator by a program',
      as: 'program',
      refused: kubectl('get', 'secrets', '-n', 'kube-system', '--as=system:admin', '--as-group=system:masters'),
      words: /cannot impersonate/,
      allowed: kubectl('auth', 'whoami'),
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
      allowed: kubectl('get', 'serviceaccounts', '-n', own),
    },
    {
      to: 'get a token of its own account',
      as: 'admin',
      refused: kubectl('create', 'token', 'default', '-n', own),
      words: forbidden,
      allowed: create(serviceAccount(own)),
    },
    { to: 'ask for a certificate of the cluster', as: 'admin', refused: create(signingRequest), words: forbidden, allowed: kubectl('auth', 'whoami') },

    {
      to: 'make a namespace',
      as: 'admin',
      refused: kubectl('create', 'namespace', 'tried', '--dry-run=server'),
      words: forbidden,
      allowed: kubectl('get', 'namespace', own),
    },
    {
      to: 'delete its namespace',
      as: 'admin',
      refused: kubectl('delete', 'namespace', own, '--dry-run=server'),
      words: forbidden,
      allowed: kubectl('get', 'namespace', own),
    },
    {
      to: 'lower the Pod Security of its namespace',
      as: 'admin',
      refused: kubectl('label', 'namespace', own, 'pod-security.kubernetes.io/enforce=privileged', '--overwrite'),
      words: forbidden,
      allowed: kubectl('get', 'namespace', own),
    },
    {
      to: 'give its namespace a hostname',
      as: 'admin',
      refused: kubectl('annotate', 'namespace', own, `polder.internal/hostnames=argocd.${domain}`, '--overwrite'),
      words: forbidden,
      allowed: fineRoute,
    },
    {
      to: 'raise its quota',
      as: 'admin',
      refused: kubectl('patch', 'resourcequota', 'polder-quota', '-n', own, '--type=merge', '--patch={"spec":{"hard":{"pods":"1000"}}}'),
      words: forbidden,
      allowed: kubectl('get', 'resourcequota', 'polder-quota', '-n', own),
    },
    {
      to: 'delete its quota',
      as: 'admin',
      refused: kubectl('delete', 'resourcequota', 'polder-quota', '-n', own, '--dry-run=server'),
      words: forbidden,
      allowed: kubectl('get', 'resourcequota', 'polder-quota', '-n', own),
    },
    {
      to: 'delete its limits',
      as: 'admin',
      refused: kubectl('delete', 'limitrange', 'polder-limits', '-n', own, '--dry-run=server'),
      words: forbidden,
      allowed: kubectl('get', 'limitrange', 'polder-limits', '-n', own),
    },
    {
      to: 'delete its database, with all that is in it',
      as: 'admin',
      refused: may({ verb: 'delete', group: 'postgresql.cnpg.io', resource: 'clusters', namespace: own }),
      words: answersNo,
      allowed: may({ verb: 'delete', group: 'apps', resource: 'deployments', namespace: own }),
    },
    {
      to: 'delete what is protected',
      as: 'admin',
      refused: kubectl('delete', 'configmap', keptName, '-n', own, '--dry-run=server'),
      words: /is protected/,
      allowed: kubectl('delete', 'configmap', looseName, '-n', own, '--dry-run=server'),
    },
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
      allowed: fineService,
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
      allowed: fineRoute,
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
      allowed: finePolicy,
    },
    {
      to: 'write network policies as a developer',
      as: 'developer',
      refused: finePolicy,
      words: forbidden,
      allowed: kubectl('get', 'networkpolicies', '-n', own),
    },

    ...attemptsOfPods(image),
    ...attemptsAtMetrics(own),
    ...attemptsAtTheCluster(image),
  ];
}
