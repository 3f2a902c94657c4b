import { z } from 'zod';
import { DnsLabel, DnsName, HttpsUrl, HttpUrl, ObjectName } from '../config/values.ts';

/** A fact that one component offers and others need; components know each other in no other way. */
export interface Capability<T> {
  /** Its key under `provides` in cluster.yaml. */
  readonly id: string;
  readonly description: string;
  readonly schema: z.ZodType<T>;
  /** API groups of custom resources that come with it where the cluster provides it by itself. */
  readonly apiGroups: readonly string[];
}

export interface Offer {
  readonly id: string;
  readonly value: unknown;
}

/** States a fact of a capability; the type of the fact is the capability's. */
export function offer<T>(what: Capability<T>, value: T): Offer {
  return { id: what.id, value };
}

function capability<S extends z.ZodType>(id: string, description: string, schema: S, apiGroups: readonly string[] = []): Capability<z.output<S>> {
  return { id, description, schema: schema as z.ZodType<z.output<S>>, apiGroups };
}

export const gitops = capability(
  'gitops',
  'Argo CD, which syncs the platform',
  z.strictObject({
    namespace: DnsLabel,
    signatureKeys: z.array(z.string()).default([]).describe('Ids of the GPG keys that must have signed what is synced; none: unsigned commits are synced too'),
  }),
  ['argoproj.io'],
);

export const namespaces = capability('namespaces', 'Namespaces with default-deny, and the priority classes', z.strictObject({ priorityClass: DnsLabel }));

export const gatewayApi = capability('gateway-api', "The Gateway API's definitions, standard channel", z.strictObject({}), ['gateway.networking.k8s.io']);

export const gateway = capability(
  'gateway',
  'A Gateway that serves the hostnames of the platform over HTTPS',
  z.strictObject({
    kind: z
      .enum(['gateway', 'openshift-router'])
      .default('gateway')
      .describe("gateway: a Gateway of the Gateway API; openshift-router: OpenShift's own router, whose certificate must be for *.<domain>"),
    name: DnsLabel.describe("The Gateway; of OpenShift's router the IngressController, such as default"),
    namespace: DnsLabel.describe("The Gateway's; of OpenShift's router that of its pods, openshift-ingress"),
    listener: DnsLabel.default('https').describe("The section name of the Gateway's HTTPS listener; OpenShift's router has none"),
    podLabels: z.record(z.string(), z.string()).describe("Labels of the Gateway's pods: network policies let them in"),
    moreCertificates: z
      .strictObject({
        gatewayClass: DnsLabel.describe('Of Gateways in the same namespace that bring the certificates'),
        port: z.int().min(1).max(65535).describe('Of their listeners'),
      })
      .optional()
      .describe('Where its program, as Traefik does, serves each name with whichever certificate fits; left out: it has one for *.<domain>, and no other'),
  }),
  // Who has a Gateway has its definitions too.
  ['gateway.networking.k8s.io'],
);

export const certificates = capability('certificates', 'cert-manager, which makes certificates', z.strictObject({}), [
  'cert-manager.io',
  'acme.cert-manager.io',
]);

export const issuer = capability(
  'issuer',
  'A ClusterIssuer for the hostnames of the platform',
  z.strictObject({
    name: DnsLabel,
    wildcard: z.boolean().describe('Whether it can issue for *.<domain>'),
    root: z
      .strictObject({ namespace: DnsLabel, secretName: DnsLabel })
      .optional()
      .describe("The Secret whose tls.crt is the issuer's own root, where neither the public nor trust.certificates knows it"),
  }),
);

export const trustBundle = capability(
  'trust-bundle',
  "A ConfigMap in every namespace with the public CAs and the site's own",
  z.strictObject({ configMap: DnsLabel, key: z.string() }),
);

