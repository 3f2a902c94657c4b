import type { RuleCase } from './rule-case.ts';

const target = 'namespace="monitoring",job="prometheus",service="prometheus",pod="prometheus-prometheus-0"';
const labels = { namespace: 'monitoring', job: 'prometheus', service: 'prometheus', pod: 'prometheus-prometheus-0' };
const of = (metric: string, more = '') => `${metric}{${target}${more === '' ? '' : `,${more}`}}`;
const up = (pod: string) => `up{namespace="shop",job="web",pod="${pod}"}`;
const phase = (pod: string, name: string) => `kube_pod_status_phase{namespace="shop",pod="${pod}",phase="${name}"}`;

/** Failures of the volume, where only one of the three grows. */
function storage(compactions: string): RuleCase['series'] {
  return {
    [of('prometheus_tsdb_compactions_failed_total')]: compactions,
    [of('prometheus_tsdb_reloads_failures_total')]: '0x400',
    [of('prometheus_tsdb_wal_corruptions_total')]: '0x400',
  };
}

export const cases: readonly RuleCase[] = [
  { name: 'is always there', rule: 'Watchdog', series: {}, at: '1m', fires: [{}] },
  {
    name: 'tells of whose targets one in four is down',
    rule: 'TargetDown',
    series: { [up('a')]: '0x40', [up('b')]: '1x40', [up('c')]: '1x40', [up('d')]: '1x40' },
    at: '20m',
    fires: [{ namespace: 'shop', job: 'web' }],
  },
  {
    name: 'tells when all are down, also where nothing knows of pods',
    rule: 'TargetDown',
    series: { [up('a')]: '0x40' },
    at: '20m',
    fires: [{ namespace: 'shop', job: 'web' }],
  },
  { name: 'is quiet about a restart', rule: 'TargetDown', series: { [up('a')]: '1x5 0x8 1x30' }, at: '20m' },
  {
    name: 'is quiet about pods that wait for a node, or that are done',
    rule: 'TargetDown',
    series: { [up('a')]: '0x40', [up('b')]: '0x40', [up('c')]: '1x40', [phase('a', 'Pending')]: '1x40', [phase('b', 'Succeeded')]: '1x40' },
    at: '20m',
  },
  {
    name: 'tells of a configuration that was not taken',
    rule: 'PrometheusConfigNotLoaded',
    series: { [of('prometheus_config_last_reload_successful')]: '1x5 0x30' },
    at: '30m',
    fires: [labels],
  },
  {
    name: 'is quiet once it was taken',
    rule: 'PrometheusConfigNotLoaded',
    series: { [of('prometheus_config_last_reload_successful')]: '1x5 0x5 1x30' },
    at: '30m',
  },
  {
    name: 'tells which rules cannot be evaluated',
    rule: 'PrometheusRuleFails',
    series: { [of('prometheus_rule_evaluation_failures_total', 'rule_group="shop"')]: '0+1x40' },
    at: '25m',
    fires: [{ ...labels, rule_group: 'shop' }],
  },
  {
    name: 'is quiet about one evaluation that failed',
    rule: 'PrometheusRuleFails',
    series: { [of('prometheus_rule_evaluation_failures_total', 'rule_group="shop"')]: '0x10 1x30' },
    at: '14m',
  },
  {
    name: 'tells which rules take too long',
    rule: 'PrometheusMissesRules',
    series: { [of('prometheus_rule_group_iterations_missed_total', 'rule_group="shop"')]: '0+1x40' },
    at: '25m',
    fires: [{ ...labels, rule_group: 'shop' }],
  },
  {
    name: 'is quiet about one evaluation that was left out',
    rule: 'PrometheusMissesRules',
    series: { [of('prometheus_rule_group_iterations_missed_total', 'rule_group="shop"')]: '0x10 1x30' },
    at: '14m',
  },
  {
    name: 'tells when there is nobody to send alerts to',
    rule: 'PrometheusHasNoAlertmanager',
    series: { [of('prometheus_notifications_alertmanagers_discovered')]: '1x5 0x30' },
    at: '25m',
    fires: [labels],
  },
  {
    name: 'is quiet while one Alertmanager is there',
    rule: 'PrometheusHasNoAlertmanager',
    series: { [of('prometheus_notifications_alertmanagers_discovered')]: '3x5 1x30' },
    at: '25m',
  },
  {
    name: 'tells which Alertmanager does not get alerts',
    rule: 'PrometheusLosesAlerts',
    series: {
      [of('prometheus_notifications_sent_total', 'alertmanager="http://10.42.0.9:9093/api/v2/alerts"')]: '0+100x40',
      [of('prometheus_notifications_errors_total', 'alertmanager="http://10.42.0.9:9093/api/v2/alerts"')]: '0+5x40',
    },
    at: '25m',
    fires: [{ ...labels, alertmanager: 'http://10.42.0.9:9093/api/v2/alerts' }],
  },
  {
    name: 'is quiet about one alert in a thousand',
    rule: 'PrometheusLosesAlerts',
    series: {
      [of('prometheus_notifications_sent_total', 'alertmanager="a"')]: '0+1000x40',
      [of('prometheus_notifications_errors_total', 'alertmanager="a"')]: '0+1x40',
    },
    at: '25m',
  },
  { name: 'tells when data cannot be written', rule: 'PrometheusStorageFails', series: storage('0x60 1x340'), at: '130m', fires: [labels] },
  { name: 'is quiet about a failure of hours ago', rule: 'PrometheusStorageFails', series: storage('0x60 1x340'), at: '300m' },
  {
    name: 'tells when nothing is kept',
    rule: 'PrometheusTakesNoSamples',
    series: { [of('prometheus_tsdb_head_samples_appended_total')]: '0+5000x5 25000x30' },
    at: '30m',
    fires: [labels],
  },
  {
    name: 'is quiet while samples come in',
    rule: 'PrometheusTakesNoSamples',
    series: { [of('prometheus_tsdb_head_samples_appended_total')]: '0+5000x40' },
    at: '30m',
  },
  {
    name: 'tells when a target offers too much',
    rule: 'TargetTooLarge',
    series: { [of('prometheus_target_scrapes_exceeded_sample_limit_total')]: '0+1x40' },
    at: '25m',
    fires: [labels],
  },
  {
    name: 'is quiet about one large answer',
    rule: 'TargetTooLarge',
    series: { [of('prometheus_target_scrapes_exceeded_sample_limit_total')]: '0x10 1x30' },
    at: '14m',
  },
];
