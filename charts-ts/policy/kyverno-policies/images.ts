import type { Construct } from 'constructs';
import type { Cel } from '../../kit/admission.ts';
import { list, literal } from '../../kit/cel.ts';
import { type Attestation, type ImagePolicySpec, imagesAreNew, imagesOf, matchedImages, podsWithImages, signedByOneOf } from '../../kit/image-policy.ts';
import { resource } from '../../kit/resource.ts';
import { attestor } from './attestors.ts';
import { requests } from './match.ts';
import { imagePolicyName } from './names.ts';
import type { ImagePolicy } from './settings.ts';
import type { ImageValidatingPolicy } from './types.ts';

const actions: Readonly<Record<ImagePolicy['action'], ImagePolicySpec['validationActions']>> = {
  deny: ['Deny'],
  warn: ['Warn', 'Audit'],
  audit: ['Audit'],
};

/** What the API server is told to do where Kyverno does not answer: the platform must start without it. */
function failurePolicy({ whenUnsure, where, action }: ImagePolicy): 'Fail' | 'Ignore' {
  const unsure = whenUnsure ?? (where === 'tenants' && action === 'deny' ? 'refuse' : 'admit');
  return unsure === 'refuse' ? 'Fail' : 'Ignore';
}

/** Checks the signatures of images when a pod is made, or gets another image. */
export function imagePolicy(scope: Construct, name: string, policy: ImagePolicy, timeoutSeconds: number): void {
  resource<ImageValidatingPolicy>(scope, {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ImageValidatingPolicy',
    metadata: { name: imagePolicyName(name) },
    spec: {
      validationActions: actions[policy.action],
      failurePolicy: failurePolicy(policy),
      webhookConfiguration: { timeoutSeconds },
      evaluation: { mode: 'Kubernetes', admission: { enabled: true }, background: { enabled: true } },
      autogen: { podControllers: { controllers: [] } },
      matchConstraints: requests(policy.where, podsWithImages),
      matchConditions: [imagesAreNew],
      matchImageReferences: policy.references.map((glob) => ({ glob })),
      validationConfigurations: { mutateDigest: policy.pinDigests, verifyDigest: policy.pinDigests, required: true },
      attestors: Object.entries(policy.signers).map(([signer, one]) => attestor(signer, one)),
      ...(Object.keys(policy.attestations).length === 0 ? {} : { attestations: attestations(policy) }),
      validations: [signatures(policy), ...Object.keys(policy.attestations).flatMap((one) => statements(policy, one))],
    },
  });
}

/** One call for each signer: what was verified once is remembered by signer. */
function anySigner(policy: ImagePolicy, call: (signer: Cel) => Cel): Cel {
  return Object.keys(policy.signers)
    .map((signer) => `${call(`[attestors[${literal(signer)}]]`)} > 0`)
    .join(' || ');
}

function signatures(policy: ImagePolicy) {
  const signers = Object.keys(policy.signers).join(' or ');
  return {
    expression: signedByOneOf(Object.keys(policy.signers)),
    message: `an image of this pod is not signed by ${signers}; sign it (docs/policies.md), or ask the platform team for an exemption`,
  };
}

function attestations({ attestations: wanted }: ImagePolicy): Attestation[] {
  return Object.entries(wanted).map(([name, { predicateType, artifactType }]) => ({
    name,
    ...(predicateType === undefined ? {} : { intoto: { type: predicateType } }),
    ...(artifactType === undefined ? {} : { referrer: { type: artifactType } }),
  }));
}

function statements(policy: ImagePolicy, name: string) {
  const attestation = `attestations[${literal(name)}]`;
  const signed = {
    expression: `${matchedImages}.all(image, ${anySigner(policy, (signer) => `verifyAttestationSignatures(image, ${attestation}, ${signer})`)})`,
    message: `an image of this pod has no ${name} that is signed by ${Object.keys(policy.signers).join(' or ')}; attest it when it is built (docs/policies.md)`,
  };
  const conditions = policy.attestations[name]?.conditions ?? [];
  return [
    signed,
    ...conditions.map(({ expression, message }) => ({
      expression: `${matchedImages}.all(image, [extractPayload(image, ${attestation})].all(payload, ${expression}))`,
      message: `the ${name} of an image of this pod: ${message}`,
    })),
  ];
}

/** Whether the images of a pod that the policy is about are all among those that are exempt. */
export function onlyExempt({ references }: ImagePolicy, exempt: readonly string[], matches: (image: Cel, globs: readonly string[]) => Cel): Cel {
  return `(${imagesOf('object')}).all(image, !${matches('image', references)} || ${matches('image', exempt)})`;
}

/** Where an exemption holds. */
export function inNamespaces(namespaces: readonly string[]): Cel {
  return `object.metadata.namespace in ${list(namespaces)}`;
}
