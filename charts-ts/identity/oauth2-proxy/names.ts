import type { WebUi } from '../../kit/login.ts';

export const name = 'oauth2-proxy';

/** What all its pods have in common: the policies of the pages let these in. */
export const podLabels = { 'app.kubernetes.io/component': name } as const;

/** Its client at the identity provider: one for all pages that get no tokens, and one of its own for each that does. */
export function clientIdOf({ name: page, roles }: Pick<WebUi, 'name' | 'roles'>): string {
  return roles === 'by-token' ? workloadOf({ name: page }) : 'login-proxy';
}

export const ports = { http: 4180, metrics: 44180 } as const;

/** Where sessions with tokens are kept: in the proxy's own pod, for nobody else. */
export const sessionPort = 6379;

export const cookieKey = 'cookie-secret';

/** Where the Secrets and the CAs are mounted. */
export const folders = { cookie: '/etc/oauth2-proxy/cookie', client: '/etc/oauth2-proxy/client', trust: '/etc/oauth2-proxy/trust' } as const;

/** Its workload's name, which is also its job's: another than the page's own, whose alerts ask for a job of the page's name. */
export function workloadOf(page: { readonly name: string }): string {
  return `login-${page.name}`;
}
