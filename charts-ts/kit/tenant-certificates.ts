import { type ClusterTenant, hostnameBelow } from '../config/tenants.ts';

/** A hostname of a tenant in full, and where its file says it. */
export interface TenantHostnameAt {
  readonly hostname: string;
  readonly namespace: string;
  readonly index: number;
}

/**
 * The hostnames of a tenant that the platform's own certificate does not cover. With a wildcard it is for `*.<domain>`, which means names
 * of one label below the domain (RFC 6125 6.4.3); without one it names those of the platform, so that no tenant's name can spoil it.
 */
export function hostnamesWithoutCertificate(tenant: ClusterTenant, domain: string, wildcard: boolean): TenantHostnameAt[] {
  return Object.entries(tenant.config.namespaces).flatMap(([namespace, { hostnames }]) =>
    hostnames.flatMap((written, index) => {
      const hostname = hostnameBelow(domain, written);
      const isCovered = wildcard && !hostname.slice(0, -domain.length - 1).includes('.');
      return isCovered ? [] : [{ hostname, namespace, index }];
    }),
  );
}
