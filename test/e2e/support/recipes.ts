/** How one folder of programs/ is built. Versions stand in its go.mod only. */
export interface Recipe {
  /** Name of each binary, and the Go package that it is made of. */
  readonly binaries: Readonly<Record<string, string>>;
  /** Go variables to set to the version that go.mod names for a module. */
  readonly stamps?: Readonly<Record<string, string>>;
  /** The stamps' versions go without their v. */
  readonly bareStamps?: boolean;
  /** Files of a required module that are replaced by one of the folder's own, as `<module>` → `<file in the module>` → `<file in the folder>`. */
  readonly patches?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The folder whose go.mod names the versions, where another program is made of the same; default the program's own. */
  readonly source?: string;
  /** Build tags of Go. */
  readonly tags?: readonly string[];
  /** Go's own settings, where the source asks for them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Roughly, with an empty cache on two cores. */
  readonly minutes: number;
}

const kubernetes = 'k8s.io/kubernetes/cmd';
const containerd = 'github.com/containerd/containerd/v2/cmd';
const cni = 'github.com/containernetworking/plugins/plugins';
const kubeRouter = 'github.com/cloudnativelabs/kube-router/v2';
const certManager = 'github.com/cert-manager/cert-manager';
const prometheus = 'github.com/prometheus/prometheus';
const alertmanager = 'github.com/prometheus/alertmanager';
const pebble = 'github.com/letsencrypt/pebble/v2/cmd';

