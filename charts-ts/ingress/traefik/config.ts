import { z } from 'zod';
import { Cidr, DnsName } from '../../config/values.ts';
import type { Mistake, Planned } from '../../kit/component.ts';
import { sized } from '../../kit/size.ts';

const nodePort = z.int().min(30000).max(32767);

/** Traefik's part of cluster.yaml. */
export const TraefikConfig = z.strictObject({
  replicas: z.int().min(1).max(20).default(2).describe('How many pods serve'),
  size: sized({ cpu: '100m', memory: '256Mi', cpuLimit: '2' }),
  service: z
    .strictObject({
      type: z.enum(['LoadBalancer', 'NodePort']).default('LoadBalancer').describe('How traffic from outside comes in'),
      annotations: z.record(z.string(), z.string()).default({}).describe("What the site's load balancer wants to know, such as an address pool"),
      nodePorts: z
        .strictObject({ http: nodePort, https: nodePort })
        .optional()
        .describe('Fixed ports on the nodes, where something outside forwards to them; chosen by Kubernetes when left out'),
    })
    .prefault({}),
  tls: z
    .enum(['good', 'sufficient'])
    .default('sufficient')
    .describe("Words of NCSC's TLS guidelines 2025: good is TLS 1.3 only, sufficient adds the safe half of TLS 1.2"),
  trustedProxies: z.array(Cidr).default([]).describe('Networks of proxies in front of the cluster: only their X-Forwarded headers are believed'),
  readTimeoutSeconds: z.int().min(1).max(3600).default(60).describe('How long a client may take to send one request, its upload included'),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9-]+$/, { error: 'is not a header name' }),
      // Traefik runs its file through a template first, so two braces would not arrive.
      z.string().regex(/^(?!.*\{\{)[^\r\n]*$/, { error: 'is not a header value; write one line without "{{"' }),
    )
    .default({})
    .describe('Response headers on every HTTPS answer, beside or instead of the defaults; "" leaves a default out. They replace what an application sends'),
  certificateHostnames: z
    .array(DnsName)
    .default([])
    .describe("Hostnames of tenants for the certificate, where the issuer makes no wildcard; those of the platform's components are in it already"),
  watch: z
    .enum(['declared', 'all'])
    .default('declared')
    .describe(
      'Whose routes are served: of the namespaces that this repository declares, or of any that is labelled polder.internal/routes=public. With all, Traefik may read every Secret of the cluster',
    ),
});
export type TraefikConfig = z.output<typeof TraefikConfig>;

/** What the schema alone cannot see. */
export function traefikMistakes({ cluster, config }: Planned<TraefikConfig>): Mistake[] {
  const { domain } = cluster.ingress;
  return [
    ...config.certificateHostnames.flatMap((hostname, index) =>
      hostname.endsWith(`.${domain}`)
        ? []
        : [
            {
              path: ['certificateHostnames', index],
              message: `"${hostname}" is not below ${domain}, which is all that the Gateway serves; write a name like app.${domain}`,
            },
          ],
    ),
    ...config.trustedProxies.flatMap((network, index) =>
      network.endsWith('/0')
        ? [{ path: ['trustedProxies', index], message: `"${network}" is everybody, so anyone could forge their address; name the networks of the proxies` }]
        : [],
    ),
  ];
}
