import type { KubeObject } from './object.ts';
import { type Selector, selectorsOf, withSelectors } from './promql.ts';

/**
 * First words of the names that tell of the whole cluster, or of the namespaces of others. Only the platform's own programs and
 * recordings have them: what a tenant sends is renamed, and what it records is refused (docs/decisions/0027-names-of-metrics.md).
 */
export const reservedWords = [
  'aggregator',
  'apiserver',
  'clustersecretstore',
  'container',
  'descheduler',
  'externalsecret',
  'keda',
  'kube',
  'kubelet',
  'namespace',
  'node',
  'polder',
  'trivy',
] as const;

/** One of these words, as a regular expression. */
export const reservedWord = `(?:${reservedWords.join('|')})`;

/** Whole names that are reserved, as a regular expression without anchors. */
export const reservedNames = `${reservedWord}[_:].*`;

const reserved = new RegExp(`^${reservedNames}$`);

/** Whether no tenant can make a series of this name. */
export function isReserved(name: string): boolean {
  return reserved.test(name);
}

/** A matcher for what is asked of every namespace alike, tenants' own series included: the answer must say of which namespace it is. */
export const everyNamespace = 'namespace=~".*"';

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[];
}

/**
 * A PrometheusRule that reads the series of its own namespace, unless a selector says otherwise or its name is reserved. `namespace` is
 * the one label that nobody chooses: on all that a tenant sends or records it is the tenant's. Other objects stay as they are.
 */
export function ofPlatform(object: KubeObject): KubeObject {
  if (object.kind !== 'PrometheusRule' || object.metadata.namespace === undefined) return object;
  const { namespace } = object.metadata;
  const { groups, ...spec } = object['spec'] as Rules;
  const bound = groups.map((group) => ({ ...group, rules: group.rules.map((rule) => ({ ...rule, expr: inNamespace(rule.expr, namespace) })) }));
  return { ...object, spec: { ...spec, groups: bound } };
}

/** An expression whose selectors choose the series of a namespace, where they name neither one nor a reserved name. */
export function inNamespace(expression: string, namespace: string): string {
  return withSelectors(expression, (selector) => (namesOf(selector).every(isReserved) || namesNamespace(selector) ? undefined : `namespace="${namespace}"`));
}

/** The names that a selector may choose; one that is too free to say gives none that is reserved. */
function namesOf({ name, matchers }: Selector): readonly string[] {
  return name === undefined ? (/\b__name__\s*=~?\s*"([^"]*)"/.exec(matchers)?.[1] ?? '').split('|') : [name];
}

function namesNamespace({ matchers }: Selector): boolean {
  return /(?:^|,)\s*namespace\s*[=!]/.test(matchers);
}

/** The selectors of an expression that a tenant's series could answer, as text: neither reserved, nor of namespaces that it names. */
export function openSelectors(expression: string): string[] {
  return selectorsOf(expression)
    .filter((selector) => !namesOf(selector).every(isReserved) && !namesPlace(selector))
    .map(({ name = '', matchers }) => `${name}{${matchers}}`);
}

/** By name, or as what has none, which is nothing of a tenant's. */
function namesPlace({ matchers }: Selector): boolean {
  return /(?:^|,)\s*namespace="[^"]*"/.test(matchers);
}
