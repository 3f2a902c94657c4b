import { z } from 'zod';
import { Day, DnsLabel, RegistryPrefix } from '../../config/values.ts';
import { quoted } from '../../config/words.ts';
import type { Mistake } from '../../kit/component.ts';
import { ofKubernetes, type SystemNamespaces } from '../../kit/distribution.ts';
import { type PolicyName, policies, policyNames } from './policies.ts';

export const actions = ['deny', 'warn', 'audit', 'off'] as const;

const PolicySettings = z
  .strictObject({
    action: z
      .enum(actions)
      .default('deny')
      .describe('deny: refuse; warn: let it pass, tell who asked and the audit log; audit: the audit log alone; off: leave the policy out'),
  })
  .prefault({});

/** With its hyphen: `openshift` would take namespaces of others too. */
const NamePrefix = z.string().regex(/^[a-z0-9][a-z0-9-]{0,61}-$/, {
  error: ({ input }) => `${quoted(input)} is not the beginning of names; use lower-case letters, digits and hyphens with a hyphen at the end, like openshift-`,
});

const Exemption = z.strictObject({
  policy: z.enum(policyNames).describe('The policy that does not hold'),
  namespace: DnsLabel.describe('The namespace where it does not hold'),
  owner: z.string().min(1).describe('Who answers for it'),
  until: Day.describe('The day on which it is looked at again, and removed: an alert tells a fortnight before'),
  reason: z.string().min(1).describe('Why it cannot be done otherwise'),
});

const HavenRun = z.strictObject({
  namespace: DnsLabel.default('default').describe('The namespace that its pods start in, as the events of the first try tell'),
  owner: z.string().min(1).describe('Who runs it'),
  until: Day.describe('The last day of the run; remove havenRun then: an alert tells on the day after'),
});

/** The policies that judge pods which stand alone. */
const ofPods: readonly PolicyName[] = ['allowed-registries', 'no-host-access', 'no-latest', 'pinned-images', 'required-resources'];

/** The exemptions that people wrote, with those of a run of the checker: only from what its pods cannot meet, and only in their namespace. */
export function exemptionsOf({ exemptions, havenRun, policies: settings }: Settings): readonly Exemption[] {
  if (havenRun === undefined) return exemptions;
  const reason = 'the Haven Compliancy Checker starts pods of its own for its checks nodehardening and rwxvolumes';
  const written = (policy: PolicyName) => exemptions.some((one) => one.policy === policy && one.namespace === havenRun.namespace);
  return [
    ...exemptions,
    ...ofPods.filter((policy) => settings[policy].action !== 'off' && !written(policy)).map((policy) => ({ policy, ...havenRun, reason })),
  ];
}

/** The component's part of cluster.yaml. */
export const Settings = z.strictObject({
  systemNamespaces: z
    .array(DnsLabel)
    .default([...ofKubernetes])
    .describe("The cluster provider's own namespaces (such as those of the network plugin), where only protected-deletion holds"),
  systemNamespacePrefixes: z
    .array(NamePrefix)
    .optional()
    .describe("Beginnings of the names of more of them; left out: the distribution's, such as openshift- on OpenShift"),
  registries: z
    .array(RegistryPrefix)
    .default([])
    .describe('Where images may come from beside mirrors.registry (or, without it, beside the places of the images of the platform)'),
  requireDigests: z.boolean().default(false).describe('True: each image needs a digest. First lock the images of the platform, which get theirs from the lock'),
  policies: z
    .strictObject(Object.fromEntries(policyNames.map((name) => [name, PolicySettings])) as Record<PolicyName, typeof PolicySettings>)
    .prefault({})
    .describe('What each policy does'),
  exemptions: z.array(Exemption).default([]).describe('Where a policy does not hold yet: dated, with an owner'),
  havenRun: HavenRun.optional().describe('For as long as the Haven Compliancy Checker runs: lets in the pods that it starts, in one namespace'),
});
export type Settings = z.output<typeof Settings>;
export type Exemption = z.output<typeof Exemption>;

/** The provider's namespaces as the distribution has them, with what the cluster says of its own. */
export function withSettings(system: SystemNamespaces, { systemNamespaces, systemNamespacePrefixes }: Settings): SystemNamespaces {
  return {
    names: [...new Set([...systemNamespaces, ...system.names.filter((name) => !ofKubernetes.includes(name))])],
    prefixes: systemNamespacePrefixes ?? system.prefixes,
  };
}

/** The lab teaches, so it warns; what holds the work of others is protected there too. */
export const labPolicies = Object.fromEntries(policyNames.filter((name) => name !== 'protected-deletion').map((name) => [name, { action: 'warn' as const }]));

/** Exemptions that would do nothing, or that the policy has a better way for. */
export function mistakenExemptions({ exemptions, policies: settings, systemNamespaces }: Settings): Mistake[] {
  return exemptions.flatMap(({ policy, namespace }, index) => {
    const at = (key: string, message: string): Mistake => ({ path: ['exemptions', index, key], message });
    const instead = policies.find(({ name }) => name === policy)?.insteadOfExemption;
    const first = exemptions.findIndex((other) => other.policy === policy && other.namespace === namespace);
    return [
      ...(instead === undefined ? [] : [at('policy', `"${policy}" has no exemptions; ${instead}`)]),
      ...(settings[policy].action === 'off' ? [at('policy', `"${policy}" is off, so nothing needs an exemption from it; remove the exemption`)] : []),
      ...(systemNamespaces.includes(namespace)
        ? [at('namespace', `"${namespace}" is one of systemNamespaces, where it does not hold; remove the exemption`)]
        : []),
      ...(first === index ? [] : [at('namespace', `"${namespace}" is exempt from "${policy}" already; keep one of the two`)]),
    ];
  });
}
