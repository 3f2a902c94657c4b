import type { Construct } from 'constructs';
import { certificate } from '../../kit/certificate.ts';
import { type Resource, resource } from '../../kit/resource.ts';
import { authority, clientHost, openbaoName, podHost, serverCertificate } from './names.ts';
import { ordinals } from './server-config.ts';

interface Issuer extends Resource {
  readonly apiVersion: 'cert-manager.io/v1';
  readonly kind: 'Issuer';
  readonly spec: { readonly selfSigned: Readonly<Record<string, never>> } | { readonly ca: { readonly secretName: string } };
}

/** A CA of its own, which nobody else trusts, and from it the certificate of all pods. Returns the Secret with that one. */
export function openbaoCertificates(scope: Construct, namespace: string, replicas: number): string {
  issuer(scope, `${openbaoName}-root`, { selfSigned: {} });
  certificate(scope, {
    name: authority,
    issuer: { kind: 'Issuer', name: `${openbaoName}-root` },
    subject: { authority: 'Polder OpenBao' },
    duration: '87600h0m0s',
    renewBefore: '8760h0m0s',
    curve: 384,
  });
  issuer(scope, openbaoName, { ca: { secretName: authority } });
  return certificate(scope, {
    name: serverCertificate,
    issuer: { kind: 'Issuer', name: openbaoName },
    subject: { dnsNames: [clientHost(namespace), ...ordinals(replicas).map((ordinal) => podHost(ordinal, namespace))] },
  });
}

function issuer(scope: Construct, name: string, spec: Issuer['spec']): void {
  resource<Issuer>(scope, { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name }, spec });
}
