export const name = 'oauth2-proxy';

/** What all its pods have in common: the policies of the pages let these in. */
export const podLabels = { 'app.kubernetes.io/component': name } as const;

/** Its client at the identity provider, one for all pages. */
export const clientId = 'login-proxy';

export const ports = { http: 4180, metrics: 44180 } as const;

export const cookieKey = 'cookie-secret';

/** Where the Secrets and the CAs are mounted. */
export const folders = { cookie: '/etc/oauth2-proxy/cookie', client: '/etc/oauth2-proxy/client', trust: '/etc/oauth2-proxy/trust' } as const;

/** Its workload's name, which is also its job's: another than the page's own, whose alerts ask for a job of the page's name. */
export function workloadOf(page: { readonly name: string }): string {
  return `login-${page.name}`;
}