/** What is built, and of what. */
export const recipes = {
  kubernetes: {
    binaries: {
      'kube-apiserver': `${kubernetes}/kube-apiserver`,
      'kube-controller-manager': `${kubernetes}/kube-controller-manager`,
      'kube-scheduler': `${kubernetes}/kube-scheduler`,
      kubectl: `${kubernetes}/kubectl`,
    },
    // Without it the API server says v0.0.0, which its own components refuse.
    stamps: { 'k8s.io/component-base/version.gitVersion': 'k8s.io/kubernetes' },
    minutes: 7,
  },
  etcd: { binaries: { etcd: 'go.etcd.io/etcd/server/v3' }, minutes: 1 },
  kwok: { binaries: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' }, minutes: 1 },
  argocd: {
    binaries: { argocd: 'github.com/argoproj/argo-cd/v3/cmd' },
    stamps: { 'github.com/argoproj/argo-cd/v3/common.version': 'github.com/argoproj/argo-cd/v3' },
    bareStamps: true,
    minutes: 5,
  },
  'cert-manager': {
    binaries: {
      'cert-manager-controller': `${certManager}/polder-e2e/controller`,
      'cert-manager-cainjector': `${certManager}/polder-e2e/cainjector`,
      'cert-manager-webhook': `${certManager}/polder-e2e/webhook`,
    },
    stamps: { [`${certManager}/pkg/util.AppVersion`]: certManager },
    minutes: 2,
  },
  'trust-manager': { binaries: { 'trust-manager': 'github.com/cert-manager/trust-manager/cmd/trust-manager' }, minutes: 2 },
  traefik: {
    binaries: { traefik: 'github.com/traefik/traefik/v3/cmd/traefik' },
    stamps: { 'github.com/traefik/traefik/v3/pkg/version.Version': 'github.com/traefik/traefik/v3' },
    // Several of the DNS providers' SDKs are on no module proxy; Polder's certificates come from cert-manager.
    patches: { 'github.com/go-acme/lego/v5': { 'providers/dns/zz_gen_dns_providers.go': 'patches/zz_gen_dns_providers.go.txt' } },
    minutes: 5,
  },
  prometheus: {
    binaries: { prometheus: `${prometheus}/cmd/prometheus`, promtool: `${prometheus}/cmd/promtool` },
    stamps: { 'github.com/prometheus/common/version.Version': prometheus },
    bareStamps: true,
    minutes: 8,
  },
  alertmanager: {
    binaries: { alertmanager: `${alertmanager}/cmd/alertmanager`, amtool: `${alertmanager}/cmd/amtool` },
    stamps: { 'github.com/prometheus/common/version.Version': alertmanager },
    bareStamps: true,
    minutes: 2,
  },
  'prometheus-operator': { binaries: { 'prometheus-operator': 'github.com/prometheus-operator/prometheus-operator/cmd/operator' }, minutes: 3 },
  // What it has of kube-openapi takes Go's own JSON where that is there, and Go 1.27 gave a tag of it another name: the API server then
  // serves no OpenAPI document any more, without which Argo CD reads nothing of the cluster.
  'metrics-server': {
    binaries: { 'metrics-server': 'sigs.k8s.io/metrics-server/cmd/metrics-server' },
    environment: { GOEXPERIMENT: 'nojsonv2' },
    minutes: 3,
  },
  metallb: { binaries: { 'metallb-controller': 'go.universe.tf/metallb/controller' }, minutes: 3 },
  'kube-state-metrics': { binaries: { 'kube-state-metrics': 'k8s.io/kube-state-metrics/v2' }, minutes: 3 },
  'node-exporter': { binaries: { 'node-exporter': 'github.com/prometheus/node_exporter' }, minutes: 1 },
  'blackbox-exporter': { binaries: { 'blackbox-exporter': 'github.com/prometheus/blackbox_exporter' }, minutes: 1 },
  'local-path': { binaries: { 'local-path-provisioner': 'github.com/rancher/local-path-provisioner' }, minutes: 2 },
  'snapshot-controller': {
    binaries: { 'snapshot-controller': 'github.com/kubernetes-csi/external-snapshotter/v8/cmd/snapshot-controller' },
    minutes: 2,
  },
  'cloudnative-pg': { binaries: { 'cloudnative-pg': 'github.com/cloudnative-pg/cloudnative-pg/cmd/manager' }, minutes: 3 },
  otelcol: { binaries: { otelcol: 'polder.example/e2e/otelcol' }, minutes: 5 },
  'victoria-logs': { binaries: { 'victoria-logs': 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs' }, minutes: 1 },
  // The judges: test/e2e/judges/.
  kubeconform: { binaries: { kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform' }, minutes: 1 },
  'kube-score': { binaries: { 'kube-score': 'github.com/zegl/kube-score/cmd/kube-score' }, minutes: 1 },
  conftest: { binaries: { conftest: 'github.com/open-policy-agent/conftest' }, minutes: 2 },
  'pod-security': { binaries: { 'pod-security': 'polder.example/e2e/pod-security' }, minutes: 1 },
  // Trivy reads JSON by the package that Go 1.26 calls an experiment, and that changed in 1.27.
  'trivy-config': { binaries: { 'trivy-config': 'polder.example/e2e/trivy-config' }, environment: { GOEXPERIMENT: 'jsonv2' }, minutes: 2 },
  'oauth2-proxy': { binaries: { 'oauth2-proxy': 'github.com/oauth2-proxy/oauth2-proxy/v7' }, minutes: 2 },
  kyverno: {
    binaries: {
      'kyverno-admission-controller': 'github.com/kyverno/kyverno/cmd/kyverno',
      'kyverno-background-controller': 'github.com/kyverno/kyverno/cmd/background-controller',
      'kyverno-cleanup-controller': 'github.com/kyverno/kyverno/cmd/cleanup-controller',
      'kyverno-reports-controller': 'github.com/kyverno/kyverno/cmd/reports-controller',
    },
    minutes: 6,
  },
  // A real node: test/e2e/real/.
  node: {
    source: 'kubernetes',
    binaries: { kubelet: `${kubernetes}/kubelet`, 'kube-proxy': `${kubernetes}/kube-proxy` },
    stamps: { 'k8s.io/component-base/version.gitVersion': 'k8s.io/kubernetes' },
    minutes: 2,
  },
  containerd: {
    binaries: { containerd: `${containerd}/containerd`, 'containerd-shim-runc-v2': `${containerd}/containerd-shim-runc-v2`, ctr: `${containerd}/ctr` },
    minutes: 3,
  },
  // It enters namespaces in C, and filters system calls by libseccomp.
  runc: { binaries: { runc: 'github.com/opencontainers/runc' }, tags: ['seccomp'], environment: { CGO_ENABLED: '1' }, minutes: 1 },
  cni: {
    binaries: { ptp: `${cni}/main/ptp`, loopback: `${cni}/main/loopback`, 'host-local': `${cni}/ipam/host-local`, portmap: `${cni}/meta/portmap` },
    minutes: 1,
  },
  'kube-router': {
    binaries: { 'kube-router': `${kubeRouter}/cmd/kube-router` },
    stamps: { [`${kubeRouter}/pkg/version.Version`]: kubeRouter },
    minutes: 3,
  },
  coredns: { binaries: { coredns: 'github.com/coredns/coredns' }, minutes: 3 },
  pause: { binaries: { pause: 'polder.example/e2e/pause' }, minutes: 1 },
  probe: { binaries: { probe: 'polder.example/e2e/probe' }, minutes: 1 },
  'config-reloader': {
    source: 'prometheus-operator',
    binaries: { 'prometheus-config-reloader': 'github.com/prometheus-operator/prometheus-operator/cmd/prometheus-config-reloader' },
    minutes: 1,
  },
  'metallb-speaker': { source: 'metallb', binaries: { 'metallb-speaker': 'go.universe.tf/metallb/speaker' }, minutes: 1 },
  crane: { binaries: { crane: 'github.com/google/go-containerregistry/cmd/crane' }, minutes: 1 },
  registry: { binaries: { registry: 'github.com/distribution/distribution/v3/cmd/registry' }, minutes: 2 },
  // A forge. Its web assets are not needed: the API, Git and the texts that it makes of templates are. SQLite is in C.
  gitea: {
    binaries: { gitea: 'code.gitea.io/gitea' },
    stamps: { 'main.Version': 'code.gitea.io/gitea' },
    bareStamps: true,
    tags: ['sqlite', 'sqlite_unlock_notify'],
    environment: { CGO_ENABLED: '1' },
    minutes: 5,
  },
  // A module has no pages: the file that embeds them is made where they are.
  perses: {
    binaries: { perses: 'github.com/perses/perses/cmd/perses' },
    stamps: { 'github.com/prometheus/common/version.Version': 'github.com/perses/perses' },
    bareStamps: true,
    patches: { 'github.com/perses/perses': { 'ui/embed.go': 'patches/embed.go.txt' } },
    minutes: 3,
  },
  'prom-label-proxy': { binaries: { 'prom-label-proxy': 'github.com/prometheus-community/prom-label-proxy' }, minutes: 2 },
  pebble: { binaries: { pebble: `${pebble}/pebble`, 'pebble-challtestsrv': `${pebble}/pebble-challtestsrv` }, minutes: 1 },
} as const satisfies Readonly<Record<string, Recipe>>;

/** A folder of programs/ that makes binaries. */
export type Program = keyof typeof recipes;

export const allPrograms = Object.keys(recipes) as Program[];

/** What one test of its own needs and no other: built last, and left out where its turn comes after `buildUntil`. */
export const extras: readonly Program[] = [
  ...(['kyverno', 'kube-state-metrics', 'metallb', 'prometheus-operator', 'local-path', 'snapshot-controller'] as const),
  ...(['blackbox-exporter', 'node-exporter', 'gitea', 'perses', 'prom-label-proxy'] as const),
];
/** What only a real node needs: test/e2e/real/. */
const nodeOnly: readonly Program[] = ['node', 'containerd', 'runc', 'cni', 'coredns', 'kube-router', 'pause', 'probe', 'config-reloader', 'metallb-speaker'];

/** The programs of the tests with nodes that only pretend. */
export const pretendedPrograms: readonly Program[] = allPrograms.filter((program) => !nodeOnly.includes(program));

/** The programs of the tests on a real node: the platform's, and the node's own. */
export const realPrograms: readonly Program[] = [
  ...(['kubernetes', 'etcd', 'kwok', 'crane', 'registry', 'argocd', 'cert-manager', 'trust-manager', 'traefik'] as const),
  ...(['prometheus', 'alertmanager', 'prometheus-operator', 'metrics-server', 'metallb', 'kube-state-metrics', 'node-exporter'] as const),
  ...(['blackbox-exporter', 'local-path', 'cloudnative-pg', 'otelcol', 'victoria-logs', 'oauth2-proxy'] as const),
  ...nodeOnly,
];

/** The programs of the test with very many tenants: a cluster of the foundation alone. */
export const scalePrograms: readonly Program[] = ['kubernetes', 'etcd', 'kwok', 'argocd', 'cert-manager', 'trust-manager', 'traefik', 'pebble'];

/** What most tests wait for comes first. */
export const inOrder = [...allPrograms.filter((program) => !extras.includes(program) && !nodeOnly.includes(program)), ...nodeOnly, ...extras];
