import { z } from 'zod';
import { Span } from '../../config/values.ts';
import { sized } from '../../kit/size.ts';

/** oauth2-proxy's part of cluster.yaml. */
export const OAuth2ProxyConfig = z.strictObject({
  replicas: z.int().min(1).max(5).default(1).describe('How many pods for each page; none remembers anything'),
  session: Span.default('4h').describe(
    'How long a login lasts before the identity provider is asked again, unseen while the login there lasts. Who leaves a group loses the page within this time',
  ),
  size: sized({ cpu: '10m', memory: '64Mi', cpuLimit: '500m' }),
  sessions: z
    .strictObject({ size: sized({ cpu: '5m', memory: '64Mi', cpuLimit: '250m' }) })
    .prefault({})
    .describe('Valkey, which keeps the sessions of a page that gets tokens, in the pod of its proxy: a few KiB for each'),
});
export type OAuth2ProxyConfig = z.output<typeof OAuth2ProxyConfig>;

/** Measured with v7.15.4: 24 MiB after its start, 30 MiB after two thousand requests, fifty at a time. */
export const profiles = {
  lab: { size: { cpu: '5m', memory: '48Mi', cpuLimit: '250m' } },
  production: { replicas: 2, session: '1h', size: { cpu: '20m', memory: '96Mi', cpuLimit: '1' } },
} as const;
