import type { Built } from '../built.ts';
import type { PolderCluster } from '../catalogue.ts';
import { type Tenant, type TenantRole, tenantRoles } from '../config/tenant.ts';
import { type ClusterTenant, namespaceOf, namespacesOf } from '../config/tenants.ts';
import type { KubeObject } from '../kit/object.ts';
import { ownHealth } from '../kit/resource.ts';
import { tenantKindsWith } from '../kit/tenant-kinds.ts';
import { groupsOf } from '../kit/tenants.ts';
import { application, type GitOps, type Group, project, signed } from './argo.ts';
import { clusterFolder, fileName, fileText } from './files.ts';

/** The folder, and the Application, of the tenants' own projects and Applications. */
export const tenantFolder = 'applications-of-tenants';

const maker = 'charts-ts/emit/tenants.ts';

/**
 * The Argo CD objects of tenants. The platform's part: for each an Application for what components make for it, in a project that
 * reaches that tenant's namespaces only, so that no list grows with the number of tenants. They stand beside those folders, in the folder
 * of the component. The tenant's part: its own project, and an Application for each of its repositories.
 */
export function tenantFiles(built: readonly Built[], gitops: GitOps, cluster: PolderCluster): [string, string][] {
  if (cluster.tenants.length === 0) return [];
  const folder = clusterFolder(cluster);
  const file = (inFolder: string, { file: source }: ClusterTenant, object: KubeObject): [string, string] => [
    `${folder}/${inFolder}/${fileName(object)}`,
    fileText(object, source, maker),
  ];
  const kinds = tenantKindsWith(built.map(({ component }) => component));
  const makers = built.filter(({ forTenants }) => forTenants !== undefined);
  const first = makers[0]?.component.name ?? tenantFolder;
  return [
    ...cluster.tenants.map((tenant) => file(first, tenant, platformsProject(tenant, gitops, cluster))),
    ...makers.flatMap(({ component, forTenants = [] }) =>
      forTenants
        .filter(({ objects }) => objects.length > 0)
        .map(({ tenant }) =>
          file(component.name, tenant, platformsApplication(component.name, component.forTenants?.application(tenant.name) ?? '', tenant, gitops, cluster)),
        ),
    ),
    ...cluster.tenants.flatMap((tenant) =>
      [ownProject(tenant, gitops, kinds), ...ownApplications(tenant, gitops)].map((object) => file(tenantFolder, tenant, object)),
    ),
  ];
}

function platformsProjectName({ name }: ClusterTenant): string {
  return `tenant-${name}`;
}

function platformsProject(tenant: ClusterTenant, gitops: GitOps, { config }: PolderCluster): KubeObject {
  const { repository } = config.git;
  // By a pattern: Argo CD prunes only what the project permits, also in a namespace that the tenant's file names no more.
  const pattern = `${tenant.name}-*`;
  return project(platformsProjectName(tenant), `What the platform makes for ${tenant.name}`, gitops.namespace, {
    sourceRepos: [repository],
    namespaces: [pattern],
    clusterWide: [{ group: '', kind: 'Namespace', name: pattern }],
    ...signed(repository, gitops),
  });
}

/** Nothing goes with it: without its file a tenant's namespaces stay as closed as they were. */
function platformsApplication(component: string, name: string, tenant: ClusterTenant, gitops: GitOps, cluster: PolderCluster): KubeObject {
  const { repository, revision } = cluster.config.git;
  const [namespace = ''] = namespacesOf(tenant);
  return application(name, gitops, {
    project: platformsProjectName(tenant),
    wave: 0,
    namespace,
    source: { repoURL: repository, targetRevision: revision, path: `${clusterFolder(cluster)}/${component}/${tenant.name}` },
    prune: true,
    cascade: false,
    annotations: ownHealth,
  });
}

function ownProject(tenant: ClusterTenant, { namespace }: GitOps, kinds: readonly Group[]): KubeObject {
  const { name, config } = tenant;
  return project(name, `${name}, of ${config.body}`, namespace, {
    sourceRepos: [...new Set(Object.values(config.repositories).map(({ url }) => url))].sort(),
    namespaces: namespacesOf(tenant),
    clusterWide: [],
    namespaceResourceWhitelist: kinds,
    roles: tenantRoles.flatMap((role) => projectRole(name, role, config.access)),
  });
}

const look = ['applications, get', 'logs, get'] as const;
const run = [
  ...look,
  'applications, sync',
  'applications, action/apps/Deployment/restart',
  'applications, action/apps/StatefulSet/restart',
  // Its owner makes it again.
  'applications, delete/*/Pod/*/*',
] as const;

/** What each role does in Argo CD, of its own project only; what Git says nobody changes here. */
const actions: Readonly<Record<TenantRole, readonly string[]>> = { viewer: look, developer: run, admin: [...run, 'applications, action/*'] };

/** https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-roles */
function projectRole(name: string, role: TenantRole, access: Tenant['access']): object[] {
  const groups = groupsOf(access, role);
  if (groups.length === 0) return [];
  return [{ name: role, groups, policies: actions[role].map((action) => `p, proj:${name}:${role}, ${action}, ${name}/*, allow`) }];
}

/** With a dot in the name: no component and no tenant has one, so nobody takes another's. */
function ownApplications(tenant: ClusterTenant, gitops: GitOps): KubeObject[] {
  return Object.entries(tenant.config.repositories).map(([name, { url, path, revision, namespace }]) =>
    application(`${tenant.name}.${name}`, gitops, {
      project: tenant.name,
      wave: 0,
      namespace: namespaceOf(tenant, namespace),
      source: { repoURL: url, targetRevision: revision, path },
      prune: true,
      // What a team loses with a line in a file is its synchronisation, never its data.
      cascade: false,
      annotations: ownHealth,
    }),
  );
}
