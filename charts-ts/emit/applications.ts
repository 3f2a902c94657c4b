import type { Built } from '../built.ts';
import type { PolderCluster } from '../catalogue.ts';
import { compare } from '../config/problem.ts';
import type { AnyComponent, CrdSource } from '../kit/component.ts';
import { gitSource } from '../kit/image.ts';
import { clusterKinds, type KubeObject } from '../kit/object.ts';
import { clusterContext } from '../order.ts';
import { type ApplicationSource, application, type GitOps, type Group, project, signed } from './argo.ts';
import { clusterFolder, fileName, fileText } from './files.ts';
import { tenantFiles, tenantFolder } from './tenants.ts';

const maker = 'charts-ts/emit/applications.ts';

/**
 * The Argo CD objects that sync a cluster: the root Application makes one Application for each component and one for
 * each source of CRDs, in waves; two AppProjects bound what they may touch.
 */
export function applicationFiles(
  catalogue: readonly AnyComponent[],
  built: readonly Built[],
  gitops: GitOps | undefined,
  cluster: PolderCluster,
): [string, string][] {
  const facts = gitops ?? { namespace: 'argocd', signatureKeys: [] };
  const { repository, revision } = cluster.config.git;
  const folder = clusterFolder(cluster);
  const own = (name: string): ApplicationSource => ({
    repoURL: repository,
    targetRevision: revision,
    path: `${folder}/${name}`,
  });
  const sources = built.flatMap(({ component }) =>
    component.crds.map((source, index) => ({
      name: `${component.name}-crds${index === 0 ? '' : `-${index + 1}`}`,
      source,
      read: gitSource(source, clusterContext(cluster), cluster.lock),
    })),
  );
  const objects = [
    platformProject(catalogue, cluster, facts),
    crdProject(
      sources.map(({ read }) => read.repoURL),
      facts,
    ),
    // CRDs need nothing but Argo CD itself, so all come first; nothing ever removes them.
    ...sources.map(({ name, source, read }) =>
      application(name, facts, { project: 'crds', wave: 0, namespace: facts.namespace, source: crdDirectory(source, read), prune: false, cascade: false }),
    ),
    // A component that is only a source of CRDs has no folder, and Argo CD fails on a path that is not there.
    ...built
      .filter(({ objects }) => objects.length > 0)
      .map(({ component, wave }) =>
        application(component.name, facts, {
          project: 'platform',
          wave,
          namespace: component.namespace.name,
          source: own(component.name),
          prune: true,
          cascade: !component.required,
        }),
      ),
    // After all else: what tenants run finds every policy and service of the platform there.
    ...(cluster.tenants.length === 0
      ? []
      : [
          application(tenantFolder, facts, {
            project: 'platform',
            wave: 1 + Math.max(...built.map(({ wave }) => wave)),
            namespace: facts.namespace,
            source: own(tenantFolder),
            prune: true,
            cascade: false,
          }),
        ]),
  ];
  // Beside the folder that it syncs: an Application that made itself would wait for its own health for ever.
  const root = application('root', facts, {
    project: 'platform',
    wave: 0,
    namespace: facts.namespace,
    source: own('applications'),
    prune: true,
    cascade: false,
  });
  const file = (inFolder: string, object: KubeObject): [string, string] => [`${folder}/${inFolder}/${fileName(object)}`, fileText(object, cluster.file, maker)];
  return [...objects.map((object) => file('applications', object)), file('root', root), ...tenantFiles(built, facts, cluster)];
}

function crdDirectory(source: CrdSource, read: { readonly repoURL: string; readonly targetRevision: string }): ApplicationSource {
  return { ...read, path: source.path, directory: { include: source.include } };
}

/**
 * Bounds the platform to its own repository, the namespaces of components and the cluster-wide kinds that components
 * write. Of the whole catalogue, not of the chosen ones: Argo CD prunes only what the project permits, so a component
 * that is left out must still be permitted while it goes.
 */
function platformProject(catalogue: readonly AnyComponent[], { config, tenants }: PolderCluster, gitops: GitOps): KubeObject {
  const { repository } = config.git;
  const { namespace } = gitops;
  // The Gateway has rights in the namespaces of tenants with hostnames; of all tenants, so that they are pruned with the last hostname.
  const ofTenants = tenants.map(({ name }) => `${name}-*`);
  const namespaces = new Set([namespace, 'kube-system', ...catalogue.map((component) => component.namespace.name), ...ofTenants]);
  const builtIn = Object.entries(clusterKinds).map(([kind, group]) => ({ group, kind }));
  const custom = catalogue.flatMap(({ crds }) =>
    crds.flatMap(({ kinds }) => Object.entries(kinds).flatMap(([name, scope]) => (scope === 'Cluster' ? [groupAndKind(name)] : []))),
  );
  return project('platform', "The platform's own components", namespace, {
    sourceRepos: [repository],
    namespaces: [...namespaces].sort(compare),
    clusterWide: [...builtIn, ...custom, ...(config.distribution === 'openshift' ? openShiftKinds : [])],
    ...signed(repository, gitops),
  });
}

/** Kinds without a namespace that only OpenShift has, and that emit/openshift writes. */
const openShiftKinds: readonly Group[] = [{ group: 'security.openshift.io', kind: 'SecurityContextConstraints' }];

function groupAndKind(name: string): Group {
  const [group = '', kind = ''] = name.split('/');
  return { group, kind };
}

/** Third parties' repositories may bring definitions and the policies that guard them, nothing that runs. */
function crdProject(repositories: readonly string[], { namespace }: GitOps): KubeObject {
  return project('crds', 'Custom resource definitions from third parties', namespace, {
    sourceRepos: [...new Set(repositories)].sort(compare),
    namespaces: [namespace],
    clusterWide: [
      { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' },
      { group: 'admissionregistration.k8s.io', kind: 'ValidatingAdmissionPolicy' },
      { group: 'admissionregistration.k8s.io', kind: 'ValidatingAdmissionPolicyBinding' },
    ],
    // A CRD source is a folder of definitions: anything with a namespace in it is a mistake, or worse. Not by an empty
    // whitelist: lost on the way, it would allow everything.
    namespaceResourceBlacklist: [{ group: '*', kind: '*' }],
  });
}
