import type { Registered, Registrations } from '../../charts-ts/registered.ts';

/** What a person registers at the site's own identity provider. */
export function registrationsText(cluster: string, { issuer, clients }: Registrations): string {
  const scopes = [...new Set(clients.flatMap((client) => client.scopes))].join(' ');
  const head = `${cluster} needs ${clients.length} clients at ${issuer}: authorization code flow with PKCE (S256), ID tokens signed with RS256, the scopes ${scopes}`;
  return [head, ...clients.map(clientText)].join('\n\n').concat('\n');
}

function clientText(client: Registered): string {
  const { id, title, component, redirectUris, postLogoutRedirectUris, refreshTokens, audiences, groups, secret } = client;
  return [
    `${id}${component === undefined ? '' : ` (${component})`}`,
    `  for: ${title}`,
    `  kind: ${kind(client)}`,
    ...redirectUris.map((uri) => `  redirect URI: ${uri}`),
    ...postLogoutRedirectUris.map((uri) => `  after logout: ${uri}`),
    ...(audiences.length === 0 ? [] : [`  audience of its ID tokens, beside itself: ${audiences.join(', ')}`]),
    `  refresh tokens: ${refreshTokens ? 'yes' : 'no'}`,
    ...(groups === undefined ? [] : [`  groups in its tokens, and no others: ${groups.join(', ')}`]),
    ...(secret === undefined ? [] : [`  its secret goes into: ${secret}`]),
  ].join('\n');
}

function kind({ authentication, native }: Registered): string {
  if (authentication !== 'none') return `confidential (${authentication})`;
  return native ? 'public, native: it runs on the machines of people' : 'public';
}
