import type { Alert } from '../../kit/metrics.ts';

const own = 'job="prometheus"';
const logs = 'kubectl -n monitoring logs prometheus-prometheus-0 -c prometheus';

/** Metric names: https://github.com/prometheus/prometheus/tree/v3.16.0/cmd/prometheus, tsdb/, rules/, notifier/ and scrape/ */
export const prometheusAlerts: readonly Alert[] = [
  {
    name: 'Watchdog',
    expression: 'vector(1)',
    holds: '0s',
    severity: 'none',
    summary: 'Always there: a place outside the cluster that no longer hears it knows that alerting is broken',
    runbook: 'Nothing to do while it arrives. When it stays away: is Prometheus up, is Alertmanager up, does the way out work?',
  },
  {
    name: 'TargetDown',
    expression:
      '100 * (count by (namespace, job) (up == 0 unless on (namespace, pod) kube_pod_status_phase{phase=~"Pending|Succeeded"} == 1) / count by (namespace, job) (up)) > 10',
    holds: '15m',
    severity: 'warning',
    summary: '{{ printf "%.0f" $value }}% of the targets of {{ $labels.namespace }}/{{ $labels.job }} cannot be read',
    runbook:
      'Ask Prometheus why (Status, Targets): refused is a pod that is down, a timeout a network policy, 401 a missing right. kubectl -n {{ $labels.namespace }} get pods',
  },
  {
    name: 'PrometheusConfigNotLoaded',
    expression: `max_over_time(prometheus_config_last_reload_successful{${own}}[5m]) == 0`,
    holds: '10m',
    severity: 'critical',
    summary: '{{ $labels.pod }} runs with an old configuration: changes have no effect',
    runbook: `${logs} | grep -i config; the last changed monitor or rule is the first suspect`,
  },
  {
    name: 'PrometheusRuleFails',
    expression: `increase(prometheus_rule_evaluation_failures_total{${own}}[5m]) > 0`,
    holds: '15m',
    severity: 'warning',
    summary: 'Rules of {{ $labels.rule_group }} cannot be evaluated: their alerts do not come',
    runbook: `${logs} | grep "Evaluating rule failed" tells the rule and why; often two series where one was expected`,
  },
  {
    name: 'PrometheusMissesRules',
    expression: `increase(prometheus_rule_group_iterations_missed_total{${own}}[5m]) > 0`,
    holds: '15m',
    severity: 'warning',
    summary: 'Rules of {{ $labels.rule_group }} take longer than their interval',
    runbook: 'Prometheus lacks CPU, or a rule is heavy: Status, Rules shows how long each takes. Raise components.prometheus.size',
  },
  {
    name: 'PrometheusHasNoAlertmanager',
    expression: `max_over_time(prometheus_notifications_alertmanagers_discovered{${own}}[5m]) < 1`,
    holds: '10m',
    severity: 'critical',
    summary: '{{ $labels.pod }} knows no Alertmanager: nobody is told of alerts',
    runbook: 'kubectl -n monitoring get sts,pods,endpointslices; components.alertmanager.enabled: false? Then say where alerts go instead',
  },
  {
    name: 'PrometheusLosesAlerts',
    expression: `rate(prometheus_notifications_errors_total{${own}}[5m]) / rate(prometheus_notifications_sent_total{${own}}[5m]) > 0.01`,
    holds: '15m',
    severity: 'warning',
    summary: '{{ $value | humanizePercentage }} of the alerts from {{ $labels.pod }} do not reach {{ $labels.alertmanager }}',
    runbook: `${logs} | grep -i notify; kubectl -n monitoring get pods -l app.kubernetes.io/name=alertmanager`,
  },
  {
    name: 'PrometheusStorageFails',
    expression: `increase(prometheus_tsdb_compactions_failed_total{${own}}[3h]) + increase(prometheus_tsdb_reloads_failures_total{${own}}[3h]) + increase(prometheus_tsdb_wal_corruptions_total{${own}}[3h]) > 0`,
    holds: '1h',
    severity: 'critical',
    summary: "{{ $labels.pod }}'s data is damaged, or cannot be written",
    runbook: `kubectl -n monitoring exec prometheus-prometheus-0 -c prometheus -- df /prometheus; a full volume: raise components.prometheus.volume, or lower retention`,
  },
  {
    name: 'PrometheusTakesNoSamples',
    expression: `rate(prometheus_tsdb_head_samples_appended_total{${own}}[5m]) <= 0`,
    holds: '10m',
    severity: 'critical',
    summary: '{{ $labels.pod }} keeps no metrics',
    runbook: 'Does it find targets (Status, Targets)? Is its volume full or read-only?',
  },
  {
    name: 'TargetTooLarge',
    expression: `increase(prometheus_target_scrapes_exceeded_sample_limit_total{${own}}[5m]) > 0`,
    holds: '15m',
    severity: 'warning',
    summary: 'A target offers more series than components.prometheus.limits.samples, and is not read at all',
    runbook: 'Status, Targets shows which; drop series in its monitor (metricRelabelings), or raise the limit',
  },
];
