import { postgresCases } from './lib/postgres.ts';
import type { RuleCase } from './rule-case.ts';

const up = 'up{namespace="forgejo",job="forgejo",pod="forgejo-0"}';
const restarts = 'kube_pod_container_status_restarts_total{namespace="forgejo",pod="forgejo-0",container="forgejo"}';
const failed = 'kube_job_failed{namespace="forgejo",job_name="forgejo-login",condition="true"}';

export const cases: readonly RuleCase[] = [
  { name: 'tells when Forgejo does not answer', rule: 'ForgejoDown', series: { [up]: '0x20' }, at: '15m', fires: [{}] },
  { name: 'stays quiet while it answers', rule: 'ForgejoDown', series: { [up]: '1x20' }, at: '15m' },
  {
    name: 'tells when it starts again and again',
    rule: 'ForgejoRestarts',
    series: { [restarts]: '0+1x10 10x60' },
    at: '20m',
    fires: [{ namespace: 'forgejo', pod: 'forgejo-0', container: 'forgejo' }],
  },
  { name: 'stays quiet after one restart', rule: 'ForgejoRestarts', series: { [restarts]: '0x10 1x60' }, at: '40m' },
  { name: 'tells when it does not know where people log in', rule: 'ForgejoLoginNotSet', series: { [failed]: '1x30' }, at: '20m', fires: [{}] },
  { name: 'stays quiet once the job went well', rule: 'ForgejoLoginNotSet', series: { [failed]: '0x30' }, at: '20m' },
  ...postgresCases({ namespace: 'forgejo', cluster: 'forgejo-db' }),
];
