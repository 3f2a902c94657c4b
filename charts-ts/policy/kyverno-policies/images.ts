import type { Construct } from 'constructs';
import type { Cel } from '../../kit/admission.ts';
import { resource } from '../../kit/resource.ts';
import { attestor } from './attestors.ts';
import { list, literal } from './cel.ts';
import { requests } from './match.ts';
import { imagePolicyName } from './names.ts';
import type { ImagePolicy } from './settings.ts';
import type { Attestation, ImageValidatingPolicy } from './types.ts';

const actions: Readonly<Record<ImagePolicy['action'], ImageValidatingPolicy['spec']['validationActions']>> = {
  deny: ['Deny'],
  warn: ['Warn', 'Audit'],
  audit: ['Audit'],
};

/** What the API server is told to do where Kyverno does not answer: the platform must start without it. */
function failurePolicy({ whenUnsure, where, action }: ImagePolicy): 'Fail' | 'Ignore' {
  const unsure = whenUnsure ?? (where === 'tenants' && action === 'deny' ? 'refuse' : 'admit');
  return unsure === 'refuse' ? 'Fail' : 'Ignore';
}

/**
 * Checks the signatures of images when a pod is made, or gets another image: not when its labels change or when it ends, so that no
 * registry that is away keeps a pod from going. Pods only: a digest that was put into a Deployment would differ from what Git says.
 */
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
      matchConstraints: requests(policy.where, [
        { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] },
        { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['pods/ephemeralcontainers'] },
      ]),
      matchConditions: [{ name: 'images-are-new', expression: imagesAreNew }],
      matchImageReferences: policy.references.map((glob) => ({ glob })),
      validationConfigurations: { mutateDigest: policy.pinDigests, verifyDigest: policy.pinDigests, required: true },
      attestors: Object.entries(policy.signers).map(([signer, one]) => attestor(signer, one)),
      ...(Object.keys(policy.attestations).length === 0 ? {} : { attestations: attestations(policy) }),
      validations: [signatures(policy), ...Object.keys(policy.attestations).flatMap((one) => statements(policy, one))],
    },
  });
}

function imagesOf(of: Cel): Cel {
  return ['containers', 'initContainers', 'ephemeralContainers'].map((field) => `${of}.spec.?${field}.orValue([]).map(c, c.?image.orValue(''))`).join(' + ');
}

const imagesAreNew = `request.operation == 'CREATE' || ${imagesOf('object')} != ${imagesOf('oldObject')}`;

/** Those of the pod that the policy's references name. */
const images = '(images.containers + images.initContainers + images.ephemeralContainers)';

/** One call for each signer: what was verified once is remembered by signer. */
function anySigner(policy: ImagePolicy, call: (signer: Cel) => Cel): Cel {
  return Object.keys(policy.signers)
    .map((signer) => `${call(`[attestors[${literal(signer)}]]`)} > 0`)
    .join(' || ');
}

function signatures(policy: ImagePolicy) {
  const signers = Object.keys(policy.signers).join(' or ');
  return {
    expression: `${images}.all(image, ${anySigner(policy, (signer) => `verifyImageSignatures(image, ${signer})`)})`,
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
    expression: `${images}.all(image, ${anySigner(policy, (signer) => `verifyAttestationSignatures(image, ${attestation}, ${signer})`)})`,
    message: `an image of this pod has no ${name} that is signed by ${Object.keys(policy.signers).join(' or ')}; attest it when it is built (docs/policies.md)`,
  };
  const conditions = policy.attestations[name]?.conditions ?? [];
  return [
    signed,
    ...conditions.map(({ expression, message }) => ({
      expression: `${images}.all(image, [extractPayload(image, ${attestation})].all(payload, ${expression}))`,
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
