import type { Construct } from 'constructs';
import { certificate } from '../../kit/certificate.ts';
import { type Resource, resource } from '../../kit/resource.ts';
import { metricsApi, operator, webhooks } from './names.ts';

/** https://cert-manager.io/docs/reference/api-docs/: the parts that are written here. */
interface SelfSigned extends Resource {
  readonly apiVersion: 'cert-manager.io/v1';
  readonly kind: 'Issuer';
  readonly spec: { readonly selfSigned: Readonly<Record<string, never>> };
}

interface Signer extends Resource {
  readonly apiVersion: 'cert-manager.io/v1';
  readonly kind: 'ClusterIssuer';
  readonly spec: { readonly ca: { readonly secretName: string } };
}

/** In cert-manager's namespace: there, and nowhere else, cainjector and a ClusterIssuer read Secrets. */
const authority = { name: 'keda-ca', namespace: 'cert-manager' } as const;

/** What cainjector tells the API server: the CA of KEDA's API and webhook. */
export const injectFrom = { 'cert-manager.io/inject-ca-from': `${authority.namespace}/${authority.name}` } as const;

export interface Certificates {
  readonly operator: string;
  readonly metricsApi: string;
  /** Of the metrics API as the operator's client. */
  readonly client: string;
  readonly webhooks: string;
}

/**
 * A CA of KEDA's own, whose key stays in cert-manager's namespace, and what it signs. Upstream's operator would make all this itself, and may
 * change webhook configurations and API services for it.
 */
export function kedaCertificates(scope: Construct, namespace: string): Certificates {
  const { name } = authority;
  resource<SelfSigned>(scope, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { ...authority, name: 'keda-self-signed' },
    spec: { selfSigned: {} },
  });
  // Ten years: when a CA changes, what it signed must be made anew by hand before all trust each other again.
  certificate(scope, {
    ...authority,
    issuer: { kind: 'Issuer', name: 'keda-self-signed' },
    subject: { authority: 'KEDA' },
    duration: '87600h0m0s',
    curve: 384,
  });
  resource<Signer>(scope, { apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: { name }, spec: { ca: { secretName: name } } });
  const issuer = { kind: 'ClusterIssuer', name } as const;
  const server = (of: string) => {
    const hostname = `${of}.${namespace}.svc`;
    return certificate(scope, { name: of, secretName: `${of}-tls`, issuer, subject: { dnsNames: [hostname] } });
  };
  return {
    operator: server(operator),
    metricsApi: server(metricsApi),
    webhooks: server(webhooks),
    client: certificate(scope, { name: `${metricsApi}-client`, secretName: `${metricsApi}-client-tls`, issuer, subject: { client: metricsApi } }),
  };
}
