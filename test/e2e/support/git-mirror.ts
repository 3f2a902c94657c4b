import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { moduleFolder, moduleVersion } from './programs.ts';

/** A third party's repository, of which the tests need the custom resource definitions only. */
interface MirrorSource {
  readonly repository: string;
  /** The folder of programs/ and the Go module whose source holds them; the module's version is the tag. */
  readonly program: string;
  readonly module: string;
  /** Folders to take, as they stand in the module. */
  readonly folders: readonly string[];
  /** Which files of them; default all. */
  readonly include?: RegExp;
  /** The folder of the repository that the module is; default its root. */
  readonly within?: string;
  /** What a newer release says otherwise, where that release is on no module proxy. */
  readonly amend?: (text: string) => string;
}

/** A source whose module programs/crds names. */
function definitions(
  repository: string,
  module: string,
  folders: readonly string[],
  rest: Pick<MirrorSource, 'include' | 'within' | 'amend'> = {},
): MirrorSource {
  return { repository: `https://github.com/${repository}.git`, program: 'crds', module, folders, ...rest };
}

const sources: readonly MirrorSource[] = [
  {
    repository: 'https://github.com/argoproj/argo-cd.git',
    program: 'argocd',
    module: 'github.com/argoproj/argo-cd/v3',
    folders: ['manifests/crds'],
  },
  {
    repository: 'https://github.com/cert-manager/cert-manager.git',
    program: 'cert-manager',
    module: 'github.com/cert-manager/cert-manager',
    folders: ['deploy/crds'],
  },
  {
    repository: 'https://github.com/cert-manager/trust-manager.git',
    program: 'trust-manager',
    module: 'github.com/cert-manager/trust-manager',
    folders: ['deploy/crds'],
  },
  definitions('kubernetes-sigs/gateway-api', 'sigs.k8s.io/gateway-api', ['config/crd/standard']),
  definitions('traefik/traefik', 'github.com/traefik/traefik/v3', ['docs/content/reference/dynamic-configuration'], {
    include: /^(traefik\.io_.*\.yaml|kubernetes-crd-.*\.yml)$/,
  }),
  definitions('metallb/metallb', 'go.universe.tf/metallb', ['config/crd/bases']),
  definitions('rook/rook', 'github.com/rook/rook', ['deploy/examples'], { include: /^crds\.yaml$/ }),
  definitions('ceph/ceph-csi-operator', 'github.com/ceph/ceph-csi-operator', ['config/crd/bases']),
  definitions('kubernetes-csi/external-snapshotter', 'github.com/kubernetes-csi/external-snapshotter/client/v8', ['config/crd'], { within: 'client' }),
  definitions('cloudnative-pg/cloudnative-pg', 'github.com/cloudnative-pg/cloudnative-pg', ['config/crd/bases']),
  definitions('cloudnative-pg/plugin-barman-cloud', 'github.com/cloudnative-pg/plugin-barman-cloud', ['config/crd/bases']),
  // Releases from 2.0 on are on no module proxy; of what Polder writes they have one thing more: a Secret that nobody owns.
  definitions('external-secrets/external-secrets', 'github.com/external-secrets/external-secrets', ['deploy/crds'], {
    include: /^bundle\.yaml$/,
    amend: (text) => text.replace(/^( *- )Orphan$/gm, '$1Orphan\n$1CreateOrMerge'),
  }),
  definitions('prometheus-operator/prometheus-operator', 'github.com/prometheus-operator/prometheus-operator', ['example/prometheus-operator-crd']),
  definitions('kyverno/kyverno', 'github.com/kyverno/kyverno', [
    'config/crds/kyverno',
    'config/crds/policies.kyverno.io',
    'config/crds/policyreport',
    'config/crds/reports',
  ]),
  definitions('kedacore/keda', 'github.com/kedacore/keda/v2', ['config/crd/bases']),
  // Newer ones are on no module proxy. Its objects are reports, which nobody writes into Git.
  definitions('aquasecurity/trivy-operator', 'github.com/aquasecurity/trivy-operator', ['deploy/helm/crds']),
  definitions('vmware-tanzu/velero', 'github.com/vmware-tanzu/velero', ['config/crd/v1/bases', 'config/crd/v2alpha1/bases']),
];

