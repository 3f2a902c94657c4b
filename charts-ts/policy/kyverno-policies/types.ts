import type { Cel } from '../../kit/admission.ts';
import type { Condition, ImagePolicySpec, MatchConstraints } from '../../kit/image-policy.ts';
import type { Resource } from '../../kit/resource.ts';

/** The part of policies.kyverno.io/v1 that the platform writes: https://kyverno.io/docs/policy-types/overview/ */

export interface ImageValidatingPolicy extends Resource {
  readonly apiVersion: 'policies.kyverno.io/v1';
  readonly kind: 'ImageValidatingPolicy';
  readonly spec: ImagePolicySpec;
}

export interface GeneratingPolicy extends Resource {
  readonly apiVersion: 'policies.kyverno.io/v1';
  readonly kind: 'GeneratingPolicy';
  readonly spec: {
    readonly evaluation: {
      readonly admission: { readonly enabled: boolean };
      readonly generateExisting: { readonly enabled: boolean };
      readonly orphanDownstreamOnPolicyDelete: { readonly enabled: boolean };
      readonly skipBackgroundRequests: boolean;
      readonly synchronize: { readonly enabled: boolean };
    };
    readonly matchConstraints: MatchConstraints;
    readonly matchConditions: readonly Condition[];
    /** YAML documents; `(( … ))` in them is CEL. */
    readonly generate: readonly { readonly template: { readonly value: string; readonly interpolate: 'cel' } }[];
  };
}

export interface MutatingPolicy extends Resource {
  readonly apiVersion: 'policies.kyverno.io/v1';
  readonly kind: 'MutatingPolicy';
  readonly spec: {
    readonly failurePolicy: 'Fail' | 'Ignore';
    readonly reinvocationPolicy: 'Never' | 'IfNeeded';
    readonly evaluation: { readonly admission: { readonly enabled: boolean }; readonly mutateExisting: { readonly enabled: boolean } };
    readonly matchConstraints: MatchConstraints;
    readonly matchConditions: readonly Condition[];
    readonly mutations: readonly { readonly patchType: 'JSONPatch'; readonly jsonPatch: { readonly expression: Cel } }[];
  };
}

export interface DeletingPolicy extends Resource {
  readonly apiVersion: 'policies.kyverno.io/v1';
  readonly kind: 'DeletingPolicy';
  readonly spec: {
    readonly schedule: string;
    readonly deletionPropagationPolicy: 'Background';
    readonly matchConstraints: MatchConstraints;
    readonly conditions: readonly Condition[];
  };
}

export interface PolicyException extends Resource {
  readonly apiVersion: 'policies.kyverno.io/v1';
  readonly kind: 'PolicyException';
  readonly spec: {
    readonly policyRefs: readonly { readonly kind: 'ImageValidatingPolicy' | 'GeneratingPolicy' | 'MutatingPolicy'; readonly name: string }[];
    readonly matchConditions: readonly Condition[];
    /** RFC 3339: from then on it holds no more. */
    readonly expiresAt: string;
    readonly reportResult: 'skip';
  };
}