export const metrics = capability(
  'metrics',
  'A Prometheus operator that reads ServiceMonitor and PrometheusRule',
  z.strictObject({
    namespace: DnsLabel,
    podLabels: z.record(z.string(), z.string()).describe("Labels of Prometheus' pods: network policies let them in"),
    identityClass: z
      .string()
      .optional()
      .describe("The scrape class whose targets get Prometheus' own token; without it monitors name the token's file, which Prometheus must allow"),
    clusterClass: z
      .string()
      .optional()
      .describe('The scrape class whose targets may use the names of metrics that are kept from tenants; left out where Prometheus keeps none from them'),
  }),
  ['monitoring.coreos.com'],
);

const PodLabels = z.record(z.string(), z.string());

/** Where a program answers in the cluster, and which pods a network policy must name to reach it. */
const endpoint = {
  url: HttpUrl.describe('Such as http://prometheus.monitoring.svc:9090'),
  namespace: DnsLabel,
  podLabels: PodLabels,
  port: z.int().min(1).max(65535).describe("The container's port"),
};

const outside = 'left out where it stands outside the cluster';

/** The same for what may stand outside the cluster as well, where there are no pods to name: kit/network.ts `toEndpoint` knows the way. */
const anywhere = {
  url: endpoint.url,
  namespace: DnsLabel.optional().describe(`Of its pods; ${outside}`),
  podLabels: PodLabels.optional().describe(`Of its pods, which network policies name; ${outside}`),
  port: endpoint.port.optional().describe(`The container's port; ${outside}`),
};

function isWhole({ namespace, podLabels, port }: { readonly namespace?: unknown; readonly podLabels?: unknown; readonly port?: unknown }): boolean {
  return new Set([namespace, podLabels, port].map((part) => part === undefined)).size === 1;
}

const whole = {
  error: 'tells only a part of where it is; write namespace, podLabels and port of its pods, or none of them where it stands outside the cluster',
};

export const metricStore = capability(
  'metric-store',
  'Prometheus, which answers queries over the metrics',
  z
    .strictObject({
      ...anywhere,
      otlp: z
        .array(HttpUrl)
        .min(1)
        .optional()
        .describe('Where metrics are sent by OTLP over HTTP, one address for each replica, since each keeps all; left out: <url>/api/v1/otlp/v1/metrics'),
    })
    .refine(isWhole, whole),
);

export const alerting = capability('alerting', 'An Alertmanager that tells people of alerts', z.strictObject({ ...endpoint, service: DnsLabel }));

export const logStore = capability(
  'log-store',
  'A store that takes logs by OTLP and answers queries',
  z
    .strictObject({
      ...anywhere,
      kind: z.enum(['victoria-logs', 'loki']).describe('Whose query language it speaks'),
      otlp: HttpUrl.describe('Where logs are sent by OTLP over HTTP, such as http://victoria-logs.monitoring.svc:9428/insert/opentelemetry/v1/logs'),
      bindsTenants: z
        .boolean()
        .optional()
        .describe(
          'Of victoria-logs: true where it heeds a filter in its address whatever else is asked, as with GODEBUG=urlmaxqueryparams=0 in its environment. Then tenants see the logs of their namespaces',
        ),
      audit: z
        .strictObject({ url: HttpUrl, otlp: HttpUrl, podLabels: PodLabels.optional() })
        .optional()
        .describe('A store of its own for audit logs, of the same kind, namespace and port, which keeps them longer'),
    })
    .refine(isWhole, whole),
);

export const logCollection = capability('log-collection', "A program on each node that sends the pods' logs to the log store", z.strictObject({}));

export const traceStore = capability(
  'trace-store',
  'A store that takes traces by OTLP and answers queries',
  z.strictObject({ ...anywhere, otlp: HttpUrl.describe('Where traces are sent by OTLP over HTTP') }).refine(isWhole, whole),
);

export const telemetry = capability(
  'telemetry',
  'An OTLP gateway that takes metrics, logs and traces of programs',
  z.strictObject({
    grpc: z.string().describe('Host and port for OTLP over gRPC'),
    http: HttpUrl.describe('Address for OTLP over HTTP'),
    namespace: DnsLabel,
    podLabels: PodLabels,
  }),
);

