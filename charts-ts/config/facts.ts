import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { Access } from './access.ts';
import { BucketName, Bytes, Cidr, Cpu, Day, DnsLabel, DnsName, Email, GitRevision, GitUrl, HttpsUrl, RegistryPrefix, SecurityContact } from './values.ts';

/** Kubernetes minors that Argo CD 3.6 is tested with: https://argo-cd.readthedocs.io/en/stable/operator-manual/installation/#tested-versions */
export const kubernetesMinors = ['1.34', '1.35', '1.36', '1.37'] as const;

export const profiles = ['lab', 'small', 'production'] as const;
export type Profile = (typeof profiles)[number];

/** What a cluster is installed with: the parts of Kubernetes stand elsewhere, and pods are held to other rules. docs/sites.md tells what follows. */
export const distributions = ['kubeadm', 'rke2', 'talos', 'openshift', 'kind'] as const;
export type Distribution = (typeof distributions)[number];

/** What guards the kernel of a node, as the Haven Compliancy Checker asks for it (its check `nodehardening`). */
export const hardenings = ['selinux', 'apparmor', 'grsecurity', 'lkrg', 'talos', 'flatcar', 'none'] as const;

const certificates = z.string().superRefine((pem, context) => {
  if (/PRIVATE KEY/.test(pem))
    return context.addIssue({ code: 'custom', message: 'holds a private key; a key never goes into Git, so remove it here and replace that key' });
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0 || !blocks.every(isCertificate))
    context.addIssue({
      code: 'custom',
      message: 'is no list of PEM certificates; paste each whole, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----',
    });
});

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).subject !== undefined;
  } catch {
    return false;
  }
}

const NodeGroup = z.strictObject({
  role: z.enum(['control-plane', 'worker', 'both']).default('worker').describe('What the nodes do; "both" for a lab of one node'),
  zone: DnsLabel.describe("The nodes' label topology.kubernetes.io/zone"),
  count: z.int().min(1).max(5000).describe('How many such nodes'),
  cpu: Cpu.describe('CPU that a node offers to pods (allocatable), such as "16"'),
  memory: Bytes.describe('Memory that a node offers to pods (allocatable), such as 64Gi'),
  hardening: z.enum(hardenings).optional().describe('What guards the kernel of the nodes; left out: not known. Haven asks for one that is not none'),
  externalAddress: z
    .boolean()
    .optional()
    .describe('Whether the nodes have an ExternalIP in .status.addresses; left out: not known. Haven asks that they have none'),
});
export type NodeGroup = z.output<typeof NodeGroup>;

/**
 * What a person tells about a cluster, beside its components. Each key may stand in fleet.yaml, site.yaml or
 * cluster.yaml: the most specific file wins.
 */
export const clusterFacts = {
  profile: z.enum(profiles).describe('The starting point: lab (one small node), small, production (three zones)'),
  kubernetes: z.enum(kubernetesMinors).describe('The Kubernetes minor of the cluster, in quotes'),
  distribution: z
    .enum(distributions)
    .default('kubeadm')
    .describe('What the cluster is installed with; kubeadm for all that is like it, such as kubespray or a managed cluster'),
  organisation: z.string().min(1).describe('The body that runs the cluster'),
  contact: Email.describe('Where the team that runs the cluster reads mail; ACME registers with it'),
  airGapped: z.boolean().default(false).describe('True when the cluster reaches no internet: images and Git then come from the mirrors'),
  nodes: z.array(NodeGroup).min(1).describe('The nodes, in groups of the same kind'),
  network: z
    .strictObject({
      pods: z.array(Cidr).min(1).describe('The networks of pods, IPv4 and IPv6'),
      services: z.array(Cidr).min(1).describe('The networks of Services'),
      nodes: z.array(Cidr).min(1).describe('The networks that the nodes, and so the API server, stand in'),
      tunnels: z
        .array(Cidr)
        .default([])
        .describe(
          'The networks from which nodes reach pods of other nodes, where the network plugin gives nodes addresses of their own in its overlay (Calico: an IPPool with allowedUses Tunnel)',
        ),
      apiServerPort: z.int().min(1).max(65535).default(6443).describe('The port of the API server on its nodes'),
    })
    .describe('Addresses: network policies are made from them'),
  ingress: z
    .strictObject({ domain: DnsName.describe('Hostnames of the platform are made below it, such as argocd.<domain>') })
    .describe('Where the platform is reached'),
  git: z
    .strictObject({
      repository: GitUrl.describe('Where the clusters read this repository'),
      revision: GitRevision.default('main').describe('The branch, tag or commit that is synced'),
    })
    .describe('The repository that Argo CD syncs'),
  mirrors: z
    .strictObject({
      registry: RegistryPrefix.optional().describe('Images are pulled from below this place: <registry>/quay.io/…'),
      git: HttpsUrl.optional().describe("Third parties' repositories (for their CRDs) are read below this address: <git>/github.com/…"),
    })
    .prefault({})
    .describe("The site's mirrors; without one, the upstream itself"),
  backups: z
    .strictObject({
      endpoint: HttpsUrl.describe('The address of the object store (S3 API), outside this data centre'),
      bucket: BucketName.describe('The bucket; each cluster writes below its own name'),
      region: z.string().min(1).default('eu').describe('The region that requests are signed for; object stores of one place take any'),
    })
    .optional()
    .describe('Where backups go: an object store at another place. Its keys are supplied as the Secret backup-store'),
  trust: z
    .strictObject({ certificates: certificates.optional().describe("The site's own CA certificates, PEM. Public certificates only") })
    .prefault({})
    .describe('Whom the platform trusts beside the public CAs'),
  access: Access.describe('What people may do on the platform, by their group at the identity provider: administrator, operator, viewer'),
  securityTxt: z
    .strictObject({
      contact: SecurityContact.describe('Where to report a vulnerability (RFC 9116 section 2.5.3)'),
      expires: Day.describe('The day after which the file is stale, at most a year ahead (RFC 9116 section 2.5.5)'),
      policy: HttpsUrl.optional().describe('The page with the policy for reports'),
    })
    .describe('What /.well-known/security.txt says on every hostname of the platform'),
};

export type ClusterFacts = z.output<z.ZodObject<typeof clusterFacts, z.core.$strict>>;
