import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { certificate } from '../../kit/certificate.ts';
import { resource } from '../../kit/resource.ts';
import type { SelfSignedIssuer } from './types.ts';

/** What the API server asks before it stores a Bundle, and the certificate for it, which signs itself. Returns the Secret with it. */
export function bundleWebhook(scope: Construct, name: string, namespace: string): string {
  const hostname = `${name}.${namespace}.svc`;
  resource<SelfSignedIssuer>(scope, { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name }, spec: { selfSigned: {} } });
  const secret = certificate(scope, {
    name,
    secretName: `${name}-tls`,
    issuer: { kind: 'Issuer', name },
    subject: { dnsNames: [hostname], commonName: hostname },
  });
  new k8s.KubeValidatingWebhookConfiguration(scope, 'validating', {
    // cainjector fills in caBundle from the Certificate's Secret.
    metadata: { name, annotations: { 'cert-manager.io/inject-ca-from': `${namespace}/${name}` } },
    webhooks: [
      {
        name: 'trust.cert-manager.io',
        admissionReviewVersions: ['v1'],
        failurePolicy: 'Fail',
        sideEffects: 'None',
        timeoutSeconds: 5,
        clientConfig: { service: { name, namespace, path: '/validate-trust-cert-manager-io-v1alpha1-bundle', port: 443 } },
        rules: [{ apiGroups: ['trust.cert-manager.io'], apiVersions: ['v1alpha1'], operations: ['CREATE', 'UPDATE'], resources: ['bundles'] }],
      },
    ],
  });
  return secret;
}