export const probes = capability(
  'probes',
  'A blackbox-exporter that asks addresses as users do, through DNS and the load balancer',
  z.strictObject({
    address: z.string().describe('Host and port where Prometheus reaches it'),
    module: z.string().describe('The module that asks over HTTPS, and takes a login for an answer'),
  }),
);

export const resourceMetrics = capability('resource-metrics', 'metrics-server, for kubectl top and autoscaling', z.strictObject({}));

export const externalMetrics = capability(
  'external-metrics',
  'What answers external.metrics.k8s.io for autoscalers, such as KEDA',
  z.strictObject({
    asks: z
      .strictObject({ namespace: DnsLabel, podLabels: PodLabels })
      .optional()
      .describe('Its pods that ask event sources: namespaces of tenants let them in on the ports that they name under eventSources'),
  }),
);

export const blockStorage = capability(
  'block-storage',
  'Volumes for one node at a time (ReadWriteOnce)',
  z.strictObject({
    storageClass: ObjectName.describe('The StorageClass, as kubectl get storageclass names it'),
    snapshotClass: ObjectName.optional().describe('The VolumeSnapshotClass of its driver, where it makes snapshots'),
  }),
);

export const sharedStorage = capability(
  'shared-storage',
  'Volumes that many nodes read and write (ReadWriteMany)',
  z.strictObject({
    storageClass: ObjectName.describe('The StorageClass'),
    snapshotClass: ObjectName.optional().describe('The VolumeSnapshotClass of its driver'),
  }),
);

export const objectStorage = capability(
  'object-storage',
  'Buckets in the cluster, by ObjectBucketClaim',
  z.strictObject({ ...endpoint, storageClass: ObjectName.describe('The StorageClass that an ObjectBucketClaim names') }),
  ['objectbucket.io'],
);

export const snapshots = capability('snapshots', 'A snapshot controller, which makes snapshots of volumes', z.strictObject({}), ['snapshot.storage.k8s.io']);

export const postgres = capability(
  'postgres',
  'CloudNativePG, which runs PostgreSQL',
  z.strictObject({
    namespace: DnsLabel.describe('The namespace of the operator'),
    podLabels: PodLabels.describe("Labels of the operator's pods: they must reach each database"),
    account: DnsLabel.default('cnpg-manager').describe("The operator's ServiceAccount, which alone makes pods that are known as databases"),
    imageCatalog: ObjectName.describe('The ClusterImageCatalog that says which image each major of PostgreSQL has'),
    backups: z.boolean().describe('Whether the Barman Cloud plugin is there'),
    images: z
      .array(z.string())
      .default([])
      .describe('Upstream repositories of what it starts beside each database, such as ghcr.io/cloudnative-pg/postgresql: no tenant signs these'),
  }),
  ['postgresql.cnpg.io', 'barmancloud.cnpg.io'],
);

export const secretStore = capability(
  'vault',
  'OpenBao, or what speaks its language, which holds secrets',
  z
    .strictObject({
      ...anywhere,
      mount: z.string().describe('The path of the key-value engine, version 2'),
      auth: z
        .strictObject({
          path: z.string(),
          role: z.string(),
          account: DnsLabel.describe('The ServiceAccount in the namespace external-secrets that the role is bound to'),
          audience: z.string().describe('Whom its tokens must be for'),
        })
        .describe("The Kubernetes login: its path, and the platform's role"),
      ca: z
        .strictObject({ secretName: DnsLabel, key: z.string() })
        .optional()
        .describe('The CA of its certificate, in its namespace, or for one outside the cluster in external-secrets; left out: a public one'),
    })
    .refine(isWhole, whole),
);

export const tenantSecrets = capability(
  'tenant-secrets',
  'A folder for each namespace of tenants in the secret store (capability vault)',
  z.strictObject({
    mount: z.string().describe('The path of the key-value engine, version 2, of tenants: each namespace has the folder of its name'),
    role: z.string().describe("The role at the same Kubernetes login: it lets an account read its own namespace's folder only"),
    account: DnsLabel.describe("The ServiceAccount in each of tenants' namespaces that the role is bound to"),
  }),
);

