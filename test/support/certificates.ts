import { catalogue } from '../../charts-ts/catalogue.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';

/** For tests: a cluster that has cert-manager and an issuer by itself, whatever the catalogue holds. */
export function withCertificates(issuer: { readonly wildcard: boolean } = { wildcard: true }): Record<string, unknown> {
  const makers = (catalogue as readonly AnyComponent[]).filter(({ name }) => name === 'cert-manager');
  return {
    provides: { certificates: {}, issuer: { name: 'site', ...issuer } },
    components: Object.fromEntries(makers.map(({ name }) => [name, { enabled: false }])),
  };
}
