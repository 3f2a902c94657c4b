import type { k8s } from 'cdk8s-plus-28';
import type { ClusterContext } from '../../kit/component.ts';
import { secretEnv } from '../../kit/workload.ts';
import type { ExternalDnsConfig, Provider } from './config.ts';

export const ports = { http: 7979 } as const;

/** Where the pod mounts the CAs to trust. */
export const trustFolder = '/etc/polder/trust';

interface Options {
  readonly cluster: ClusterContext;
  readonly config: ExternalDnsConfig;
  readonly provider: Provider;
  readonly domains: readonly string[];
  readonly gateway: Door;
  /** Hostnames of the platform that a Service has, not the door. */
  readonly services: readonly ServiceName[];
  /** The file with the CAs; undefined: those of the image. */
  readonly ca: string | undefined;
}

/** The fact of the capability `gateway`. */
interface Door {
  readonly kind: 'gateway' | 'openshift-router';
  readonly name: string;
  readonly namespace: string;
}

interface ServiceName {
  readonly hostname: string;
  readonly namespace: string;
  readonly service: string;
}

/**
 * The names of Services stand here alone, so that nobody gets one by having a Service: no annotation is read, and the template names
 * one Service each (source/service.go and source/template of the release).
 */
function serviceSource(services: readonly ServiceName[]): string[] {
  if (services.length === 0) return [];
  return [
    '--source=service',
    '--service-type-filter=LoadBalancer',
    '--ignore-hostname-annotation',
    ...services.map(
      ({ hostname, namespace, service }) =>
        `--fqdn-template={{if and (isSource "service") (eq .Namespace "${namespace}") (eq .Name "${service}")}}${hostname}{{end}}`,
    ),
  ];
}

/** Only routes that the platform's own door has accepted: their hostnames are checked already. */
function sources({ kind, name, namespace }: Door): string[] {
  if (kind === 'openshift-router') return ['--source=openshift-route', `--openshift-router-name=${name}`];
  return ['--source=gateway-httproute', '--source=gateway-grpcroute', `--gateway-name=${name}`, `--gateway-namespace=${namespace}`];
}

/** Flags: docs/flags.md of the release. Each may also come as EXTERNAL_DNS_<FLAG>: the secret ones do. */
export function externalDnsArgs({ cluster, config, provider, domains, gateway, services, ca }: Options): string[] {
  return [
    '--log-format=json',
    '--log-level=info',
    `--metrics-address=:${ports.http}`,
    ...sources(gateway),
    ...serviceSource(services),
    // A hostname in an annotation would go past that check: a route with one gets no record.
    '--annotation-filter=!external-dns.kubernetes.io/hostname',
    ...['A', 'AAAA', 'CNAME'].map((type) => `--managed-record-types=${type}`),
    // Without it records have TTL 0, and every question comes to the name server.
    `--min-ttl=${config.ttlSeconds}s`,
    `--policy=${config.policy}`,
    `--interval=${config.intervalSeconds}s`,
    '--events',
    // Each record has a TXT record beside it that says which cluster made it; others' records are left alone.
    '--registry=txt',
    `--txt-owner-id=${cluster.id}`,
    '--txt-prefix=external-dns-',
    '--txt-wildcard-replacement=any',
    ...(provider.by === 'rfc2136' ? rfc2136Args(provider.rfc2136, domains) : powerDnsArgs(provider.powerdns, ca)),
  ];
}

function rfc2136Args(
  { nameserver, port, zones, tsigKeyName, tsigAlgorithm }: Extract<Provider, { by: 'rfc2136' }>['rfc2136'],
  domains: readonly string[],
): string[] {
  return [
    '--provider=rfc2136',
    ...domains.map((domain) => `--domain-filter=${domain}`),
    `--rfc2136-host=${nameserver}`,
    `--rfc2136-port=${port}`,
    ...zones.map((zone) => `--rfc2136-zone=${zone}`),
    `--rfc2136-tsig-keyname=${tsigKeyName}`,
    `--rfc2136-tsig-secret-alg=${{ HMACSHA256: 'hmac-sha256', HMACSHA512: 'hmac-sha512' }[tsigAlgorithm]}`,
    // Without zone transfers it sees no record, and would never change one.
    '--rfc2136-axfr',
  ];
}

/** Its filter is on zones: one that lies above a filter would be left out whole (provider/pdns, partitionZones). */
function powerDnsArgs({ url, zones, serverId }: Extract<Provider, { by: 'powerdns' }>['powerdns'], ca: string | undefined): string[] {
  return [
    '--provider=pdns',
    ...zones.map((zone) => `--domain-filter=${zone}`),
    `--pdns-server=${url}`,
    `--pdns-server-id=${serverId}`,
    ...(ca === undefined ? [] : [`--tls-ca=${ca}`]),
  ];
}

/** The key, from the Secret that a person supplied: never a flag, which everyone who sees the pod would read. */
export function secretVariable(provider: Provider): k8s.EnvVar {
  if (provider.by === 'rfc2136') return secretEnv('EXTERNAL_DNS_RFC2136_TSIG_SECRET', provider.rfc2136.tsigSecret.name, provider.rfc2136.tsigSecret.key);
  return secretEnv('EXTERNAL_DNS_PDNS_API_KEY', provider.powerdns.apiKey.name, provider.powerdns.apiKey.key);
}
