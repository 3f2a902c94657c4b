import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The cluster of the reference fleet that gets many tenants. */
export const manyTenantsCluster = 'odc-west/prod-1';

/** The name of one of many tenants: t001 and on. */
export function manyTenantsName(index: number): string {
  return `t${String(index + 1).padStart(3, '0')}`;
}

/**
 * Writes the files of many invented tenants beside the cluster file that stands below `root`: each has two namespaces, people, hostnames
 * and a way out. The cluster gets nodes enough for what they may request.
 */
export function writeManyTenants(root: string, count: number): void {
  const folder = join(root, 'clusters', manyTenantsCluster);
  const file = join(folder, 'cluster.yaml');
  // Two small namespaces may request 8 GiB: sixteen tenants two such nodes, and the platform has room beside them.
  const nodes = 3 * Math.ceil(count / 16);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/count: \d+, cpu: \d+, memory: \w+/, `count: ${nodes}, cpu: 16, memory: 64Gi`));
  mkdirSync(join(folder, 'tenants'), { recursive: true });
  for (let index = 0; index < count; index++) writeFileSync(join(folder, 'tenants', `${manyTenantsName(index)}.yaml`), tenantText(manyTenantsName(index)));
}

function tenantText(name: string): string {
  return `body: gemeente-voorbeeld
costCentre: "4711"
classification: BBN2
contacts:
  email: [${name}@voorbeeld.example.nl]
access:
  ${name}-beheer: admin
  ${name}-ontwikkel: developer
namespaces:
  acceptatie:
    size: small
    hostnames: [${name}-acc]
  productie:
    size: small
    hostnames: [${name}]
    connections:
      internet:
        - { to: [203.0.113.16/28], ports: [443] }
`;
}