export const externalSecrets = capability(
  'external-secrets',
  'External Secrets, which makes passwords and reads the secret store',
  z.strictObject({
    store: DnsLabel.optional().describe('The ClusterSecretStore that reads the secret store, where the cluster has one (capability vault)'),
    namespace: DnsLabel.default('external-secrets').describe('The namespace that it runs in'),
    account: DnsLabel.default('external-secrets').describe('Its ServiceAccount there: roles are bound to it'),
  }),
  ['external-secrets.io', 'generators.external-secrets.io'],
);

export const loadBalancer = capability(
  'load-balancer',
  'Addresses for Services of the type LoadBalancer',
  z.strictObject({
    gatewayAnnotations: z
      .record(z.string(), z.string())
      .default({})
      .describe("Annotations that give the Gateway's Service the right address, such as that of a pool"),
    annotations: z
      .record(z.string(), z.string())
      .default({})
      .describe("Annotations for the platform's other Services of this type, such as that for Git over SSH: each has an address of its own"),
  }),
);

export const backups = capability('backups', 'Velero, which backs up objects and volumes', z.strictObject({ namespace: DnsLabel }), ['velero.io']);

export const identityProvider = capability(
  'identity-provider',
  'An OpenID Connect provider, where people log in',
  z.strictObject({
    issuer: HttpsUrl.describe('As tokens name it, such as https://login.example.nl/realms/platform: its /.well-known/openid-configuration answers'),
    usernameClaim: z.string().min(1).default('preferred_username').describe("The claim with a person's name"),
    groupsClaim: z.string().min(1).default('groups').describe("The claim with the groups that fleet.yaml's access speaks of"),
    clientNamespace: DnsLabel.optional().describe('The namespace where the secrets of its clients are made; left out where people make them'),
    kubernetesAudience: z.string().min(1).default('kubernetes').describe('The audience of tokens that the API server takes: the client id of kubectl'),
  }),
);

export const loginProxy = capability(
  'login-proxy',
  'A proxy that asks for a login in front of user interfaces that have none',
  z.strictObject({ namespace: DnsLabel, podLabels: PodLabels }),
);

export const registry = capability(
  'registry',
  'A registry in the cluster that mirrors images and keeps those of tenants',
  z.strictObject({ ...anywhere, hostname: DnsName }).refine(isWhole, whole),
);

export const gitServer = capability('git-server', 'A Git server in the cluster', z.strictObject({ ...anywhere, hostname: DnsName }).refine(isWhole, whole));

export const policyEngine = capability(
  'policy-engine',
  'Kyverno, which checks the signatures of images, makes defaults and cleans up',
  z.strictObject({
    namespace: DnsLabel.describe('Where its controllers run, and the only namespace whose PolicyExceptions hold'),
    accounts: z
      .strictObject({ background: DnsLabel, cleanup: DnsLabel, reports: DnsLabel })
      .describe('ServiceAccounts of the controllers that make, delete and report: each policy brings the rights that it needs'),
    readers: z
      .array(PodLabels)
      .default([])
      .describe('The pods that read signatures at registries: each policy opens the ports that it names; left out where no network policy keeps them'),
  }),
  ['kyverno.io', 'policies.kyverno.io', 'reports.kyverno.io', 'wgpolicyk8s.io'],
);

/** All capabilities: the schema of `provides` is made from them. */
export const capabilities: readonly Capability<unknown>[] = [
  gitops,
  namespaces,
  gatewayApi,
  gateway,
  certificates,
  issuer,
  trustBundle,
  metrics,
  metricStore,
  alerting,
  logStore,
  logCollection,
  traceStore,
  telemetry,
  probes,
  resourceMetrics,
  externalMetrics,
  blockStorage,
  sharedStorage,
  objectStorage,
  snapshots,
  postgres,
  secretStore,
  tenantSecrets,
  externalSecrets,
  loadBalancer,
  backups,
  identityProvider,
  loginProxy,
  registry,
  gitServer,
  policyEngine,
];
