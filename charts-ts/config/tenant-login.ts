import { z } from 'zod';
import { DnsLabel, DnsName } from './values.ts';
import { quoted } from './words.ts';

const Callback = z.string().refine((value) => /^\/[\w./~-]*$/.test(value), {
  error: ({ input }) => `${quoted(input)} is not a path; write it whole, without a wildcard, like /oauth2/callback`,
});

/** A hostname of one program: a wildcard is no place to send people back to. */
const Hostname = z.union([DnsLabel, DnsName], {
  error: ({ input }) => `${quoted(input)} is not a hostname; write it like loket or loket.example.nl, without a wildcard`,
});

/** A program of a tenant that people log in to: the platform registers it, and hands over its secret. */
export const TenantLogin = z.strictObject({
  namespace: DnsLabel.describe('The namespace of the program, as named under namespaces: the Secret oidc-<name> comes there'),
  hostname: Hostname.describe('Where the program answers: one of the hostnames of that namespace'),
  callbacks: z
    .array(Callback)
    .min(1)
    .default(['/oauth2/callback'])
    .describe('The paths that people are sent back to after the login, whole: OpenID NLGov has no wildcards'),
  afterLogout: z.array(Callback).default(['/']).describe('The paths that people may be sent to after the logout'),
  refreshTokens: z.boolean().default(false).describe('Whether it gets refresh tokens: only for a program that acts for somebody who is away'),
});
export type TenantLogin = z.output<typeof TenantLogin>;
