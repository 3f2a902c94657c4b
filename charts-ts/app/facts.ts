import { z } from 'zod';
import { DnsLabel, DnsName, HttpsUrl, HttpUrl, RegistryPrefix } from '../config/values.ts';

/**
 * What a tenant must know of a cluster to declare applications for it: `for-tenants.yaml`, which generate writes beside the cluster's
 * platform. No secrets, and nothing of one tenant only. A newer file may hold keys that an older reader does not know.
 */
export const ForTenants = z.object({
  cluster: z.string().describe('The cluster, as <site>/<name>'),
  domain: DnsName.describe('Hostnames of one label are below it'),
  gateway: z
    .object({
      kind: z.enum(['gateway', 'openshift-router']).default('gateway').describe("A Gateway of the Gateway API, or OpenShift's own router"),
      name: DnsLabel.describe('The Gateway that routes attach to'),
      namespace: DnsLabel.describe('Its namespace'),
      listener: DnsLabel.describe('The name of its HTTPS listener'),
    })
    .optional()
    .describe('What serves hostnames; left out where nothing does'),
  images: z
    .object({
      mirror: RegistryPrefix.optional().describe('Where images come from: an image of elsewhere is pulled below it'),
      registries: z.array(RegistryPrefix).default([]).describe('What images may come from beside it'),
      digests: z.boolean().default(false).describe('Whether each image must have a digest'),
    })
    .prefault({})
    .describe('Which images may run'),
  priorityClass: DnsLabel.describe('The PriorityClass of applications'),
  metrics: z
    .object({ namespace: DnsLabel.describe('Its namespace'), podLabels: z.record(z.string(), z.string()).describe('Labels of its pods') })
    .optional()
    .describe('The Prometheus that reads monitors; left out where there is none'),
  probes: z
    .object({ address: z.string().describe('Host and port'), module: z.string().describe('How it asks') })
    .optional()
    .describe('The program that asks hostnames whether they answer; left out where there is none'),
  autoscaling: z.boolean().default(false).describe('Whether the cluster measures CPU, so that an autoscaler can work'),
  login: z
    .object({
      issuer: HttpsUrl.describe('The issuer, as tokens name it'),
      usernameClaim: z.string().describe("The claim with a person's name"),
      groupsClaim: z.string().describe('The claim with the groups'),
    })
    .optional()
    .describe('Where people log in (OpenID Connect); left out where nobody does'),
  objectStorage: z
    .object({ url: HttpUrl.describe('Its address in the cluster') })
    .optional()
    .describe('Where buckets are'),
  telemetry: z
    .object({ grpc: z.string().describe('Host and port for OTLP over gRPC'), http: HttpUrl.describe('Address for OTLP over HTTP') })
    .optional()
    .describe('What takes metrics, logs and traces by OTLP'),
  trust: z
    .object({ configMap: DnsLabel.describe('Its name, in every namespace'), key: z.string().describe('The key in it') })
    .optional()
    .describe("The ConfigMap with the CAs to trust, the site's own among them"),
});
export type ForTenants = z.output<typeof ForTenants>;

/** How the file is called, in the folder of the cluster's platform. */
export const forTenantsFile = 'for-tenants.yaml';
