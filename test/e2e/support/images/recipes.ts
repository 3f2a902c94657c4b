import type { Binary } from '../programs.ts';
import type { ImageConfig } from './layout.ts';

/** What an image is made of: the program's own binary where the upstream image has it, and around it what its container uses. */
export interface ImageRecipe extends ImageConfig {
  /** Path in the image, and the built binary that stands there. */
  readonly binaries?: Readonly<Record<string, Binary>>;
  /** Path of a symbolic link, and what it points at. */
  readonly links?: Readonly<Record<string, string>>;
  /** Path and text of small files; what starts with #! can be run. */
  readonly files?: Readonly<Record<string, string>>;
  /** Stands on Debian's packages: git, gpg, Java, PostgreSQL, Valkey. */
  readonly debian?: true;
  /** Has Keycloak's distribution in /opt/keycloak. */
  readonly keycloak?: true;
  /** Has busybox with a link for each of its commands. */
  readonly busybox?: true;
}

/** An image of one static binary. */
function single(binary: Binary, { path = `/usr/bin/${binary}`, user = '65532' }: { path?: string; user?: string } = {}): ImageRecipe {
  return { binaries: { [path]: binary }, entrypoint: [path], user };
}

/**
 * An image of a release that is older than the catalogue's, where no newer one is served: what it does not know is left out of its arguments,
 * and where it does not answer the probes, a web server beside it does.
 */
function older(binary: Binary, path: string, newer: readonly string[], probes: { readonly port: number; readonly paths: readonly string[] }): ImageRecipe {
  return {
    busybox: true,
    binaries: { [`/older/${binary}`]: binary },
    files: {
      [path]: `#!/bin/sh
for word; do
  shift
  case "$word" in ${newer.map((flag) => `${flag}*`).join(' | ')}) ;; *) set -- "$@" "$word" ;; esac
done
httpd -p ${probes.port} -h /older/probes
exec /older/${binary} "$@"
`,
      ...Object.fromEntries(probes.paths.map((probe) => [`/older/probes/${probe}`, 'ok\n'])),
    },
    entrypoint: [path],
    user: '65532',
  };
}

/** Users as the upstream images name them: where a manifest names none, this one runs; PostgreSQL asks for the name. */
const users = { postgres: 26, argocd: 999, keycloak: 1000 };
const lines = Object.entries(users).map(([name, id]) => `${name}:x:${id}:${id}::/tmp:/usr/bin/false\n`);
const passwd = { '/etc/passwd': `root:x:0:0::/root:/bin/sh\n${lines.join('')}`, '/etc/group': 'root:x:0:\n' };

/** As Go and OCI name it. */
const goArchitecture = process.arch === 'x64' ? 'amd64' : process.arch;
const metallbProbes = { port: 17_472, paths: ['healthz', 'readyz'] };
const argocdRoles = [
  'argocd-server',
  'argocd-repo-server',
  'argocd-application-controller',
  'argocd-applicationset-controller',
  'argocd-cmp-server',
  'argocd-git-ask-pass',
];

