import type { Cel, LabelSelector, ResourceRule } from '../../kit/admission.ts';
import type { Resource } from '../../kit/resource.ts';

/** The part of policies.kyverno.io/v1 that the platform writes: https://kyverno.io/docs/policy-types/overview/ */

/** As the API server would fill it in: matchPolicy and scope are stated. */
export interface MatchConstraints {
  readonly matchPolicy: 'Equivalent';
  readonly namespaceSelector?: LabelSelector;
  readonly resourceRules: readonly (ResourceRule & { readonly scope: '*' })[];
}

export interface Condition {
  readonly name: string;
  readonly expression: Cel;
}

interface Evaluation {
  readonly mode: 'Kubernetes';
  readonly admission: { readonly enabled: boolean };
  readonly background: { readonly enabled: boolean };
}

export interface ImageValidatingPolicy extends Resource {
  readonly apiVersion: 'policies.kyverno.io/v1';
  readonly kind: 'ImageValidatingPolicy';
  readonly spec: {
    readonly validationActions: readonly ('Deny' | 'Audit' | 'Warn')[];
    readonly failurePolicy: 'Fail' | 'Ignore';
    readonly webhookConfiguration: { readonly timeoutSeconds: number };
    readonly evaluation: Evaluation;
    readonly autogen: { readonly podControllers: { readonly controllers: readonly string[] } };
    readonly matchConstraints: MatchConstraints;
    readonly matchConditions: readonly Condition[];
    readonly matchImageReferences: readonly { readonly glob: string }[];
    readonly credentials?: { readonly secrets: readonly string[] };
    readonly validationConfigurations: { readonly mutateDigest: boolean; readonly verifyDigest: boolean; readonly required: boolean };
    readonly attestors: readonly Attestor[];
    readonly attestations?: readonly Attestation[];
    readonly validations: readonly { readonly expression: Cel; readonly message: string }[];
  };
}

interface Text {
  readonly value: string;
}

export interface Attestor {
  readonly name: string;
  readonly cosign?: Cosign;
  readonly notary?: { readonly certs: Text; readonly tsaCerts?: Text };
}

export interface Cosign {
  readonly key?: { readonly data: string; readonly hashAlgorithm?: string };
  readonly certificate?: { readonly cert: Text; readonly certChain?: Text };
  readonly keyless?: { readonly identities: readonly Identity[]; readonly roots?: string };
  readonly source?: { readonly repository: string };
  readonly ctlog?: {
    readonly url?: string;
    readonly rekorPubKey?: string;
    readonly ctLogPubKey?: string;
    readonly tsaCertChain?: string;
    readonly insecureIgnoreTlog?: boolean;
    readonly insecureIgnoreSCT?: boolean;
  };
  readonly tuf?: { readonly mirror: string; readonly root?: { readonly data: string } };
  readonly trustedRoot?: Text;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Identity {
  readonly issuer?: string;
  readonly subject?: string;
  readonly subjectRegExp?: string;
}

export interface Attestation {
  readonly name: string;
  readonly intoto?: { readonly type: string };
  readonly referrer?: { readonly type: string };
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
