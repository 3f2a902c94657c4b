import type { RuleCase } from './rule-case.ts';

const job = 'namespace="monitoring",job="prometheus"';
const own = (metric: string, rest = '', pod = 'prometheus-prometheus-0') => `${metric}{${job},pod="${pod}"${rest}}`;
const pod = 'prometheus-prometheus-0';
const group = ',rule_group="/etc/prometheus/rules/a.yaml;traefik"';
/** As the operator names the file of a PrometheusRule: pkg/operator/rules.go of v0.94. */
const theirGroup = '/etc/prometheus/rules/prometheus-prometheus-rulefiles-0/winkel-productie-regels-5f0c.yaml;winkel';
const claim = 'namespace="monitoring",persistentvolumeclaim="prometheus-prometheus-db-prometheus-prometheus-0"';
const volume = (available: string): RuleCase['series'] => ({
  [`kubelet_volume_stats_available_bytes{${claim}}`]: available,
  [`kubelet_volume_stats_capacity_bytes{${claim}}`]: '100x60',
});
const storage = (compactions: string): RuleCase['series'] => ({
  [own('prometheus_tsdb_compactions_failed_total')]: compactions,
  [own('prometheus_tsdb_reloads_failures_total')]: '0x300',
  [own('prometheus_tsdb_wal_writes_failed_total')]: '0x300',
  [own('prometheus_tsdb_wal_corruptions_total')]: '0x300',
});
const limits = (samples: string): RuleCase['series'] => ({
  [own('prometheus_target_scrapes_exceeded_sample_limit_total')]: samples,
  [own('prometheus_target_scrapes_exceeded_body_size_limit_total')]: '0x60',
  [own('prometheus_target_scrape_pool_exceeded_target_limit_total')]: '0x60',
  [own('prometheus_target_scrape_pool_exceeded_label_limits_total')]: '0x60',
});
const refused = (duplicates: string): RuleCase['series'] => ({
  [own('prometheus_target_scrapes_sample_duplicate_timestamp_total')]: duplicates,
  [own('prometheus_target_scrapes_sample_out_of_order_total')]: '0x120',
  [own('prometheus_target_scrapes_sample_out_of_bounds_total')]: '0x120',
});
const sent = (errors: string): RuleCase['series'] => ({
  [own('prometheus_notifications_sent_total', ',alertmanager="http://10.0.0.1:9093/api/v2/alerts"')]: '0+100x40',
  [own('prometheus_notifications_errors_total', ',alertmanager="http://10.0.0.1:9093/api/v2/alerts"')]: errors,
});

