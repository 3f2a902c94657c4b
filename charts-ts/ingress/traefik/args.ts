import type { TraefikConfig } from './config.ts';

/** Ports of the container: above 1024, so that no capability is needed. */
export const ports = { web: 8080, websecure: 8443, ping: 8081, metrics: 9100 } as const;

/** Where the pod mounts what `dynamic.ts` makes. */
export const dynamicFile = { folder: '/etc/traefik/dynamic', name: 'polder.yaml' } as const;

/** Seconds that a pod still takes requests after it was told to end: until load balancers have seen it. */
const drainSeconds = 15;
/** Seconds that running requests get after that. */
const finishSeconds = 30;
/** What the pod gets before it is killed: both, and some to spare. */
export const terminationGracePeriodSeconds = drainSeconds + finishSeconds + 15;

interface Options {
  readonly config: TraefikConfig;
  readonly namespace: string;
  /** Namespaces that are watched; undefined: all. */
  readonly namespaces: readonly string[] | undefined;
  /** The Service whose address the Gateway shows. */
  readonly service: string;
}

/** Traefik's static configuration: https://doc.traefik.io/traefik/v3.7/reference/install-configuration/configuration-options/ */
export function traefikArgs(options: Options): string[] {
  return [
    ...globals(),
    ...publicEntryPoint('web', options.config),
    ...publicEntryPoint('websecure', options.config),
    ...tlsEntryPoint(),
    ...internal(),
    ...providers(options),
    ...logs(),
  ];
}

function globals(): string[] {
  return ['--global.checknewversion=false', '--global.sendanonymoususage=false'];
}

function publicEntryPoint(name: 'web' | 'websecure', { trustedProxies, readTimeoutSeconds }: TraefikConfig): string[] {
  const flag = (key: string, value: string | number) => `--entrypoints.${name}.${key}=${value}`;
  return [
    flag('address', `:${ports[name]}`),
    flag('transport.respondingtimeouts.readtimeout', `${readTimeoutSeconds}s`),
    flag('transport.respondingtimeouts.idletimeout', '180s'),
    flag('transport.lifecycle.requestacceptgracetimeout', `${drainSeconds}s`),
    flag('transport.lifecycle.gracetimeout', `${finishSeconds}s`),
    // X_Forwarded_User reaches many programs as X-Forwarded-User: such doubles are dropped.
    flag('http.aliasheadersstrategy', 'delete'),
    ...(trustedProxies.length === 0 ? [] : [flag('forwardedheaders.trustedips', trustedProxies.join(','))]),
  ];
}

function tlsEntryPoint(): string[] {
  return ['--entrypoints.websecure.http.middlewares=security-headers@file'];
}

/** Ping and metrics have entry points of their own: what is public never shows them. The API and its dashboard are off, by default. */
function internal(): string[] {
  return [
    `--entrypoints.ping.address=:${ports.ping}`,
    `--entrypoints.ping.transport.lifecycle.requestacceptgracetimeout=${drainSeconds}s`,
    '--ping=true',
    '--ping.entrypoint=ping',
    // A pod that drains stays ready for the node that still sends to it; new traffic stops by the endpoint's `terminating`.
    '--ping.terminatingstatuscode=200',
    `--entrypoints.metrics.address=:${ports.metrics}`,
    '--metrics.prometheus=true',
    '--metrics.prometheus.entrypoint=metrics',
    '--metrics.prometheus.addrouterslabels=false',
  ];
}

function providers({ namespace, namespaces, service }: Options): string[] {
  return [
    '--providers.kubernetesgateway=true',
    ...(namespaces === undefined ? [] : [`--providers.kubernetesgateway.namespaces=${namespaces.join(',')}`]),
    `--providers.kubernetesgateway.statusaddress.service.namespace=${namespace}`,
    `--providers.kubernetesgateway.statusaddress.service.name=${service}`,
    // A tenant's route must not publish Traefik's own services, such as prometheus@internal.
    `--providers.kubernetesgateway.crossprovidernamespaces=${namespace}`,
    `--providers.file.filename=${dynamicFile.folder}/${dynamicFile.name}`,
    // A change rolls the pods instead, one by one: a mistake in it stops at the first.
    '--providers.file.watch=false',
  ];
}

/** Who asked what of whom and how it ended (BIO2 8.15.01), without what may hold a secret (8.15.02): headers and queries. */
function logs(): string[] {
  return [
    '--log.format=json',
    '--log.level=INFO',
    '--accesslog=true',
    '--accesslog.format=json',
    '--accesslog.fields.headers.defaultmode=drop',
    '--accesslog.fields.headers.names.User-Agent=keep',
    '--accesslog.fields.queryparameters.defaultmode=drop',
  ];
}
