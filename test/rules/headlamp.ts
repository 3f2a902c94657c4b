import type { RuleCase } from './rule-case.ts';

const available = 'kube_deployment_status_replicas_available{namespace="headlamp",deployment="headlamp"}';
const restarts = 'kube_pod_container_status_restarts_total{namespace="headlamp",pod="a",container="headlamp"}';

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when no pod is ready',
    rule: 'HeadlampDown',
    series: { [available]: '0x30' },
    at: '20m',
    fires: [{ namespace: 'headlamp', deployment: 'headlamp' }],
  },
  { name: 'is quiet while one is ready', rule: 'HeadlampDown', series: { [available]: '1x30' }, at: '20m' },
  {
    name: 'tells when it starts again and again',
    rule: 'HeadlampRestarts',
    series: { [restarts]: '0+1x10 10x60' },
    at: '20m',
    fires: [{ namespace: 'headlamp', pod: 'a', container: 'headlamp' }],
  },
  { name: 'is quiet after one restart', rule: 'HeadlampRestarts', series: { [restarts]: '0x10 1x60' }, at: '40m' },
];
