import { tenantProblem } from '../config/rules/rules.ts';
import type { gateway, issuer } from '../kit/capability.ts';
import { hostnamesWithoutCertificate } from '../kit/tenant-certificates.ts';
import { certificatesOfTenants } from '../tenancy/certificates-of-tenants/index.ts';
import type { Check } from './checks.ts';

type FactOf<C> = C extends { readonly schema: { readonly _zod: { readonly output: infer T } } } ? T : never;

/** Each hostname of a tenant is served with a certificate that is for it: what cannot be had is told now, and not by browsers. */
export const tenantHostnamesHaveCertificates: Check = (built, { id, config, tenants }) => {
  const known = built.find(({ component }) => component.name === certificatesOfTenants.name)?.wants ?? {};
  const door = known['gateway'] as FactOf<typeof gateway> | undefined;
  const signer = known['issuer'] as FactOf<typeof issuer> | undefined;
  if (door === undefined) return [];
  const { domain } = config.ingress;
  const ownOnly = door.moreCertificates === undefined;
  const wildcard = ownOnly || signer?.wildcard === true;
  return tenants.flatMap((tenant) =>
    hostnamesWithoutCertificate(tenant, domain, wildcard).flatMap(({ hostname, namespace, index }) => {
      const at = (words: string) => [tenantProblem(tenant, ['namespaces', namespace, 'hostnames', index], `"${hostname}" ${words}`)];
      if (ownOnly)
        return at(
          `has a dot before ${domain}, and the Gateway of ${id} has a certificate for *.${domain} only; write a name of one label, like ${hostname
            .replace(/^\*\./, '')
            .slice(0, -domain.length - 1)
            .replaceAll('.', '-')}`,
        );
      if (wildcard || !hostname.startsWith('*.')) return [];
      return at(
        `is a wildcard, and the issuer of ${id} proves names one by one (ACME by HTTP-01); write each name that you use, or let cert-manager there prove names by DNS (components.cert-manager.issuer.acme.solver.rfc2136)`,
      );
    }),
  );
};
