import type { Resource } from './resource.ts';

/**
 * Policies that the API server itself evaluates (admissionregistration.k8s.io/v1, stable since 1.30): no pod and no
 * webhook that can be down. cdk8s-plus-28 models Kubernetes 1.28, which lacks them.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 *
 * No paramKind: when the last binding of one goes, the API server reads no ConfigMap again until it restarts, and then
 * judges by old values or refuses everything: https://github.com/kubernetes/kubernetes/issues/130887
 */
export interface ValidatingAdmissionPolicy extends Resource {
  readonly apiVersion: 'admissionregistration.k8s.io/v1';
  readonly kind: 'ValidatingAdmissionPolicy';
  readonly spec: {
    readonly failurePolicy: 'Fail' | 'Ignore';
    readonly matchConstraints: { readonly matchPolicy: 'Equivalent' | 'Exact'; readonly resourceRules: readonly ResourceRule[] };
    readonly matchConditions?: readonly { readonly name: string; readonly expression: Cel }[];
    readonly variables?: readonly { readonly name: string; readonly expression: Cel }[];
    readonly validations: readonly {
      readonly expression: Cel;
      readonly messageExpression?: Cel;
      readonly message: string;
      readonly reason: 'Forbidden' | 'Invalid' | 'Unauthorized' | 'RequestEntityTooLarge';
    }[];
  };
}

/** Where a policy holds, and what then happens. */
export interface ValidatingAdmissionPolicyBinding extends Resource {
  readonly apiVersion: 'admissionregistration.k8s.io/v1';
  readonly kind: 'ValidatingAdmissionPolicyBinding';
  readonly spec: {
    readonly policyName: string;
    readonly matchResources?: MatchResources;
    /** Deny and Warn exclude each other. */
    readonly validationActions: readonly ('Deny' | 'Warn' | 'Audit')[];
  };
}

/** What a binding takes of the requests that its policy looks at; all must hold. */
export interface MatchResources {
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly ResourceRule[];
}

/** An expression in the Common Expression Language, as Kubernetes 1.34 knows it: https://kubernetes.io/docs/reference/using-api/cel/ */
export type Cel = string;

/** Requests that a policy looks at. */
export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT')[];
  readonly resources: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelRequirement[];
}

/** An object without the label meets NotIn, as Kubernetes has it. */
export type LabelRequirement =
  | { readonly key: string; readonly operator: 'In' | 'NotIn'; readonly values: readonly string[] }
  | { readonly key: string; readonly operator: 'Exists' | 'DoesNotExist' };