/** By the repository that the catalogue names; the tag is the catalogue's. What is not here runs on nodes that only pretend. */
export const recipes: Readonly<Record<string, ImageRecipe>> = {
  'quay.io/argoproj/argocd': {
    debian: true,
    binaries: { '/usr/local/bin/argocd': 'argocd' },
    links: Object.fromEntries(argocdRoles.map((role) => [`/usr/local/bin/${role}`, 'argocd'])),
    files: {
      ...passwd,
      '/usr/local/bin/gpg-wrapper.sh': '#!/bin/sh\nexec gpg "$@" 2>&1\n',
      '/usr/local/bin/git-verify-wrapper.sh': '#!/bin/sh\ngit verify-commit "$1" 2>&1 || git verify-tag "$1" 2>&1 || true\n',
    },
    entrypoint: ['/usr/bin/tini', '--'],
    user: '999',
    workingDirectory: '/home/argocd',
    environment: { HOME: '/home/argocd' },
  },
  'docker.io/valkey/valkey': { debian: true, files: passwd, user: '999' },
  'docker.io/library/busybox': { busybox: true },
  'docker.io/library/traefik': single('traefik', { path: '/usr/local/bin/traefik' }),
  'docker.io/rancher/local-path-provisioner': older('local-path-provisioner', '/usr/bin/local-path-provisioner', ['--health-port'], {
    port: 8080,
    paths: ['ready', 'health'],
  }),
  'docker.io/victoriametrics/victoria-logs': single('victoria-logs', { path: '/victoria-logs-prod' }),
  // It gives each pod of PostgreSQL the manager of its node's architecture, by this name.
  'ghcr.io/cloudnative-pg/cloudnative-pg': {
    binaries: { [`/operator/manager_${goArchitecture}`]: 'cloudnative-pg' },
    links: { '/manager': `/operator/manager_${goArchitecture}` },
    entrypoint: ['/manager'],
    user: '65532',
  },
  'ghcr.io/cloudnative-pg/postgresql': {
    debian: true,
    files: passwd,
    user: '26',
    environment: { PATH: '/usr/lib/postgresql/18/bin:/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
  },
  'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s': single('otelcol', { path: '/otelcol-k8s', user: '10001' }),
  'quay.io/jetstack/cert-manager-controller': single('cert-manager-controller', { user: '1000' }),
  'quay.io/jetstack/cert-manager-webhook': single('cert-manager-webhook', { user: '1000' }),
  'quay.io/jetstack/cert-manager-cainjector': single('cert-manager-cainjector', { user: '1000' }),
  'quay.io/jetstack/trust-manager': single('trust-manager'),
  'quay.io/jetstack/trust-pkg-debian-trixie': {
    busybox: true,
    files: {
      '/copyandmaybepause': '#!/bin/sh\nexec cp -R "$1/." "$2"\n',
      '/debian-package/cert-manager-package-debian.json': JSON.stringify({ name: 'polder-e2e', version: '1', bundle: '' }),
    },
    user: '65532',
  },
  'quay.io/keycloak/keycloak': {
    debian: true,
    keycloak: true,
    files: passwd,
    entrypoint: ['/opt/keycloak/bin/kc.sh'],
    user: '1000',
    environment: { JAVA_HOME: '/usr/lib/jvm/java-25-openjdk-amd64', LANG: 'C.UTF-8', KC_RUN_IN_CONTAINER: 'true' },
  },
  'quay.io/metallb/controller': older('metallb-controller', '/controller', ['--health-probe-port'], metallbProbes),
  'quay.io/metallb/speaker': older('metallb-speaker', '/speaker', ['--health-probe-port', '--tls-min-version'], metallbProbes),
  'quay.io/oauth2-proxy/oauth2-proxy': single('oauth2-proxy', { path: '/bin/oauth2-proxy' }),
  'quay.io/prometheus-operator/prometheus-config-reloader': single('prometheus-config-reloader', { path: '/bin/prometheus-config-reloader' }),
  'quay.io/prometheus-operator/prometheus-operator': single('prometheus-operator', { path: '/bin/operator' }),
  'quay.io/prometheus/alertmanager': single('alertmanager', { path: '/bin/alertmanager' }),
  'quay.io/prometheus/blackbox-exporter': single('blackbox-exporter', { path: '/bin/blackbox_exporter' }),
  'quay.io/prometheus/node-exporter': single('node-exporter', { path: '/bin/node_exporter' }),
  'quay.io/prometheus/prometheus': single('prometheus', { path: '/bin/prometheus' }),
  'registry.k8s.io/kube-state-metrics/kube-state-metrics': single('kube-state-metrics', { path: '/kube-state-metrics' }),
  'registry.k8s.io/metrics-server/metrics-server': single('metrics-server', { path: '/metrics-server', user: '65534' }),
};
