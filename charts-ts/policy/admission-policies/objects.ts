import type { Construct } from 'constructs';
import type { Cel, MatchResources, ResourceRule, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../kit/admission.ts';
import type { PolicyExemption } from '../../kit/component.ts';
import type { SystemNamespaces } from '../../kit/distribution.ts';
import { polder } from '../../kit/labels.ts';
import { resource, step } from '../../kit/resource.ts';
import { list } from './cel.ts';
import { type Exemption, exemptionsOf, type Settings } from './settings.ts';
import type { Facts, Policy, Where } from './types.ts';

type Action = Settings['policies'][keyof Settings['policies']]['action'];
type ValidationActions = ValidatingAdmissionPolicyBinding['spec']['validationActions'];

const validationActions: Readonly<Record<Exclude<Action, 'off'>, ValidationActions>> = { deny: ['Deny'], warn: ['Warn', 'Audit'], audit: ['Audit'] };

/** An exemption that a component of the platform cannot do without: it ends with the component. */
export interface Standing extends PolicyExemption {
  readonly namespace: string;
}

/** The name of a policy's objects, which the API server says in its messages. */
export function objectName(policy: string): string {
  return `polder-${policy}`;
}

/** What the API server evaluates: the expressions of one policy, with the values of this cluster. */
export function admissionPolicy(scope: Construct, policy: Policy, facts: Facts): void {
  const named = (expressions: Readonly<Record<string, string>>) => Object.entries(expressions).map(([name, expression]) => ({ name, expression }));
  resource<ValidatingAdmissionPolicy>(scope, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: objectName(policy.name) },
    spec: {
      failurePolicy: 'Fail',
      // Equivalent: a request through another version of the API is judged all the same.
      matchConstraints: { matchPolicy: 'Equivalent', resourceRules: policy.requests.map(everyScope) },
      ...matchConditions(policy, facts, named),
      variables: named({ ...policy.parameters?.(facts), ...policy.variables, complaints: policy.complaints }),
      validations: [
        {
          expression: 'size(variables.complaints) == 0',
          messageExpression: "variables.complaints.join('; ')",
          message: policy.rule,
          reason: 'Forbidden',
        },
      ],
    },
  });
}

/** A selector of namespaces knows no beginnings of names: a condition does. */
function matchConditions(
  policy: Policy,
  { system }: Facts,
  named: (expressions: Readonly<Record<string, Cel>>) => readonly { readonly name: string; readonly expression: Cel }[],
): { readonly matchConditions?: readonly { readonly name: string; readonly expression: Cel }[] } {
  const everywhere = Object.values(policy.where).some(({ systemNamespaces }) => systemNamespaces === true);
  const conditions = {
    ...policy.onlyWhen,
    ...(everywhere || system.prefixes.length === 0
      ? {}
      : { 'outside-system-namespaces': `!${list(system.prefixes)}.exists(p, request.?namespace.orValue('').startsWith(p))` }),
  };
  return Object.keys(conditions).length === 0 ? {} : { matchConditions: named(conditions) };
}

/** Where the policy holds, and what it then does. */
export function bindings(scope: Construct, policy: Policy, { settings, system }: Facts, standing: readonly Standing[]): void {
  const { action } = settings.policies[policy.name as keyof Settings['policies']];
  if (action === 'off') return;
  const exemptions = [...standing, ...exemptionsOf(settings)].filter((exemption) => exemption.policy === policy.name);
  for (const [suffix, where] of Object.entries(policy.where)) {
    resource<ValidatingAdmissionPolicyBinding>(scope, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: `${objectName(policy.name)}${suffix}`, annotations: { ...step(1), ...shown(exemptions) } },
      spec: {
        policyName: objectName(policy.name),
        matchResources: matchResources(where, system, exemptions),
        validationActions: validationActions[action],
      },
    });
  }
}

function matchResources(where: Where, { names }: SystemNamespaces, exemptions: readonly (Exemption | Standing)[]): MatchResources {
  const excluded = [
    ...(where.systemNamespaces ? [] : names),
    ...exemptions.map(({ namespace }) => namespace).filter((namespace) => !names.includes(namespace)),
  ];
  const requirements = [
    ...(where.namespaces ?? []),
    ...(excluded.length === 0 ? [] : [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn' as const, values: excluded }]),
  ];
  return {
    ...(requirements.length === 0 ? {} : { namespaceSelector: { matchExpressions: requirements } }),
    ...(where.objects === undefined ? {} : { objectSelector: where.objects }),
    ...(where.requests === undefined ? {} : { resourceRules: where.requests.map(everyScope) }),
  };
}

/** Exemptions in words: the API server has no clock, so a person sees here which one is over. */
function shown(exemptions: readonly (Exemption | Standing)[]): Readonly<Record<string, string>> {
  if (exemptions.length === 0) return {};
  return {
    [polder.exemptions]: exemptions
      .map((one) => ('until' in one ? `${one.namespace} until ${one.until}, ${one.owner}: ${one.reason}` : `${one.namespace}: ${one.reason}`))
      .join('\n'),
  };
}

/** What the API server would fill in. */
function everyScope(rule: ResourceRule): ResourceRule & { readonly scope: '*' } {
  return { ...rule, scope: '*' };
}
