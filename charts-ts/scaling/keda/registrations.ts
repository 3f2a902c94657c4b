import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { step } from '../../kit/resource.ts';
import { injectFrom } from './certificates.ts';
import { apiService, metricsApi, namespace, webhookConfiguration, webhooks } from './names.ts';

/** What the webhooks check: config/webhooks/validation_webhooks.yaml of v2.21.0. */
const checked = {
  'keda.sh': ['scaledobject', 'scaledjob', 'triggerauthentication', 'clustertriggerauthentication'],
  'eventing.keda.sh': ['cloudeventsource', 'clustercloudeventsource'],
} as const;

/** What the API server asks KEDA: metrics of event sources for autoscalers, and whether its objects are right. When the pods are ready. */
export function registrations(scope: Construct): void {
  new k8s.KubeApiService(scope, 'APIService', {
    // While an API has no answer, Kubernetes deletes no namespace.
    metadata: { name: apiService, annotations: { ...step(1), ...injectFrom } },
    spec: {
      group: 'external.metrics.k8s.io',
      version: 'v1beta1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { name: metricsApi, namespace, port: 443 },
    },
  });
  new k8s.KubeValidatingWebhookConfiguration(scope, 'validating', {
    metadata: { name: webhookConfiguration, annotations: { ...step(1), ...injectFrom } },
    webhooks: Object.entries(checked).flatMap(([group, kinds]) => kinds.map((kind) => webhook(group, kind))),
  });
}

/** Ignored while it is down, as upstream has it: it only spares people mistakes, and guards nothing. */
function webhook(group: string, kind: string): k8s.ValidatingWebhook {
  return {
    name: `${kind}.${group}`,
    admissionReviewVersions: ['v1'],
    failurePolicy: 'Ignore',
    sideEffects: 'None',
    timeoutSeconds: 5,
    clientConfig: { service: { name: webhooks, namespace, path: `/validate-${group.replaceAll('.', '-')}-v1alpha1-${kind}`, port: 443 } },
    rules: [{ apiGroups: [group], apiVersions: ['v1alpha1'], operations: ['CREATE', 'UPDATE'], resources: [`${kind}s`] }],
  };
}
