/** The three programs, each with a Deployment, a ServiceAccount and a Service of its name. */
export const controller = 'cert-manager';
export const webhook = 'cert-manager-webhook';
export const cainjector = 'cert-manager-cainjector';

/** The ClusterIssuer that the platform's certificates come from. */
export const platformIssuer = 'platform';
/** A lab's own root: its Issuer, its Certificate and its Secret. */
export const labRoot = 'platform-root';
/** The Secret with the key of the account at the ACME server; cert-manager makes it. */
export const acmeAccount = 'acme-account';
/** The Secret with the CA that signs the webhook's certificate; the webhook makes it. */
export const webhookAuthority = 'cert-manager-webhook-ca';
