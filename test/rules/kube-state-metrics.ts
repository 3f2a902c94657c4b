import type { RuleCase } from './rule-case.ts';

function failing(rule: string, metric: string): readonly RuleCase[] {
  const series = (result: string) => `${metric}{job="kube-state-metrics-own",resource="*v1.Pod",result="${result}"}`;
  return [
    {
      name: `tells when every second ${metric} fails`,
      rule,
      series: { [series('success')]: '0+1x40', [series('error')]: '0+1x40' },
      at: '30m',
      fires: [{ resource: '*v1.Pod' }],
    },
    {
      name: `is quiet about one failure of ${metric}`,
      rule,
      series: { [series('success')]: '0+1x40', [series('error')]: '0x5 1x35' },
      at: '30m',
    },
  ];
}

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when it does not answer',
    rule: 'KubeStateMetricsDown',
    series: { 'up{namespace="",job="kube-state-metrics"}': '0x20' },
    at: '12m',
    fires: [{}],
  },
  { name: 'is quiet while it answers', rule: 'KubeStateMetricsDown', series: { 'up{namespace="",job="kube-state-metrics"}': '1x20' }, at: '12m' },
  ...failing('KubeStateMetricsListFails', 'kube_state_metrics_list_total'),
  ...failing('KubeStateMetricsWatchFails', 'kube_state_metrics_watch_total'),
];
