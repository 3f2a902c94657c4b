import type { Construct } from 'constructs';
import type { ResourceRule, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../kit/admission.ts';
import type { Chosen } from '../../kit/component.ts';
import { polder } from '../../kit/labels.ts';
import { clusterClass, identityClass } from '../../kit/metrics.ts';
import { resource, step } from '../../kit/resource.ts';
import type { Excluded } from './types.ts';

const kinds = ['podmonitors', 'probes', 'prometheusrules', 'scrapeconfigs', 'servicemonitors'] as const;

/**
 * Elsewhere each series gets the namespace of its monitor as label `namespace`, and each rule sees the series of its own namespace
 * only. The platform's own look at the whole cluster.
 */
export function excludedNamespaces(platform: readonly Chosen[]): Excluded[] {
  const namespaces = [...new Set(['kube-system', ...platform.map(({ component }) => component.namespace.name)])].sort();
  return namespaces.flatMap((namespace) => kinds.map((kind) => ({ group: 'monitoring.coreos.com' as const, resource: kind, namespace })));
}

const policy = 'polder-prometheus-token';

/**
 * A monitor that names the scrape class of the token could have it sent to a pod of its own, and one that names the cluster's could tell
 * in the platform's name: only the platform's namespaces may.
 */
export function tokenPolicy(scope: Construct): void {
  const monitors: ResourceRule & { readonly scope: '*' } = {
    apiGroups: ['monitoring.coreos.com'],
    apiVersions: ['*'],
    operations: ['CREATE', 'UPDATE'],
    resources: kinds.filter((kind) => kind !== 'prometheusrules'),
    scope: '*',
  };
  resource<ValidatingAdmissionPolicy>(scope, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: policy },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { matchPolicy: 'Equivalent', resourceRules: [monitors] },
      validations: [
        {
          expression: `!has(object.spec.scrapeClass) || !(object.spec.scrapeClass in ["${clusterClass}", "${identityClass}"])`,
          message: `the scrape classes ${clusterClass} and ${identityClass} speak in the name of the platform, and are for it only; leave out scrapeClass`,
          reason: 'Forbidden',
        },
      ],
    },
  });
  resource<ValidatingAdmissionPolicyBinding>(scope, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: policy, annotations: step(1) },
    spec: {
      policyName: policy,
      matchResources: { namespaceSelector: { matchExpressions: [{ key: polder.layer, operator: 'DoesNotExist' }] } },
      validationActions: ['Deny'],
    },
  });
}
