import type { ClusterContext } from '../../kit/component.ts';

export const name = 'keycloak';
export const namespace = 'keycloak';
export const realmName = 'platform';

/** The job that makes the realm as Git says, and its schedule. */
export const reconciler = 'keycloak-realm';

/** Its PostgreSQL cluster. */
export const database = 'keycloak-db';

/** Of the containers. Clustering: https://www.keycloak.org/server/caching#_network_ports */
export const ports = { http: 8080, management: 9000, cluster: 7800, failureDetection: 57_800 } as const;

/** The client of the realm `master` that the job logs in with: Keycloak makes it when it makes its database. */
export const reconcilerClient = { id: 'polder-reconciler', secret: 'keycloak-reconciler', key: 'client-secret' } as const;

/** The ClusterSecretStore that hands clients their secrets, and the ServiceAccount that reads them. */
export const clientStore = 'keycloak-clients';

/** The client id of kubectl, and so the audience that the API server asks for. */
export const kubernetesClient = 'kubernetes';

/** Where people log in. */
export function hostname(cluster: Pick<ClusterContext, 'ingress'>): string {
  return `login.${cluster.ingress.domain}`;
}

export function issuerOf(cluster: Pick<ClusterContext, 'ingress'>): string {
  return `https://${hostname(cluster)}/realms/${realmName}`;
}

/** In the cluster, for the reconciling job. */
export const internalUrl = `http://${name}.${namespace}.svc:${ports.http}`;
