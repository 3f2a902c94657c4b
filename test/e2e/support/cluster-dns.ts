import { manifests } from './kubectl.ts';

const labels = { 'k8s-app': 'kube-dns' };

export interface ClusterDnsOptions {
  readonly image: string;
  /** Where it answers: an address of the Services' network. */
  readonly address: string;
  readonly hosts: readonly (readonly [address: string, name: string])[];
  /** Every other name below this one is at this address: what a site's DNS says of the platform's hostnames. */
  readonly domain: { readonly name: string; readonly address: string };
}

/**
 * CoreDNS as a cluster's installer puts it there: Polder expects it in kube-system with this label. It knows the cluster's names, and
 * `hosts` by address: nothing else exists in the sandbox.
 */
export function clusterDns(options: ClusterDnsOptions): string {
  const metadata = { name: 'coredns', namespace: 'kube-system' };
  const hosts = options.hosts.map(([address, name]) => `    ${address} ${name}\n`).join('');
  const names = options.hosts.map(([, name]) => `${name}:53`).join(' ');
  // Three servers: within one, CoreDNS asks `template` before `hosts` and `kubernetes`.
  const corefile = `cluster.local:53 in-addr.arpa:53 {
  errors
  ready :8181
  kubernetes cluster.local in-addr.arpa {
    pods insecure
  }
  prometheus :9153
}
${names} {
  errors
  hosts {
${hosts}  }
}
.:53 {
  errors
  template IN A ${options.domain.name} {
    answer "{{ .Name }} 60 IN A ${options.domain.address}"
  }
  template ANY ANY {
    rcode NXDOMAIN
  }
  prometheus :9153
}
`;
  const rule = (apiGroups: readonly string[], resources: readonly string[]) => ({ apiGroups, resources, verbs: ['list', 'watch'] });
  return manifests(
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'coredns' },
      rules: [rule([''], ['services', 'namespaces', 'pods']), rule(['discovery.k8s.io'], ['endpointslices'])],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'coredns' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'coredns' },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { Corefile: corefile } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...metadata, labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: 'coredns',
            priorityClassName: 'system-cluster-critical',
            dnsPolicy: 'Default',
            containers: [
              {
                name: 'coredns',
                image: options.image,
                imagePullPolicy: 'Never',
                args: ['-conf', '/etc/coredns/Corefile'],
                ports: [
                  { name: 'dns', containerPort: 53, protocol: 'UDP' },
                  { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
                  { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
                ],
                readinessProbe: { httpGet: { path: '/ready', port: 8181 } },
                volumeMounts: [{ name: 'config', mountPath: '/etc/coredns' }],
              },
            ],
            volumes: [{ name: 'config', configMap: { name: 'coredns' } }],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kube-dns', namespace: 'kube-system', labels },
      spec: {
        clusterIP: options.address,
        selector: labels,
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP', targetPort: 'dns' },
          { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 'dns-tcp' },
        ],
      },
    },
  );
}
