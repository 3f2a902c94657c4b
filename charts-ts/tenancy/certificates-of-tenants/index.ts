import type { Construct } from 'constructs';
import { z } from 'zod';
import { type ClusterTenant, namespaceOf } from '../../config/tenants.ts';
import { certificates, gateway, issuer, namespaces } from '../../kit/capability.ts';
import { certificate } from '../../kit/certificate.ts';
import { component } from '../../kit/component.ts';
import { ownHealth, type Resource, resource } from '../../kit/resource.ts';
import { hostnamesWithoutCertificate } from '../../kit/tenant-certificates.ts';

/** Names in one certificate: https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers, and others have no more. */
const namesInOne = 100;

/** The part of a Gateway that brings a certificate. */
interface Gateway extends Resource {
  readonly apiVersion: 'gateway.networking.k8s.io/v1';
  readonly kind: 'Gateway';
  readonly spec: {
    readonly gatewayClassName: string;
    readonly listeners: readonly {
      readonly name: string;
      readonly port: number;
      readonly protocol: 'HTTPS';
      readonly tls: { readonly mode: 'Terminate'; readonly certificateRefs: readonly { readonly group: ''; readonly kind: 'Secret'; readonly name: string }[] };
      readonly allowedRoutes: { readonly namespaces: { readonly from: 'Same' } };
    }[];
  };
}

/**
 * Certificates for tenants' hostnames that the platform's own does not cover: one for each namespace, so that a name which cannot be proven
 * spoils those of its namespace only, and no certificate grows with the number of tenants. Routes know nothing of it: they name the
 * platform's Gateway, and Traefik serves each name with whichever certificate fits. ListenerSets would be the standard's own way; Traefik
 * 3.7 reads none. Not among the platform's Gateway's own certificates either: Traefik turns off a listener of which one is missing.
 */
export const certificatesOfTenants = component({
  name: 'certificates-of-tenants',
  area: 'tenancy',
  purpose: "Certificates for hostnames of tenants that the platform's own certificate does not cover, one for each namespace",
  homepage: 'https://cert-manager.io/docs/usage/certificate/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated (cert-manager)',
  choice: { runnerUp: 'one certificate with the names of all', because: 'an authority takes a hundred names, and one that cannot be proven stops them all' },
  upgrade: 'When Traefik reads ListenerSets: make one for each namespace instead of these Gateways.',
  images: {},
  crds: [],
  // Where the Gateway is: its certificates' keys stay out of tenants' reach, who could take others' names with one of their own making.
  namespace: { name: 'traefik', podSecurity: 'restricted' },
  config: z.strictObject({}),
  profiles: {},
  needs: { namespaces },
  // Where these are not there, nothing can be had; a check tells it of each hostname that needs it.
  wants: { gateway, certificates, issuer },
  offers: () => [],
  build(scope, { cluster, wants }) {
    const { gateway: door, issuer: signer } = wants;
    if (door?.moreCertificates === undefined || signer === undefined || wants.certificates === undefined) return;
    for (const tenant of cluster.tenants)
      for (const [namespace, hostnames] of byNamespace(tenant, cluster.ingress.domain, signer.wildcard)) {
        const secrets = chunks(hostnames).map((dnsNames, index) =>
          certificate(scope, {
            name: index === 0 ? `tenant-${namespace}` : `tenant-${namespace}-${index + 1}`,
            namespace: door.namespace,
            issuer: { kind: 'ClusterIssuer', name: signer.name },
            subject: { dnsNames },
            // A name that is not proven yet, or never, keeps nobody else waiting. A stand-in until the first is issued: a listener without its Secret is invalid.
            annotations: { ...ownHealth, 'cert-manager.io/issue-temporary-certificate': 'true' },
          }),
        );
        bringing(scope, namespace, door.namespace, door.moreCertificates, secrets);
      }
  },
  forTenants: {
    // It has none: certificates stand beside the Gateway, where no Application of a tenant reaches.
    application: (tenant) => `tenant-${tenant}.certificates`,
    asks({ config }) {
      const name = Object.keys(config.namespaces).find((one) => (config.namespaces[one]?.hostnames ?? []).length > 0);
      return name === undefined ? undefined : ['namespaces', name, 'hostnames'];
    },
    build() {},
  },
});

/** The hostnames that need a certificate, by the whole name of their namespace. */
function byNamespace(tenant: ClusterTenant, domain: string, wildcard: boolean): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { hostname, namespace } of hostnamesWithoutCertificate(tenant, domain, wildcard)) {
    const whole = namespaceOf(tenant, namespace);
    found.set(whole, [...(found.get(whole) ?? []), hostname]);
  }
  return found;
}

function chunks(hostnames: readonly string[]): (readonly string[])[] {
  return Array.from({ length: Math.ceil(hostnames.length / namesInOne) }, (_, index) => hostnames.slice(index * namesInOne, (index + 1) * namesInOne));
}

/** Takes no routes of tenants: it only hands Traefik the certificates (pkg/provider/kubernetes/gateway/kubernetes.go, loadGatewayListeners). */
function bringing(
  scope: Construct,
  tenantNamespace: string,
  namespace: string,
  { gatewayClass, port }: { readonly gatewayClass: string; readonly port: number },
  secrets: readonly string[],
): void {
  resource<Gateway>(scope, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: `tenant-${tenantNamespace}`, namespace, annotations: ownHealth },
    spec: {
      gatewayClassName: gatewayClass,
      listeners: secrets.map((name, index) => ({
        name: `https-${index + 1}`,
        port,
        protocol: 'HTTPS',
        tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name }] },
        allowedRoutes: { namespaces: { from: 'Same' } },
      })),
    },
  });
}