/** The host names of the repositories in the mirror. */
export const mirroredHosts: readonly string[] = [...new Set(sources.map(({ repository }) => new URL(repository).hostname))];

/** Downloads the Go modules that the mirror is made of: makeMirror needs no network after it. */
export function prepareMirror(): void {
  for (const { program, module } of sources) moduleFolder(program, module);
}

/** The files of definitions of all sources. */
export function definitionFiles(): readonly string[] {
  return sources.flatMap(({ program, module, folders, include }) => {
    const content = moduleFolder(program, module);
    return folders.flatMap((folder) => filesOf(join(content, folder), include).map((name) => join(content, folder, name)));
  });
}

function filesOf(folder: string, include: RegExp | undefined): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() && include?.test(entry.name) !== false ? [entry.name] : []));
}

/**
 * Makes the bare repositories below `folder`, as `<folder>/<host>/<path>.git`, each with one commit that is the same everywhere, and its tag.
 * `mirrors` are addresses below which they appear once more, such as https://git.odc-noord.example.nl/mirror.
 * Returns the commit of each, by `<repository>@<tag>`, as a site's lock.yaml wants it. Throws when Git or Go refuses.
 */
export function makeMirror(folder: string, mirrors: readonly string[] = []): Readonly<Record<string, string>> {
  const commits = sources.map((source) => {
    const tag = moduleVersion(source.program, source.module);
    return [`${source.repository}@${tag}`, makeRepository(folder, source, tag)] as const;
  });
  for (const mirror of mirrors) {
    const below = join(folder, new URL(mirror).hostname, new URL(mirror).pathname);
    mkdirSync(below, { recursive: true });
    for (const host of mirroredHosts) if (!existsSync(join(below, host))) symlinkSync(join(folder, host), join(below, host));
  }
  return Object.fromEntries(commits);
}

function makeRepository(folder: string, source: MirrorSource, tag: string): string {
  const { hostname, pathname } = new URL(source.repository);
  const bare = join(folder, hostname, pathname);
  const content = moduleFolder(source.program, source.module);
  rmSync(bare, { recursive: true, force: true });
  mkdirSync(dirname(bare), { recursive: true });
  const run = (args: readonly string[], input?: string) =>
    execFileSync('git', ['--git-dir', bare, '--work-tree', content, ...args], {
      cwd: content,
      encoding: 'utf8',
      env: gitEnvironment,
      ...(input === undefined ? {} : { input }),
    }).trim();
  const git = (...args: readonly string[]) => run(args);
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare], { env: gitEnvironment });
  for (const one of source.folders) {
    const files = readdirSync(join(content, one), { withFileTypes: true }).filter((entry) => entry.isFile() && source.include?.test(entry.name) !== false);
    const paths = files.map((entry) => join(one, entry.name));
    git('add', '--force', '--', ...paths);
    if (source.amend === undefined) continue;
    for (const path of paths) {
      const blob = run(['hash-object', '-w', '--stdin'], source.amend(readFileSync(join(content, path), 'utf8')));
      git('update-index', '--cacheinfo', `100644,${blob},${path}`);
    }
  }
  if (source.within !== undefined) {
    const tree = git('write-tree');
    git('read-tree', '--empty');
    git('read-tree', `--prefix=${source.within}/`, tree);
  }
  const commit = git('commit-tree', git('write-tree'), '-m', `${source.repository} ${tag}: definitions only`);
  git('update-ref', 'refs/heads/main', commit);
  git('update-ref', `refs/tags/${tag}`, commit);
  return commit;
}

/** Nothing of the machine's or the user's settings, and a date that never changes: equal content has equal commits. */
const gitEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Polder e2e',
  GIT_AUTHOR_EMAIL: 'e2e@example.nl',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Polder e2e',
  GIT_COMMITTER_EMAIL: 'e2e@example.nl',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};
