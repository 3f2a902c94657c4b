import type { Construct } from 'constructs';
import { list } from '../../kit/cel.ts';
import { startOf } from '../../kit/ending.ts';
import type { Condition } from '../../kit/image-policy.ts';
import { polder } from '../../kit/labels.ts';
import { resource, step } from '../../kit/resource.ts';
import { matchesAny } from './cel.ts';
import { inNamespaces, onlyExempt } from './images.ts';
import { cleanUpPolicies, imagePolicyName, objectName } from './names.ts';
import type { Exemption, Settings } from './settings.ts';
import type { PolicyException } from './types.ts';

/**
 * Exemptions as objects of their own, which say who answers for them and why. Each ends by itself: Kyverno leaves out one that has
 * expired, when it reads its policy again, within half a day. An exception's conditions know no clock: 1.19 refuses them.
 */
export function exceptions(scope: Construct, { exemptions, images }: Settings): void {
  exemptions.forEach((exemption, index) => {
    const { policy, owner, until, reason } = exemption;
    if ((cleanUpPolicies as readonly string[]).includes(policy)) return;
    const about = images[policy];
    resource<PolicyException>(scope, {
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'PolicyException',
      metadata: {
        name: `${policy}-${index + 1}`,
        annotations: { ...step(1), [polder.exemptions]: `${exemption.namespaces.join(', ')} until ${until}, ${owner}: ${reason}` },
      },
      spec: {
        policyRefs: [
          about === undefined ? { kind: kindOf(policy), name: objectName(policy) } : { kind: 'ImageValidatingPolicy', name: imagePolicyName(policy) },
        ],
        matchConditions: [
          ...(about === undefined ? [namespaceIs(exemption)] : [{ name: 'is-in-namespace', expression: inNamespaces(exemption.namespaces) }]),
          ...(about === undefined || exemption.images === undefined
            ? []
            : [{ name: 'has-only-exempt-images', expression: onlyExempt(about, exemption.images, matchesAny) }]),
        ],
        expiresAt: startOf(until),
        reportResult: 'skip',
      },
    });
  });
}

/** The other policies judge the namespace itself. */
function namespaceIs({ namespaces }: Exemption): Condition {
  return { name: 'is-namespace', expression: `object.metadata.name in ${list(namespaces)}` };
}

function kindOf(policy: string): 'GeneratingPolicy' | 'MutatingPolicy' {
  return policy === 'tenant-pod-security' ? 'MutatingPolicy' : 'GeneratingPolicy';
}
