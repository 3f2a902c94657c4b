import { z } from 'zod';
import type { Profile } from '../../config/facts.ts';
import { DnsLabel, DnsName } from '../../config/values.ts';
import { sized } from '../../kit/size.ts';

const ScaleTarget = z.strictObject({
  group: DnsName.describe('The API group, such as argoproj.io'),
  resource: DnsLabel.describe('The resource in the plural, such as rollouts'),
});

export const KedaConfig = z.strictObject({
  replicas: z.int().min(1).max(5).default(1).describe('How many pods of each program; of the operator one works and the others wait'),
  namespaces: z.array(DnsLabel).default([]).describe('The namespaces whose ScaledObjects count; none: all'),
  logins: z
    .enum(['keda', 'everywhere'])
    .default('keda')
    .describe('Whose Secrets it may read for logins at event sources: its own namespace (ClusterTriggerAuthentication), or all (TriggerAuthentication too)'),
  scaleTargets: z.array(ScaleTarget).default([]).describe('What it may scale beside Deployments and StatefulSets: kinds with a scale subresource'),
  outsidePorts: z.array(z.int().min(1).max(65535)).default([]).describe('Ports of event sources outside the cluster that it may reach, such as 443'),
  sourceNamespaces: z
    .array(DnsLabel)
    .default([])
    .describe("Namespaces of event sources that it may reach beside tenants'; their own network policies must let it in too"),
  sizes: z
    .strictObject({
      operator: sized({ cpu: '50m', memory: '192Mi', cpuLimit: '1' }),
      metricsApi: sized({ cpu: '25m', memory: '128Mi', cpuLimit: '500m' }),
      webhooks: sized({ cpu: '10m', memory: '96Mi', cpuLimit: '250m' }),
    })
    .prefault({})
    .describe('What each pod of a program gets'),
});
export type KedaConfig = z.output<typeof KedaConfig>;

export const profiles: Readonly<Partial<Record<Profile, z.input<typeof KedaConfig>>>> = {
  lab: {
    sizes: {
      operator: { cpu: '10m', memory: '128Mi', cpuLimit: '500m' },
      metricsApi: { cpu: '10m', memory: '96Mi', cpuLimit: '250m' },
      webhooks: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' },
    },
  },
  production: { replicas: 2, sizes: { operator: { cpu: '100m', memory: '512Mi', cpuLimit: '2' } } },
};
