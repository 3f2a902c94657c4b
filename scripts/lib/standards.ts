/** A standard of the list "pas toe of leg uit" (https://www.forumstandaardisatie.nl/open-standaarden), or close to it, that a platform meets or not. */
export interface Standard {
  readonly name: string;
  readonly url: string;
  /** applied: by the platform itself. site: what stands outside the cluster decides. supports: an application on the platform decides. */
  readonly status: 'applied' | 'site' | 'supports' | 'not yet';
  /** Where, or why not. */
  readonly how: string;
}

const forum = 'https://www.forumstandaardisatie.nl/open-standaarden';

export const standards: readonly Standard[] = [
  {
    name: 'HTTPS and HSTS',
    url: `${forum}/https-en-hsts`,
    status: 'applied',
    how: 'Every hostname: redirect from HTTP, HSTS of a year (Traefik; on OpenShift its router)',
  },
  {
    name: 'TLS',
    url: `${forum}/tls`,
    status: 'applied',
    how: 'TLS 1.2 and 1.3 with the ciphers that NCSC calls good or sufficient, keys of ECDSA; test/e2e/clusters.test.ts tries them',
  },
  {
    name: 'security.txt',
    url: `${forum}/securitytxt`,
    status: 'applied',
    how: 'On every hostname at Traefik; fleet.yaml says the contact. Not at OpenShift’s router',
  },
  {
    name: 'IPv6 and IPv4',
    url: `${forum}/ipv6-en-ipv4`,
    status: 'applied',
    how: 'Network policies, Services and pools of addresses take both; the network of the site decides whether both are there',
  },
  {
    name: 'OpenID NLGov',
    url: `${forum}/authenticatie-standaarden`,
    status: 'applied',
    how: 'Keycloak, rule by rule, below; what a program cannot is explained there',
  },
  {
    name: 'SAML',
    url: `${forum}/authenticatie-standaarden`,
    status: 'supports',
    how: 'Keycloak brokers to a site’s SAML provider (components.keycloak.brokers)',
  },
  {
    name: 'NL GOV profile for OAuth 2.0',
    url: `${forum}/nl-gov-assurance-profile-oauth-20`,
    status: 'applied',
    how: 'As far as the profile of OpenID builds upon it, below',
  },
  {
    name: 'STARTTLS and DANE',
    url: `${forum}/starttls-en-dane`,
    status: 'site',
    how: 'Alertmanager, Keycloak and Forgejo send mail to a relay with TLS; DANE is the relay’s',
  },
  { name: 'SPF, DKIM and DMARC', url: `${forum}/dmarc`, status: 'site', how: 'Of the mail relay, and the DNS of the domain that mail comes from' },
  { name: 'DNSSEC', url: `${forum}/dnssec`, status: 'site', how: 'The name servers sign; external-dns writes the records into them' },
  { name: 'RPKI', url: `${forum}/rpki`, status: 'site', how: 'The network of the data centre' },
  {
    name: 'NEN-EN-ISO/IEC 27001 and 27002',
    url: `${forum}/nen-en-isoiec-27001`,
    status: 'site',
    how: 'The organisation’s own; the platform brings logging, access by role, backups and alerts that BIO2 asks for. Of 5.17.01 logins from unusual places have a search, no alert: docs/identity.md',
  },
  { name: 'REST API Design Rules', url: `${forum}/rest-api-design-rules`, status: 'supports', how: 'The platform has no API of its own; routes take any' },
  { name: 'Digikoppeling and FSC', url: `${forum}/digikoppeling`, status: 'not yet', how: 'OpenFSC is no component yet; an application can bring it' },
  {
    name: 'Digitoegankelijk (EN 301 549)',
    url: `${forum}/digitoegankelijk-en-301-549-met-wcag-21`,
    status: 'supports',
    how: 'Pages are those of the programs; Keycloak’s login page is the one that citizens could meet, and is upstream’s own',
  },
];
