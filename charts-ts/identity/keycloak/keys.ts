import type { Realm } from './types.ts';

/** 128 bits of security; left alone, Keycloak makes RSA keys of 2048 bits, which are 112: https://doi.org/10.6028/NIST.SP.800-57pt1r5 (table 2) */
const keySize = '3072';

/**
 * The keys that tokens, client assertions and requests to SAML providers are signed with, and that request objects are encrypted to. They are
 * called as Keycloak calls those that it makes by itself, with a realm or when an algorithm is first asked for: the job then gives these the
 * right size, once, and none of 2048 bits stays beside them. Keycloak makes a key again when its size is another, and not before.
 * https://www.keycloak.org/docs/latest/server_admin/#realm_keys
 */
export const keyProviders: Realm['components'] = {
  'org.keycloak.keys.KeyProvider': [
    rsa('rsa-generated', 'rsa-generated', 'RS256'),
    rsa('fallback-PS256', 'rsa-generated', 'PS256'),
    rsa('rsa-enc-generated', 'rsa-enc-generated', 'RSA-OAEP'),
  ],
};

function rsa(name: string, providerId: 'rsa-generated' | 'rsa-enc-generated', algorithm: string): Realm['components'][string][number] {
  return { name, providerId, config: { priority: ['100'], enabled: ['true'], active: ['true'], algorithm: [algorithm], keySize: [keySize] } };
}
