/** https://falco.org/docs/concepts/rules/basic-elements/#priority, the gravest first: its place is the label `priority` of metrics. */
export const priorities = ['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG'] as const;
export type Priority = (typeof priorities)[number];

/** A rule of the platform's own. */
export interface Rule {
  readonly name: string;
  /** Why somebody should know. */
  readonly why: string;
  readonly condition: string;
  /** Fields that the message shows beside those of every message. */
  readonly shows?: readonly string[];
  readonly priority: Priority;
  /** https://attack.mitre.org/matrices/enterprise/containers/: tactic and technique. */
  readonly mitre: { readonly tactic: string; readonly technique: string };
  /** The control of BIO2 (as ISO 27002 numbers it) that it helps to keep. */
  readonly bio: string;
}

/** What stands in a rules file: https://falco.org/docs/concepts/rules/basic-elements/ */
export type RulesFile = readonly (
  | { readonly required_engine_version: string }
  | { readonly required_plugin_versions: readonly { readonly name: string; readonly version: string }[] }
  | { readonly list: string; readonly items: readonly (string | number)[] }
  | { readonly macro: string; readonly condition: string }
  | FalcoRule
)[];

export interface FalcoRule {
  readonly rule: string;
  readonly desc: string;
  readonly condition: string;
  readonly output: string;
  readonly priority: Priority;
  readonly source: 'syscall';
  readonly tags: readonly string[];
}

/** Names for words in conditions. */
export type Lists = Readonly<Record<string, readonly (string | number)[]>>;
export type Macros = Readonly<Record<string, string>>;
