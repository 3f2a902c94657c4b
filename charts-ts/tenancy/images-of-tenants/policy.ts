import type { Construct } from 'constructs';
import { type ImagePolicySpec, imagesAreNew, podsWithImages, signedByOneOf } from '../../kit/image-policy.ts';
import { platformPrefix } from '../../kit/labels.ts';
import { type Resource, resource } from '../../kit/resource.ts';

/** https://kyverno.io/docs/policy-types/image-validating-policy/: the same as without a namespace, for pods of its own. */
interface NamespacedImageValidatingPolicy extends Resource {
  readonly apiVersion: 'policies.kyverno.io/v1';
  readonly kind: 'NamespacedImageValidatingPolicy';
  readonly spec: ImagePolicySpec;
}

interface Keys {
  readonly namespace: string;
  /** In PEM. */
  readonly keys: readonly string[];
  /** Upstream repositories of what the platform itself starts there. */
  readonly unsigned: readonly string[];
  /** The site's registry, which images of the platform stand below. */
  readonly mirror: string | undefined;
}

/** How long the API server waits while signatures are read at a registry, in seconds. */
const timeoutSeconds = 15;

/** Only images that one of the keys signed. Where Kyverno does not answer nothing starts: whoever names keys means it. */
export function policyOfKeys(scope: Construct, { namespace, keys, unsigned, mirror }: Keys): void {
  const attestors = keys.map((data, index) => ({ name: `key-${index + 1}`, cosign: { key: { data }, ctlog: { insecureIgnoreTlog: true } } }));
  resource<NamespacedImageValidatingPolicy>(scope, {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'NamespacedImageValidatingPolicy',
    metadata: { name: `${platformPrefix}image-keys`, namespace },
    spec: {
      validationActions: ['Deny'],
      failurePolicy: 'Fail',
      webhookConfiguration: { timeoutSeconds },
      evaluation: { mode: 'Kubernetes', admission: { enabled: true }, background: { enabled: true } },
      autogen: { podControllers: { controllers: [] } },
      matchConstraints: { matchPolicy: 'Equivalent', resourceRules: podsWithImages },
      matchConditions: [imagesAreNew],
      matchImageReferences: [unsigned.length === 0 ? { glob: '*' } : { expression: `!ref.matches('${among(unsigned, mirror)}')` }],
      validationConfigurations: { mutateDigest: true, verifyDigest: true, required: true },
      attestors,
      validations: [
        {
          expression: signedByOneOf(attestors.map(({ name }) => name)),
          message: `an image of this pod is not signed by a key of ${namespace}'s tenant (imageKeys in its file); sign it with cosign and one of these keys, or add the key that signed it`,
        },
      ],
    },
  });
}

/** References to these repositories, in RE2; brackets stand for a backslash, which CEL would take. */
function among(repositories: readonly string[], mirror: string | undefined): string {
  const start = mirror === undefined ? '' : `${mirror}/`;
  const each = repositories.map((repository) => `${start}${repository}`.replaceAll('.', '[.]'));
  return `^(${each.join('|')})[:@]`;
}
