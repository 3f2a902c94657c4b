import { isIP } from 'node:net';
import { z } from 'zod';
import { DnsName, HttpUrl } from '../../config/values.ts';
import { quoted } from '../../config/words.ts';
import type { Mistake, Planned } from '../../kit/component.ts';
import { SecretKeyRef } from '../../kit/secret.ts';
import { sized } from '../../kit/size.ts';

const Nameserver = z.string().refine((value) => isIP(value) !== 0 || DnsName.safeParse(value).success, {
  error: (issue) => `${quoted(issue.input)} is not a name server; write its address or name, like 192.0.2.53 or ns1.example.nl, without a port`,
});

const Rfc2136 = z
  .strictObject({
    nameserver: Nameserver.describe('The name server that takes updates and transfers of the zones, by address or name'),
    port: z.int().min(1).max(65535).default(53).describe('Its port'),
    zones: z.array(DnsName).min(1).describe('The zones to write in, as the name server calls them, such as odc.example.nl'),
    tsigKeyName: z.string().min(1).describe("The TSIG key's name at the name server"),
    tsigAlgorithm: z.enum(['HMACSHA256', 'HMACSHA512']).default('HMACSHA256').describe("The TSIG key's algorithm; MD5 and SHA-1 are phased out"),
    tsigSecret: SecretKeyRef.default({ name: 'external-dns', key: 'tsig' }).describe('Where the TSIG key stands, in base64, in the namespace external-dns'),
  })
  .describe('A name server that takes updates of a zone (RFC 2136): BIND, Knot, Windows, most others');

const PowerDns = z
  .strictObject({
    url: HttpUrl.describe('The address of its API, such as https://pdns.example.nl:8081'),
    zones: z.array(DnsName).min(1).describe('The zones to write in, such as odc.example.nl; no other is touched'),
    serverId: z.string().min(1).default('localhost').describe('The id of the server at the API; another than localhost only behind a proxy'),
    apiKey: SecretKeyRef.default({ name: 'external-dns', key: 'api-key' }).describe('Where the API key stands, in the namespace external-dns'),
  })
  .describe('The API of PowerDNS');

/** external-dns' part of cluster.yaml. */
export const ExternalDnsConfig = z.strictObject({
  // null takes back what a wider file said, since maps are merged.
  rfc2136: Rfc2136.nullish().describe('A name server that takes updates of a zone (RFC 2136); null where a wider file names one'),
  powerdns: PowerDns.nullish().describe('The API of PowerDNS; null where a wider file names it'),
  domains: z.array(DnsName).default([]).describe('Only hostnames below these get a record at an rfc2136 name server; none: ingress.domain'),
  policy: z
    .enum(['upsert-only', 'sync'])
    .default('upsert-only')
    .describe('upsert-only makes and changes records, sync also removes them: when a route goes, but also when the Gateway loses its address'),
  ttlSeconds: z.int().min(10).max(86400).default(300).describe('How long resolvers may keep a record'),
  intervalSeconds: z.int().min(10).max(3600).default(60).describe('How often all records are compared; a changed route is seen at once'),
  size: sized({ cpu: '10m', memory: '128Mi', cpuLimit: '500m' }),
});
export type ExternalDnsConfig = z.output<typeof ExternalDnsConfig>;
export type Rfc2136 = z.output<typeof Rfc2136>;
export type PowerDns = z.output<typeof PowerDns>;

/** Where records are written. */
export type Provider = { readonly by: 'rfc2136'; readonly rfc2136: Rfc2136 } | { readonly by: 'powerdns'; readonly powerdns: PowerDns };

/** Undefined where the configuration names none: then there is a mistake too. */
export function providerOf({ rfc2136, powerdns }: ExternalDnsConfig): Provider | undefined {
  if (rfc2136) return { by: 'rfc2136', rfc2136 };
  return powerdns ? { by: 'powerdns', powerdns } : undefined;
}

/** The hostnames that get records, by their end. */
export function domainsOf({ cluster, config }: Planned<ExternalDnsConfig>): readonly string[] {
  return config.domains.length === 0 ? [cluster.ingress.domain] : config.domains;
}

/** What the schema alone cannot see. */
export function externalDnsMistakes(told: Planned<ExternalDnsConfig>): Mistake[] {
  const { rfc2136, powerdns, domains } = told.config;
  if (rfc2136 && powerdns) return [{ path: [], message: 'rfc2136 and powerdns are both here; keep one, and write null for one that a wider file has' }];
  const zones = rfc2136?.zones ?? powerdns?.zones;
  if (zones === undefined)
    return [
      {
        path: [],
        message: 'there is no name server to write to; write rfc2136: { nameserver: …, zones: […], tsigKeyName: … }, or powerdns: { url: …, zones: […] }',
      },
    ];
  if (powerdns && domains.length > 0)
    return [{ path: ['domains'], message: 'powerdns is bounded by its zones alone; remove domains, and name narrower zones' }];
  return domainsOf(told).flatMap((domain, index) =>
    zones.some((zone) => domain === zone || domain.endsWith(`.${zone}`))
      ? []
      : [
          {
            path: domains.length === 0 ? [rfc2136 ? 'rfc2136' : 'powerdns', 'zones'] : ['domains', index],
            message: `"${domain}" is in none of the zones ${zones.join(', ')}; add its zone, or no hostname gets a record`,
          },
        ],
  );
}
