import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { webhook, webhookAuthority } from './names.ts';

/**
 * What the API server asks the webhook: whether an object is valid, and whether who approves a request may. Answers come
 * before anything is stored, so nothing passes while it is down, and no namespace can opt out. cainjector fills in caBundle.
 */
export function webhookConfigurations(scope: Construct, name: string, namespace: string): void {
  const metadata = { name, annotations: { 'cert-manager.io/inject-ca-from-secret': `${namespace}/${webhookAuthority}` } };
  const shared = { name: 'webhook.cert-manager.io', admissionReviewVersions: ['v1'], failurePolicy: 'Fail', sideEffects: 'None', timeoutSeconds: 10 };
  const clientConfig = (path: string) => ({ service: { name: webhook, namespace, path, port: 443 } });
  new k8s.KubeMutatingWebhookConfiguration(scope, 'mutating', {
    metadata,
    webhooks: [
      {
        ...shared,
        clientConfig: clientConfig('/mutate'),
        // Writes into a request who made it.
        rules: [{ apiGroups: ['cert-manager.io'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['certificaterequests'] }],
      },
    ],
  });
  new k8s.KubeValidatingWebhookConfiguration(scope, 'validating', {
    metadata,
    webhooks: [
      {
        ...shared,
        clientConfig: clientConfig('/validate'),
        rules: [
          {
            apiGroups: ['cert-manager.io'],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['certificates', 'certificaterequests', 'certificaterequests/status', 'issuers', 'clusterissuers'],
          },
          { apiGroups: ['acme.cert-manager.io'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['orders', 'challenges'] },
        ],
      },
    ],
  });
}
