import { endsSoon } from '../../kit/ending.ts';
import type { Alert } from '../../kit/metrics.ts';
import type { Exemption } from './settings.ts';

/** Names: pkg/metrics of Kyverno's release, as its programs serve them. */
export function policyAlerts(namespace: string, exemptions: readonly Exemption[]): Alert[] {
  const own = `namespace="${namespace}"`;
  return [
    {
      name: 'ImageNotSigned',
      expression: `sum by (policy_name, resource_namespace) (increase(kyverno_image_validating_policy_results_total{${own},result="fail"}[30m])) > 0`,
      holds: '10m',
      severity: 'warning',
      summary: 'Pods in {{ $labels.resource_namespace }} have images that {{ $labels.policy_name }} does not find signed',
      runbook:
        'kubectl -n {{ $labels.resource_namespace }} get events,policyreports: which image, and did the build sign it? An image that nobody knows is a matter for the security team',
    },
    {
      name: 'ImageNotJudged',
      expression: `sum by (policy_name) (increase(kyverno_image_validating_policy_results_total{${own},result="error"}[30m])) > 0`,
      holds: '10m',
      severity: 'warning',
      summary: 'Kyverno cannot judge images for {{ $labels.policy_name }}: pods are refused, or pass unseen',
      runbook: 'kubectl -n kyverno logs deploy/kyverno-admission-controller | grep error: is the registry away, its CA unknown, or the pull secret old?',
    },
    {
      name: 'TenantDefaultNotMade',
      expression: `sum by (policy_name) (increase(kyverno_generating_policy_results_total{${own},result=~"fail|error"}[1h])) > 0`,
      holds: '10m',
      severity: 'warning',
      summary: 'A namespace of a tenant does not get what {{ $labels.policy_name }} should give it',
      runbook: 'kubectl -n kyverno get updaterequests, and the logs of kyverno-background-controller: the reason stands there',
    },
    {
      name: 'CleanUpFails',
      expression: `sum by (policy_name) (increase(kyverno_deleting_controller_errors_total{${own}}[1d])) > 0`,
      holds: '10m',
      severity: 'warning',
      summary: 'What {{ $labels.policy_name }} should delete stays',
      runbook: 'kubectl -n kyverno logs deploy/kyverno-cleanup-controller | grep error: is it refused by another policy?',
    },
    ...(exemptions.length === 0 ? [] : [exemptionEnds(exemptions)]),
  ];
}

/** Kyverno ends them itself; whoever answers for one hears of it before. */
function exemptionEnds(exemptions: readonly Exemption[]): Alert {
  return {
    name: 'PolicyExemptionEnds',
    expression: endsSoon(
      exemptions.map(({ policy, namespaces, owner, until }) => ({ labels: { policy, exempt: namespaces.join(' '), owner, until }, until, daysBefore: 14 })),
    ),
    holds: '1h',
    severity: 'warning',
    summary: 'The exemption of {{ $labels.exempt }} from {{ $labels.policy }} ends on {{ $labels.until }}, or has ended',
    runbook: 'ask {{ $labels.owner }} whether it is mended; then remove the line of components.kyverno-policies.exemptions, or date it again in a review',
  };
}
