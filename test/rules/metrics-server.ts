import type { RuleCase } from './rule-case.ts';

const of = 'job="metrics-server",namespace="cert-manager"';
const requests = (success: boolean) => `metrics_server_kubelet_request_total{${of},pod="a",success="${success}"}`;

export const cases: readonly RuleCase[] = [
  { name: 'tells when none answers', rule: 'MetricsServerDown', series: { [`up{${of},pod="a"}`]: '0x20' }, at: '12m', fires: [{}] },
  { name: 'is quiet while one of two answers', rule: 'MetricsServerDown', series: { [`up{${of},pod="a"}`]: '0x20', [`up{${of},pod="b"}`]: '1x20' }, at: '12m' },
  {
    name: 'tells when one kubelet in six does not answer',
    rule: 'MetricsServerKubeletsFail',
    series: { [requests(true)]: '0+20x40', [requests(false)]: '0+4x40' },
    at: '30m',
    fires: [{}],
  },
  {
    name: 'is quiet about a kubelet that restarts',
    rule: 'MetricsServerKubeletsFail',
    series: { [requests(true)]: '0+24x40', [requests(false)]: '0x10 4x30' },
    at: '30m',
  },
];
