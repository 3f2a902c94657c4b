import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { certificate } from '../../kit/certificate.ts';
import { type Resource, resource, step } from '../../kit/resource.ts';

/** https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.Issuer: one that has a certificate sign itself. */
interface SelfSignedIssuer extends Resource {
  readonly apiVersion: 'cert-manager.io/v1';
  readonly kind: 'Issuer';
  readonly spec: { readonly selfSigned: Readonly<Record<string, never>> };
}

/**
 * Makes the API server ask metrics-server for metrics.k8s.io, over TLS that it verifies (upstream's manifest skips that):
 * the certificate signs itself, and cainjector tells the API server so. Returns the Secret with it.
 */
export function metricsApi(scope: Construct, name: string, namespace: string): string {
  const hostname = `${name}.${namespace}.svc`;
  resource<SelfSignedIssuer>(scope, { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name }, spec: { selfSigned: {} } });
  const secret = certificate(scope, {
    name,
    secretName: `${name}-tls`,
    issuer: { kind: 'Issuer', name },
    subject: { dnsNames: [hostname], commonName: hostname },
  });
  new k8s.KubeApiService(scope, 'APIService', {
    metadata: {
      name: 'v1beta1.metrics.k8s.io',
      // When the pods are ready: while an API has no answer, Kubernetes deletes no namespace.
      annotations: { ...step(1), 'cert-manager.io/inject-ca-from': `${namespace}/${name}` },
    },
    spec: { group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100, service: { name, namespace, port: 443 } },
  });
  return secret;
}
