import { z } from 'zod';
import { Day, DnsLabel } from '../../config/values.ts';
import { quoted, suggestion } from '../../config/words.ts';
import type { Mistake } from '../../kit/component.ts';
import { sized } from '../../kit/size.ts';
import { parseCondition } from './condition.ts';
import { isField } from './fields.ts';
import { lists, macros } from './rules/words.ts';
import { platformRules } from './rules.ts';
import { runtimes } from './runtime.ts';
import { priorities } from './types.ts';

const RuleName = z.string().regex(/^[A-Z][\w ,'./-]{3,99}$/, { error: 'is no name of a rule; write a short sentence, like Compiler run in a container' });
const Word = z.string().regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/, { error: 'is no name of a list; write words with underscores, like our_programs' });
const Tag = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, { error: 'is no tag; use letters, digits and underscores, like T1059' });
const Value = z.string().regex(/^[^"\\\s]+$/, { error: 'holds a space, a quote or a backslash; write one value' });

const SiteRule = z.strictObject({
  why: z.string().min(1).describe('Why somebody should know'),
  condition: z
    .string()
    .min(1)
    .describe("In Falco's language, https://falco.org/docs/concepts/rules/conditions/; the platform's own words (started, in_container …) may be used"),
  shows: z.array(z.string()).default([]).describe('Fields that the message shows beside those of every message, such as fd.name'),
  priority: z.enum(priorities).default('WARNING').describe('CRITICAL and above wake a person, ERROR and WARNING wait for the morning, others are only kept'),
  tags: z.array(Tag).default([]).describe('Tags, such as T1059'),
});
export type SiteRule = z.output<typeof SiteRule>;

const Exception = z.strictObject({
  rule: RuleName.describe('The rule that does not hold'),
  namespaces: z.array(DnsLabel).default([]).describe('Only in these namespaces; none: in all'),
  images: z.array(Value).default([]).describe('Only for these images, without their tag, as pods name them; none: for all'),
  programs: z.array(Value).default([]).describe('Only for these programs (proc.name); none: for all, so that the rule is off'),
  owner: z.string().min(1).describe('Who answers for it'),
  until: Day.describe('From this day on the rule holds again, by itself'),
  reason: z.string().min(1).describe('Why it cannot be done otherwise'),
});
export type Exception = z.output<typeof Exception>;

/** Falco's part of cluster.yaml. */
export const FalcoConfig = z.strictObject({
  runtime: z
    .enum(runtimes)
    .optional()
    .describe("The nodes' container runtime; left out: the distribution's own, so cri-o on OpenShift, rke2 on RKE2, containerd on others"),
  rules: z.record(RuleName, SiteRule).default({}).describe("The site's own rules, beside the platform's"),
  lists: z
    .record(Word, z.array(z.union([Value, z.int()])))
    .default({})
    .describe("Lists that the site's own rules use, by name"),
  exceptions: z.array(Exception).default([]).describe('Where a rule does not hold yet: dated, with an owner'),
  size: sized({ cpu: '100m', memory: '512Mi', cpuLimit: '1' }),
});
export type FalcoConfig = z.output<typeof FalcoConfig>;

/** Lists that rules.ts makes from the cluster. */
const clusterWords = ['own_networks', 'platform_namespaces', 'node_namespaces', 'inner_namespaces'];

/** What would keep Falco from starting, or do nothing. */
export function falcoMistakes({ config }: { readonly config: FalcoConfig }): Mistake[] {
  const own = platformRules.map(({ name }) => name);
  const names = [...own, ...Object.keys(config.rules)];
  const words = [...Object.keys(lists), ...clusterWords];
  return [
    ...Object.keys(config.lists)
      .filter((name) => words.includes(name))
      .map((name) => ({ path: ['lists', name], message: `"${name}" is a list of the platform; choose another name` })),
    ...Object.entries(config.rules).flatMap(([name, rule]) => [
      ...(own.includes(name) ? [{ path: ['rules', name], message: `"${name}" is a rule of the platform; choose another name` }] : []),
      ...conditionMistakes(rule.condition, [...words, ...Object.keys(config.lists)]).map((message) => ({ path: ['rules', name, 'condition'], message })),
      ...rule.shows.flatMap((field, index) =>
        isField(field)
          ? []
          : [
              {
                path: ['rules', name, 'shows', index],
                message: `"${field}" is no field of Falco's; https://falco.org/docs/reference/rules/supported-fields/ lists them`,
              },
            ],
      ),
    ]),
    ...config.exceptions.flatMap(({ rule }, index) =>
      names.includes(rule) ? [] : [{ path: ['exceptions', index, 'rule'], message: `${quoted(rule)} is no rule${suggestion(rule, names)}` }],
    ),
  ];
}

/** What is wrong with a condition, when these lists are known. */
export function conditionMistakes(condition: string, knownLists: readonly string[]): string[] {
  const parsed = parseCondition(condition);
  if (!parsed.ok) return [parsed.message];
  const { macros: used, words } = parsed.value;
  const knownMacros = Object.keys(macros);
  return [
    ...used
      .filter((name) => !knownMacros.includes(name))
      .map((name) => `has "${name}", which is neither a field nor a word of the platform${suggestion(name, knownMacros)}`),
    // A misspelt list would be taken for a value that nothing ever has.
    ...words
      .filter((word) => /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/.test(word) && !knownLists.includes(word))
      .map((word) => `has "${word}", which is no list${suggestion(word, knownLists)}; put a value that is meant in double quotes`),
  ];
}
