import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PolderCluster } from '../../../charts-ts/catalogue.ts';
import type { Kubectl } from './kubectl.ts';
import { moduleFolder } from './programs.ts';

/** Where definitions stand that the cluster has by itself: the module of programs/crds, and its files. */
interface Own {
  readonly module: string;
  readonly files: readonly string[];
}

export const openShift: Own = {
  module: 'github.com/openshift/api',
  files: [
    'route/v1/zz_generated.crd-manifests/routes.crd.yaml',
    'security/v1/zz_generated.crd-manifests/0000_03_config-operator_01_securitycontextconstraints.crd.yaml',
  ],
};

const snapshots: Own = { module: 'github.com/kubernetes-csi/external-snapshotter/client/v8', files: ['config/crd'] };
const monitoring: Own = { module: 'github.com/prometheus-operator/prometheus-operator', files: ['example/prometheus-operator-crd'] };
const gatewayApi: Own = { module: 'sigs.k8s.io/gateway-api', files: ['config/crd/standard'] };

/** Makes the kinds that a cluster's facts say it has: those of its distribution, and those of what it provides. */
export async function makeOwnKinds(kubectl: Kubectl, { distribution, provides }: PolderCluster['config']): Promise<void> {
  const own = [
    ...(distribution === 'openshift' ? [openShift] : []),
    ...(provides['snapshots'] === undefined ? [] : [snapshots]),
    ...(provides['metrics'] === undefined ? [] : [monitoring]),
    ...(provides['gateway-api'] === undefined ? [] : [gatewayApi]),
  ];
  for (const { module, files } of own)
    for (const file of files.flatMap((path) => definitionsAt(join(moduleFolder('crds', module), path))))
      await kubectl(['apply', '--server-side', '--filename', file]);
}

/** A file, or those of a folder but for the list that kustomize reads. */
function definitionsAt(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .map((name) => join(path, name));
}
