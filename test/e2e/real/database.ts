import type { ControlPlane } from '../support/control-plane.ts';
import { readyPod } from './pods.ts';

/** The pod that PostgreSQL writes in. */
export const primary = 'cnpg.io/cluster=keycloak-db,cnpg.io/instanceRole=primary';

/** What psql answers in the database of Keycloak. */
export async function query(cluster: ControlPlane, sql: string): Promise<string> {
  const { metadata } = await readyPod(cluster, 'keycloak', primary, 240);
  const psql = ['psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--command', sql, 'keycloak'];
  return (await cluster.kubectl(['exec', '--namespace', 'keycloak', metadata.name, '--container', 'postgres', '--', ...psql])).trim();
}
