import type { Cel, LabelSelector, ResourceRule } from './admission.ts';

/** The part of policies.kyverno.io/v1 that judges signatures of images: https://kyverno.io/docs/policy-types/overview/ */

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

/** The spec of an ImageValidatingPolicy, and of a NamespacedImageValidatingPolicy. */
export interface ImagePolicySpec {
  readonly validationActions: readonly ('Deny' | 'Audit' | 'Warn')[];
  readonly failurePolicy: 'Fail' | 'Ignore';
  readonly webhookConfiguration: { readonly timeoutSeconds: number };
  readonly evaluation: Evaluation;
  readonly autogen: { readonly podControllers: { readonly controllers: readonly string[] } };
  readonly matchConstraints: MatchConstraints;
  readonly matchConditions: readonly Condition[];
  /** By a glob, or by CEL over `ref`. */
  readonly matchImageReferences: readonly ({ readonly glob: string } | { readonly expression: Cel })[];
  readonly credentials?: { readonly secrets: readonly string[] };
  readonly validationConfigurations: { readonly mutateDigest: boolean; readonly verifyDigest: boolean; readonly required: boolean };
  readonly attestors: readonly Attestor[];
  readonly attestations?: readonly Attestation[];
  readonly validations: readonly { readonly expression: Cel; readonly message: string }[];
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

/** Pods when they are made or get another image. Pods only: a digest that was put into a Deployment would differ from what Git says. */
export const podsWithImages: readonly (ResourceRule & { readonly scope: '*' })[] = [
  { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'], scope: '*' },
  { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['pods/ephemeralcontainers'], scope: '*' },
];

/** All images of a pod, as CEL. */
export function imagesOf(of: Cel): Cel {
  return ['containers', 'initContainers', 'ephemeralContainers'].map((field) => `${of}.spec.?${field}.orValue([]).map(c, c.?image.orValue(''))`).join(' + ');
}

/** Not when a pod's labels change or when it ends, so that no registry that is away keeps a pod from going. */
export const imagesAreNew: Condition = {
  name: 'images-are-new',
  expression: `request.operation == 'CREATE' || ${imagesOf('object')} != ${imagesOf('oldObject')}`,
};

/** Those of the pod that the policy's references name. */
export const matchedImages: Cel = '(images.containers + images.initContainers + images.ephemeralContainers)';

/** Whether one of these attestors signed each image: one call for each, since what was verified once is remembered by signer. */
export function signedByOneOf(attestors: readonly string[]): Cel {
  const calls = attestors.map((one) => `verifyImageSignatures(image, [attestors['${one}']]) > 0`);
  return `${matchedImages}.all(image, ${calls.join(' || ')})`;
}
