/** Where a program's releases are told of: its repository at GitHub, and how a tag is made of an image's version where that is known. */
interface Releases {
  readonly repository: string;
  /**
   * `v`: tags are v1.2.3, with or without a v in the image's version. Left out: not looked up, so the list of all releases is told.
   * Known from the tags of the catalogue's definitions and from the versions of Go modules, which are tags.
   */
  readonly tag?: 'v';
}

/** By the start of an image's name, the longest that fits. */
const releases: Readonly<Record<string, Releases>> = {
  'quay.io/jetstack/cert-manager-': { repository: 'cert-manager/cert-manager', tag: 'v' },
  'quay.io/jetstack/trust-manager': { repository: 'cert-manager/trust-manager', tag: 'v' },
  'quay.io/metallb/': { repository: 'metallb/metallb', tag: 'v' },
  'docker.io/library/traefik': { repository: 'traefik/traefik', tag: 'v' },
  'registry.k8s.io/external-dns/external-dns': { repository: 'kubernetes-sigs/external-dns' },
  'quay.io/argoproj/argocd': { repository: 'argoproj/argo-cd', tag: 'v' },
  'docker.io/valkey/valkey': { repository: 'valkey-io/valkey' },
  'quay.io/prometheus/alertmanager': { repository: 'prometheus/alertmanager', tag: 'v' },
  'quay.io/prometheus/prometheus': { repository: 'prometheus/prometheus' },
  'quay.io/prometheus/node-exporter': { repository: 'prometheus/node_exporter', tag: 'v' },
  'quay.io/prometheus/blackbox-exporter': { repository: 'prometheus/blackbox_exporter', tag: 'v' },
  'quay.io/prometheus-operator/': { repository: 'prometheus-operator/prometheus-operator', tag: 'v' },
  'registry.k8s.io/sig-storage/snapshot-controller': { repository: 'kubernetes-csi/external-snapshotter', tag: 'v' },
  'registry.k8s.io/sig-storage/csi-snapshotter': { repository: 'kubernetes-csi/external-snapshotter', tag: 'v' },
  'registry.k8s.io/sig-storage/csi-provisioner': { repository: 'kubernetes-csi/external-provisioner', tag: 'v' },
  'registry.k8s.io/sig-storage/csi-attacher': { repository: 'kubernetes-csi/external-attacher' },
  'registry.k8s.io/sig-storage/csi-resizer': { repository: 'kubernetes-csi/external-resizer' },
  'registry.k8s.io/sig-storage/csi-node-driver-registrar': { repository: 'kubernetes-csi/node-driver-registrar' },
  'docker.io/rook/ceph': { repository: 'rook/rook', tag: 'v' },
  'quay.io/cephcsi/ceph-csi-operator': { repository: 'ceph/ceph-csi-operator', tag: 'v' },
  'quay.io/cephcsi/cephcsi': { repository: 'ceph/ceph-csi' },
  'docker.io/rancher/local-path-provisioner': { repository: 'rancher/local-path-provisioner', tag: 'v' },
  'registry.k8s.io/kube-state-metrics/kube-state-metrics': { repository: 'kubernetes/kube-state-metrics', tag: 'v' },
  'registry.k8s.io/metrics-server/metrics-server': { repository: 'kubernetes-sigs/metrics-server', tag: 'v' },
  'docker.io/persesdev/perses': { repository: 'perses/perses', tag: 'v' },
  'docker.io/grafana/grafana': { repository: 'grafana/grafana' },
  'docker.io/grafana/loki': { repository: 'grafana/loki', tag: 'v' },
  'docker.io/grafana/alloy': { repository: 'grafana/alloy' },
  'ghcr.io/cloudnative-pg/cloudnative-pg': { repository: 'cloudnative-pg/cloudnative-pg', tag: 'v' },
  'ghcr.io/cloudnative-pg/plugin-barman-cloud': { repository: 'cloudnative-pg/plugin-barman-cloud', tag: 'v' },
  'docker.io/velero/velero': { repository: 'vmware-tanzu/velero', tag: 'v' },
  'docker.io/velero/velero-plugin-for-aws': { repository: 'vmware-tanzu/velero-plugin-for-aws' },
  'ghcr.io/open-telemetry/opentelemetry-collector-releases/': { repository: 'open-telemetry/opentelemetry-collector-releases' },
  'docker.io/victoriametrics/victoria-logs': { repository: 'VictoriaMetrics/VictoriaLogs', tag: 'v' },
  'docker.io/victoriametrics/victoria-traces': { repository: 'VictoriaMetrics/VictoriaTraces' },
  'quay.io/openbao/openbao': { repository: 'openbao/openbao' },
  'ghcr.io/external-secrets/external-secrets': { repository: 'external-secrets/external-secrets', tag: 'v' },
  'quay.io/keycloak/keycloak': { repository: 'keycloak/keycloak' },
  'quay.io/adorsys/keycloak-config-cli': { repository: 'adorsys/keycloak-config-cli' },
  'quay.io/oauth2-proxy/oauth2-proxy': { repository: 'oauth2-proxy/oauth2-proxy', tag: 'v' },
  'docker.io/falcosecurity/falco': { repository: 'falcosecurity/falco' },
  'ghcr.io/aquasecurity/trivy-operator': { repository: 'aquasecurity/trivy-operator', tag: 'v' },
  'ghcr.io/aquasecurity/trivy': { repository: 'aquasecurity/trivy', tag: 'v' },
  'ghcr.io/opencost/opencost': { repository: 'opencost/opencost' },
  'ghcr.io/opencost/opencost-ui': { repository: 'opencost/opencost-ui' },
  'registry.k8s.io/descheduler/descheduler': { repository: 'kubernetes-sigs/descheduler' },
  'ghcr.io/kedacore/': { repository: 'kedacore/keda', tag: 'v' },
  'reg.kyverno.io/kyverno/': { repository: 'kyverno/kyverno', tag: 'v' },
  'ghcr.io/project-zot/zot': { repository: 'project-zot/zot' },
};

/** Images whose names begin like another program's, and that have releases of their own or none. */
const without: ReadonlySet<string> = new Set(['ghcr.io/aquasecurity/trivy-db', 'ghcr.io/aquasecurity/trivy-java-db']);

/** The page that tells of an image's version; undefined where nobody has looked up where that is. */
export function notesOf(image: string, version: string): string | undefined {
  if (without.has(image)) return undefined;
  const key = Object.keys(releases)
    .filter((start) => image.startsWith(start))
    .sort((a, b) => b.length - a.length)[0];
  const found = key === undefined ? undefined : releases[key];
  if (found === undefined) return undefined;
  const number = /^v?(\d+(?:\.\d+)*)/.exec(version)?.[1];
  const page = `https://github.com/${found.repository}/releases`;
  return found.tag === undefined || number === undefined ? page : `${page}/tag/${found.tag}${number}`;
}

/** What a repository changed between two of its tags or commits; undefined where it is not GitHub's, or comes or goes. */
export function comparison(repository: string, before: string, after: string): string | undefined {
  const name = /(?:^|\/)github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(repository)?.[1];
  return name === undefined ? undefined : `https://github.com/${name}/compare/${before}...${after}`;
}