export const cases: readonly RuleCase[] = [
  { name: 'always sends the watchdog', rule: 'Watchdog', series: {}, at: '5m', fires: [{}] },
  {
    name: 'tells of which program a fifth cannot be read',
    rule: 'TargetDown',
    series: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((one) => [`up{namespace="shop",job="web",pod="${one}"}`, one === 'a' ? '0x40' : '1x40'])),
    at: '30m',
    fires: [{ namespace: 'shop', job: 'web' }],
  },
  {
    name: 'is quiet about a pod that is replaced, and about other programs',
    rule: 'TargetDown',
    series: { 'up{namespace="shop",job="web",pod="a"}': '1x10 0x10 1x20', 'up{namespace="shop",job="db",pod="a"}': '1x40' },
    at: '30m',
  },
  {
    name: 'tells of a configuration that is not taken',
    rule: 'PrometheusConfigNotLoaded',
    series: { [own('prometheus_config_last_reload_successful')]: '1x5 0x40' },
    at: '30m',
    fires: [{ namespace: 'monitoring', job: 'prometheus', pod }],
  },
  {
    name: 'is quiet when the next configuration is taken',
    rule: 'PrometheusConfigNotLoaded',
    series: { [own('prometheus_config_last_reload_successful')]: '1x5 0x8 1x40' },
    at: '30m',
  },
  {
    name: 'tells of a reloader that cannot hand over',
    rule: 'PrometheusReloaderFails',
    series: { [own('reloader_last_reload_successful')]: '0x40' },
    at: '30m',
    fires: [{ namespace: 'monitoring', job: 'prometheus', pod }],
  },
  { name: 'is quiet while it does', rule: 'PrometheusReloaderFails', series: { [own('reloader_last_reload_successful')]: '1x40' }, at: '30m' },
  {
    name: 'tells whose rules cannot be evaluated',
    rule: 'PrometheusRuleFails',
    series: { [own('prometheus_rule_evaluation_failures_total', group)]: '0+1x40' },
    at: '30m',
    fires: [{ pod, rule_group: '/etc/prometheus/rules/a.yaml;traefik' }],
  },
  {
    name: 'tells of a tenant’s own rules in whose namespace they are',
    rule: 'PrometheusRuleFails',
    series: { [own('prometheus_rule_evaluation_failures_total', `,rule_group="${theirGroup}"`)]: '0+1x40' },
    at: '30m',
    fires: [{ pod, rule_group: theirGroup, namespace: 'winkel-productie' }],
  },
  {
    name: 'is quiet about one failure',
    rule: 'PrometheusRuleFails',
    series: { [own('prometheus_rule_evaluation_failures_total', group)]: '0x5 1x40' },
    at: '30m',
  },
  {
    name: 'tells whose rules come too late',
    rule: 'PrometheusRulesLate',
    series: { [own('prometheus_rule_group_iterations_missed_total', group)]: '0+1x40' },
    at: '30m',
    fires: [{ pod, rule_group: '/etc/prometheus/rules/a.yaml;traefik' }],
  },
  {
    name: 'is quiet while none is missed',
    rule: 'PrometheusRulesLate',
    series: { [own('prometheus_rule_group_iterations_missed_total', group)]: '7x40' },
    at: '30m',
  },
  {
    name: 'tells which Prometheus takes nothing',
    rule: 'PrometheusTakesNoSamples',
    series: {
      [own('prometheus_tsdb_head_samples_appended_total', ',type="float"')]: '500x40',
      [own('prometheus_tsdb_head_samples_appended_total', ',type="float"', 'prometheus-prometheus-1')]: '0+900x40',
    },
    at: '30m',
    fires: [{ pod }],
  },
  {
    name: 'is quiet while samples come',
    rule: 'PrometheusTakesNoSamples',
    series: { [own('prometheus_tsdb_head_samples_appended_total', ',type="float"')]: '0+900x40' },
    at: '30m',
  },
  { name: 'tells that blocks cannot be tidied up', rule: 'PrometheusStorageFails', series: storage('0x60 0+1x240'), at: '150m', fires: [{ pod }] },
  { name: 'is quiet about failures of yesterday', rule: 'PrometheusStorageFails', series: storage('3x300'), at: '250m' },
  {
    name: 'tells that the volume is about to be full',
    rule: 'PrometheusVolumeFull',
    series: volume('4x60'),
    at: '30m',
    fires: [{ persistentvolumeclaim: 'prometheus-prometheus-db-prometheus-prometheus-0' }],
  },
  { name: 'is quiet at four fifths', rule: 'PrometheusVolumeFull', series: volume('20x60'), at: '30m' },
  {
    name: 'tells that days go before their time',
    rule: 'MetricsKeptShorterThanAsked',
    series: { [own('prometheus_tsdb_size_retentions_total')]: '0x30 1x200' },
    at: '180m',
    fires: [{ pod }],
  },
  {
    name: 'is quiet while time alone decides',
    rule: 'MetricsKeptShorterThanAsked',
    series: { [own('prometheus_tsdb_size_retentions_total')]: '0x200', [own('prometheus_tsdb_time_retentions_total')]: '0x30 1x200' },
    at: '180m',
  },
  {
    name: 'tells that targets are no longer found',
    rule: 'PrometheusDiscoveryFails',
    series: { [own('prometheus_sd_kubernetes_failures_total')]: '0+2x60' },
    at: '40m',
    fires: [{ pod }],
  },
  {
    name: 'is quiet about a restart of the API server',
    rule: 'PrometheusDiscoveryFails',
    series: { [own('prometheus_sd_kubernetes_failures_total')]: '0x10 4x60' },
    at: '40m',
  },
  { name: 'tells that a target is too large', rule: 'TargetTooLarge', series: limits('0+1x60'), at: '40m', fires: [{ pod }] },
  { name: 'is quiet while all keep the limits', rule: 'TargetTooLarge', series: limits('3x60'), at: '40m' },
  { name: 'tells that samples are refused', rule: 'SamplesRefused', series: refused('0+5x120'), at: '110m', fires: [{ pod }] },
  { name: 'is quiet about a rollout that makes some', rule: 'SamplesRefused', series: refused('0x10 40x120'), at: '110m' },
  {
    name: 'tells of a Prometheus that knows no Alertmanager',
    rule: 'PrometheusWithoutAlertmanager',
    series: { [own('prometheus_notifications_alertmanagers_discovered')]: '0x40' },
    at: '20m',
    fires: [{ namespace: 'monitoring', job: 'prometheus', pod }],
  },
  {
    name: 'is quiet when it knows one',
    rule: 'PrometheusWithoutAlertmanager',
    series: { [own('prometheus_notifications_alertmanagers_discovered')]: '0x3 1x40' },
    at: '20m',
  },
  { name: 'tells that a tenth of what is sent gets lost', rule: 'AlertsNotDelivered', series: sent('0+10x40'), at: '30m', fires: [{ pod }] },
  { name: 'is quiet about one in a hundred', rule: 'AlertsNotDelivered', series: sent('0+1x40'), at: '30m' },
  {
    name: 'tells that alerts are thrown away',
    rule: 'AlertsDropped',
    series: { [own('prometheus_notifications_dropped_total')]: '0+3x40' },
    at: '30m',
    fires: [{ pod }],
  },
  { name: 'is quiet while all are taken', rule: 'AlertsDropped', series: { [own('prometheus_notifications_dropped_total')]: '9x40' }, at: '30m' },
];
