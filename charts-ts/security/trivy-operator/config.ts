import { z } from 'zod';
import { Cidr, Day, DnsLabel } from '../../config/values.ts';
import { sized } from '../../kit/size.ts';

const Accepted = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9:_.-]+$/, { error: 'is no id of a vulnerability; write it like CVE-2026-12345' })
    .describe('Its id, such as CVE-2026-12345'),
  owner: z
    .string()
    .min(1)
    .regex(/^[^\n]*$/)
    .describe('Who answers for it'),
  until: Day.describe('From this day on it is reported again, by itself'),
  reason: z
    .string()
    .min(1)
    .regex(/^[^\n]*$/, { error: 'has more than one line; write one' })
    .describe('Why it does no harm here, or what keeps it from harm'),
});
export type Accepted = z.output<typeof Accepted>;

const Report = (what: string) => z.boolean().default(true).describe(what);

/** trivy-operator's part of cluster.yaml. */
export const TrivyConfig = z.strictObject({
  reports: z
    .strictObject({
      leaks: Report('Passwords, keys and tokens that stand in images'),
      software: Report('What each image is made of (SBOM, CycloneDX)'),
      configuration: Report('What workloads, Services and network policies could do better; the admission policies refuse the worst already'),
      rbac: Report('Roles that grant too much'),
    })
    .prefault({})
    .describe('What is reported beside vulnerabilities'),
  concurrentScans: z.int().min(1).max(50).default(3).describe('How many images are scanned at once'),
  rescanAfter: z
    .string()
    .regex(/^[1-9][0-9]*h$/, { error: 'is no number of hours; write it like 24h' })
    .default('24h')
    .describe('When a report is thrown away and its image scanned again, since the database knows more by then'),
  scanTimeoutMinutes: z.int().min(1).max(120).default(10).describe('After how many minutes a scan is given up'),
  databaseMaximumAgeDays: z.int().min(1).max(30).default(2).describe('From how many days on the database of vulnerabilities is too old'),
  accepted: z.array(Accepted).default([]).describe('Vulnerabilities that are not reported for a while: dated, with an owner'),
  registryCredentials: DnsLabel.optional().describe(
    'The Secret (kubernetes.io/dockerconfigjson) with accounts that may pull from registries that ask for one; without it images are pulled without an account',
  ),
  registryNetworks: z
    .array(Cidr)
    .default([])
    .describe('The networks of the registries: scans reach these alone; none: everything outside the cluster, on the ports of the registries'),
  registryPorts: z.array(z.int().min(1).max(65535)).default([]).describe('More ports of registries, beside 443 and that of mirrors.registry'),
  operator: sized({ cpu: '50m', memory: '512Mi', cpuLimit: '1' }),
  server: sized({ cpu: '50m', memory: '768Mi', cpuLimit: '1' }),
  scan: sized({ cpu: '100m', memory: '512Mi', cpuLimit: '1' }).describe('What each container of a scan gets'),
});
export type TrivyConfig = z.output<typeof TrivyConfig>;
