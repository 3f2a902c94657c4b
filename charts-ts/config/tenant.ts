import { z } from 'zod';
import { Group } from './access.ts';
import { leavingKeys, withoutBackup } from './tenant-leaving.ts';
import { TenantLogin } from './tenant-login.ts';
import { tenantServices } from './tenant-services.ts';
import { Cidr, DnsLabel, Email, GitRevision, HttpsUrl, LabelValue, RepositoryPath, TenantHostname } from './values.ts';
import { WebhookUrl } from './webhook-url.ts';

/** BBN: the level of protection that BIO2 asks for. https://www.bio-overheid.nl/ */
export const classifications = ['BBN1', 'BBN2', 'BBN3'] as const;

/** What people of a tenant may do in its namespaces. viewer: read all but secrets. developer: run and enter what runs. admin: secrets too. */
export const tenantRoles = ['viewer', 'developer', 'admin'] as const;
export type TenantRole = (typeof tenantRoles)[number];

/** How much a namespace may ask for: tenancy/tenants/sizes.ts has the amounts. */
export const namespaceSizes = ['small', 'medium', 'large'] as const;
export type NamespaceSize = (typeof namespaceSizes)[number];

/** What of the platform pods may call. */
export const platformServices = ['api-server', 'hostnames', 'object-storage', 'telemetry'] as const;
export type PlatformService = (typeof platformServices)[number];

const Port = z.int().min(1).max(65535);
const Ports = z.array(Port).min(1).describe("TCP ports, of the containers where it is another tenant's");

const Internet = z.strictObject({
  to: z.array(Cidr).min(1).optional().describe('Networks; left out: every address outside the cluster. Network policies know addresses only, no names'),
  ports: Ports,
});

/** One end of a connection between tenants: the other's namespace, by the name that the other's file gives it. */
const OtherTenant = z.strictObject({
  tenant: DnsLabel.describe('The other tenant, as its file is called'),
  namespace: DnsLabel.describe("Its namespace, without the tenant's name before it"),
  ports: Ports,
});
export type OtherTenant = z.output<typeof OtherTenant>;

const Connections = z
  .strictObject({
    internet: z.array(Internet).default([]).describe('Addresses outside the cluster that its pods may call'),
    to: z.array(OtherTenant).default([]).describe("Other tenants' namespaces that its pods may call, where those say so too under from"),
    from: z.array(OtherTenant).default([]).describe('Other tenants whose pods may call its pods; opens nothing until they say so too under to'),
    platform: z
      .array(z.enum(platformServices))
      .default([])
      .describe(
        'What of the platform its pods may call: api-server, hostnames (all that the Gateway serves, such as the login), object-storage, telemetry (OTLP)',
      ),
    eventSources: z
      .array(Port)
      .default([])
      .describe(
        'TCP ports of its containers where KEDA may ask what its ScaledObjects name, such as 15672. KEDA asks for every tenant, so anyone could have it ask there',
      ),
  })
  .prefault({})
  .describe('What its pods may talk to beside DNS; all else is closed, traffic inside the namespace too until a NetworkPolicy of the tenant opens it');

const Namespace = z.strictObject({
  size: z.enum(namespaceSizes).describe('How much it may ask for: small, medium or large'),
  hostnames: z
    .array(TenantHostname)
    .default([])
    .describe("Hostnames that its routes may take; a single label is below each cluster's domain: loket, *.loket; else in full"),
  connections: Connections,
  ...leavingKeys,
});
export type TenantNamespace = z.output<typeof Namespace>;

const Repository = z.strictObject({
  url: HttpsUrl.describe('Where Argo CD reads it'),
  path: RepositoryPath.default('.').describe('The folder in it with the manifests'),
  revision: GitRevision.default('main').describe('The branch, tag or commit'),
  namespace: DnsLabel.describe('Where it goes: one of the namespaces, as named above'),
  credentials: z
    .boolean()
    .default(false)
    .describe('True where not everybody may read it: its login is in the secret store, at argo-cd/repositories/<tenant>/<name>'),
});
export type TenantRepository = z.output<typeof Repository>;

/** What a tenant's file may say. Its name is the file's. */
export const Tenant = z.strictObject({
  clusters: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('In clusters/tenants/ only: the clusters that it goes to, as <site>/<name>. A file in the folder of a cluster is for that one'),
  body: LabelValue.describe('The participating body that answers for it, such as gemeente-utrecht: a label of its namespaces'),
  costCentre: LabelValue.describe('Who pays, in quotes where it is a number: a label of its namespaces, by which costs are shown'),
  classification: z.enum(classifications).describe('The level of protection that its data asks for (BIO2)'),
  contacts: z
    .strictObject({
      email: z.array(Email).min(1).describe('Who is told: at night too'),
      webhook: z
        .strictObject({
          url: WebhookUrl.optional().describe(
            'Where alerts are posted, outside the cluster; left out: the key tenant-<name>-url of the Secret alertmanager, for an address that is a secret',
          ),
        })
        .optional()
        .describe('Where alerts go beside mail'),
    })
    .describe('Where its people are reached'),
  access: z
    .record(Group, z.enum(tenantRoles).describe('What the members of the group may do in its namespaces and its project of Argo CD'))
    .refine((access) => Object.keys(access).length > 0, { error: 'names no group, so nobody could look at it; write one, such as team-loket: admin' })
    .describe('What people may do, by their group at the identity provider'),
  namespaces: z
    .record(DnsLabel, Namespace.describe('A namespace, called <tenant>-<name>'))
    .refine((namespaces) => Object.keys(namespaces).length > 0, { error: 'holds no namespace; write one, such as productie: { size: small }' })
    .describe('Its namespaces, by what comes behind the name of the tenant'),
  repositories: z
    .record(DnsLabel, Repository)
    .default({})
    .describe('Git repositories that Argo CD syncs into its namespaces: each becomes the Application <tenant>.<name>'),
  logins: z
    .record(DnsLabel, TenantLogin)
    .default({})
    .describe('Programs of its own that people log in to with OpenID Connect, by name: the Secret oidc-<name> has the client id and its secret'),
  confirm: z
    .string()
    .optional()
    .describe('Only in the folder archived: the name of the tenant once more, which lets people delete its namespaces with all that is in them'),
  withoutBackup: z
    .array(z.enum(withoutBackup))
    .default([])
    .describe('Beside a confirm: what may be deleted though a cluster has no backup of it; buckets have none anywhere. Copy out first what must be kept'),
  ...tenantServices,
});
export type Tenant = z.output<typeof Tenant>;
