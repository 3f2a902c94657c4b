import { within } from '../checks/pods.ts';
import { isMap } from '../config/merge.ts';
import { quantity } from '../config/values.ts';
import { groupOf, type KubeObject } from '../kit/object.ts';
import { textOf } from './lists.ts';

/** A field that the API server does not let anyone change, and where its code says so. */
export interface Frozen {
  readonly field: string;
  readonly source: string;
}

type Rule = (before: KubeObject, after: KubeObject) => readonly Frozen[];

const code = 'https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg';
const apps = `${code}/apis/apps/validation/validation.go`;
const core = `${code}/apis/core/validation/validation.go`;
const rbac = `${code}/apis/rbac/validation/validation.go`;

/** Rules by group and kind. Each source is the validation that the API server itself runs. */
const rules: Readonly<Record<string, Rule>> = {
  // ValidateDeploymentUpdate's strategy, ValidateDaemonSetSpecUpdate, ValidateStatefulSetUpdate
  'apps/Deployment': fields(apps, 'spec.selector'),
  'apps/DaemonSet': fields(apps, 'spec.selector'),
  'apps/StatefulSet': fields(apps, 'spec.selector', 'spec.volumeClaimTemplates', 'spec.serviceName', 'spec.podManagementPolicy'),
  // ValidateJobSpecUpdate; completions only where the Job is not indexed
  'batch/Job': (before, after) =>
    fields(
      `${code}/apis/batch/validation/validation.go`,
      'spec.selector',
      'spec.template',
      'spec.completionMode',
      'spec.podFailurePolicy',
      'spec.backoffLimitPerIndex',
      'spec.managedBy',
      'spec.successPolicy',
      ...(within(after, 'spec', 'completionMode') === 'Indexed' ? [] : ['spec.completions']),
    )(before, after),
  // ValidateServiceUpdate: nothing is frozen towards ExternalName or from it
  '/Service': (before, after) => {
    const external = [before, after].some((object) => within(object, 'spec', 'type') === 'ExternalName');
    const loadBalancers = [before, after].every((object) => within(object, 'spec', 'type') === 'LoadBalancer');
    return fields(core, ...(external ? [] : ['spec.clusterIP', 'spec.clusterIPs']), ...(loadBalancers ? ['spec.loadBalancerClass'] : []))(before, after);
  },
  // ValidatePersistentVolumeClaimUpdate: a claim may grow
  '/PersistentVolumeClaim': (before, after) => {
    const size = (object: KubeObject) => bytes(within(object, 'spec', 'resources', 'requests', 'storage'));
    return [
      ...(differs(mapOf(withoutSize(before)), mapOf(withoutSize(after))) ? [{ field: 'spec', source: core }] : []),
      ...(size(after) < size(before) ? [{ field: 'spec.resources.requests.storage', source: core }] : []),
    ];
  },
  // ValidateConfigMapUpdate and ValidateSecretUpdate
  '/ConfigMap': (before, after) => (before['immutable'] === true ? fields(core, 'immutable', 'data', 'binaryData')(before, after) : []),
  '/Secret': (before, after) => [
    ...fields(core, 'type')(before, after),
    ...(before['immutable'] === true ? fields(core, 'immutable', 'data', 'stringData')(before, after) : []),
  ],
  'rbac.authorization.k8s.io/RoleBinding': fields(rbac, 'roleRef'),
  'rbac.authorization.k8s.io/ClusterRoleBinding': fields(rbac, 'roleRef'),
  'storage.k8s.io/StorageClass': fields(`${code}/apis/storage/validation/validation.go`, 'parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'),
  'storage.k8s.io/CSIDriver': fields(`${code}/apis/storage/validation/validation.go`, 'spec.attachRequired', 'spec.volumeLifecycleModes'),
  'scheduling.k8s.io/PriorityClass': fields(`${code}/apis/scheduling/validation/validation.go`, 'value', 'preemptionPolicy'),
  'networking.k8s.io/IngressClass': fields(`${code}/apis/networking/validation/validation.go`, 'spec.controller'),
};

/** The fields between two versions of an object that the API server refuses to change: the object must be made anew for them. */
export function frozenFields(before: KubeObject, after: KubeObject): readonly Frozen[] {
  return rules[`${groupOf(after)}/${after.kind}`]?.(before, after) ?? [];
}

function fields(source: string, ...names: readonly string[]): Rule {
  return (before, after) => names.filter((name) => differs(at(before, name), at(after, name))).map((field) => ({ field, source }));
}

function at(object: KubeObject, field: string): unknown {
  return within(object, ...field.split('.'));
}

function differs(before: unknown, after: unknown): boolean {
  return textOf(before ?? null) !== textOf(after ?? null);
}

/** A claim's spec without what may change: its size, and the class of the volume's attributes. */
function withoutSize(claim: KubeObject): unknown {
  const { resources: _, volumeAttributesClassName: __, ...rest } = mapOf(claim['spec']);
  return rest;
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}

function bytes(value: unknown): number {
  return typeof value === 'string' ? quantity(value) : 0;
}
