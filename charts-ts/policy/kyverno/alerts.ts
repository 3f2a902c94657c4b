import type { Alert } from '../../kit/metrics.ts';
import { admission, background, cleanup, namespace, reports } from './names.ts';

/** What the API server itself counts of its calls: https://kubernetes.io/docs/reference/instrumentation/metrics/ */
const webhook = 'name=~".+[.]kyverno[.]svc.*"';
const own = `namespace="${namespace}"`;

function down(program: string): string {
  return `absent(up{${own},job="${program}"} == 1)`;
}

/** Names: pkg/metrics of the release, as its programs serve them. */
export const kyvernoAlerts: readonly Alert[] = [
  {
    name: 'KyvernoWebhookFails',
    expression: `sum by (name) (increase(apiserver_admission_webhook_rejection_count{${webhook},error_type!="no_error"}[5m])) > 0`,
    holds: '5m',
    severity: 'critical',
    summary: 'The API server gets no good answer from Kyverno ({{ $labels.name }}), so it refuses what Kyverno should have judged',
    runbook:
      'kubectl -n kyverno get pods,endpointslices, then the logs of kyverno-admission-controller: is it down, is its certificate bad, or does a registry not answer in time? To let tenants go on: docs/policies.md, "When Kyverno is down"',
  },
  {
    name: 'KyvernoWebhookFailsOpen',
    expression: `sum by (name) (increase(apiserver_admission_webhook_fail_open_count{${webhook}}[15m])) > 0`,
    holds: '15m',
    severity: 'warning',
    summary: 'Requests pass that Kyverno ({{ $labels.name }}) should have judged, since it does not answer',
    runbook: 'kubectl -n kyverno get pods, then the logs of kyverno-admission-controller; what passed meanwhile shows in the next policy reports',
  },
  {
    name: 'KyvernoWebhookSlow',
    expression: `histogram_quantile(0.95, sum by (le, name) (rate(apiserver_admission_webhook_admission_duration_seconds_bucket{${webhook}}[10m]))) > 2`,
    holds: '15m',
    severity: 'warning',
    summary: 'Pods wait for Kyverno ({{ $labels.name }}): one in twenty answers takes more than 2 seconds',
    runbook: 'dashboard Kyverno: CPU at its limit, or a slow registry? Raise components.kyverno.sizes.admission or replicas, or look at the registry',
  },
  {
    name: 'KyvernoAdmissionDown',
    expression: down(admission),
    holds: '5m',
    severity: 'critical',
    summary: 'No pod of Kyverno answers: what it should judge is refused, or passes unseen',
    runbook: 'kubectl -n kyverno describe deploy kyverno-admission-controller, then its events and logs; docs/policies.md, "When Kyverno is down"',
  },
  {
    name: 'KyvernoControllerDown',
    // Nothing that is absent has labels.
    expression: [background, cleanup, reports].map((program) => `label_replace(${down(program)}, "job", "${program}", "", "")`).join(' or '),
    holds: '15m',
    severity: 'warning',
    summary: '{{ $labels.job }} does not answer: defaults are not made, nothing is cleaned up, or reports grow old',
    runbook: 'kubectl -n kyverno describe deploy {{ $labels.job }}, then its events and logs: is its memory too small?',
  },
  {
    name: 'KyvernoGivesUp',
    expression: `sum by (job, controller_name) (increase(kyverno_controller_drop_total{${own}}[1h])) > 0`,
    holds: '15m',
    severity: 'warning',
    summary: 'The controller {{ $labels.controller_name }} of {{ $labels.job }} tried something often, and gave up',
    runbook: 'kubectl -n kyverno logs deploy/{{ $labels.job }} | grep error: a right that its account lacks, or a policy that cannot work',
  },
];
