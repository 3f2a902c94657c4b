import type { RuleCase } from './rule-case.ts';

const target = { namespace: 'openbao', job: 'openbao' } as const;
const labels = (pod: number, more: Readonly<Record<string, string>> = {}) => ({ ...target, pod: `openbao-${pod}`, ...more });
const of = (metric: string, all: Readonly<Record<string, string>>) =>
  `${metric}{${Object.entries(all)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`;
const up = (pod: number) => of('up', labels(pod));
const unsealed = (pod: number) => of('vault_core_unsealed', labels(pod));
const active = (pod: number) => of('vault_core_active', labels(pod));
const healthy = (pod: number) => of('vault_autopilot_healthy', labels(pod));
const failures = (kind: 'request' | 'response') => of(`vault_audit_log_${kind}_failure`, labels(0));
const stuck = (pod: number) => of('vault_expire_num_irrevocable_leases', labels(pod));

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when no pod answers',
    rule: 'OpenBaoDown',
    series: { [up(0)]: '0x20', [up(1)]: '0x20', [up(2)]: '0x20' },
    at: '10m',
    fires: [{}],
  },
  { name: 'is not down while one pod answers', rule: 'OpenBaoDown', series: { [up(0)]: '0x20', [up(1)]: '1x20' }, at: '15m' },
  {
    name: 'tells when one of three pods does not answer',
    rule: 'OpenBaoPodDown',
    series: { [up(0)]: '1x40', [up(1)]: '1x40', [up(2)]: '0x40' },
    at: '20m',
    fires: [{}],
  },
  { name: 'is quiet while a pod is replaced', rule: 'OpenBaoPodDown', series: { [up(0)]: '1x40', [up(1)]: '1x40', [up(2)]: '1x5 0x5 1x30' }, at: '20m' },
  {
    name: 'tells which pod is sealed, also when it says nothing of it',
    rule: 'OpenBaoSealed',
    series: { [up(0)]: '1x20', [unsealed(0)]: '1x20', [up(1)]: '1x20', [unsealed(1)]: '0x20', [up(2)]: '1x20' },
    at: '10m',
    fires: [labels(1), labels(2)],
  },
  { name: 'is quiet about pods that are open', rule: 'OpenBaoSealed', series: { [up(0)]: '1x20', [unsealed(0)]: '1x20', [up(1)]: '0x20' }, at: '10m' },
  {
    name: 'tells when nobody leads',
    rule: 'OpenBaoNoLeader',
    series: { [active(0)]: '0x20', [active(1)]: '0x20', [active(2)]: '0x20' },
    at: '5m',
    fires: [{}],
  },
  { name: 'is quiet while the lead passes', rule: 'OpenBaoNoLeader', series: { [active(0)]: '1 1 0x20', [active(1)]: '0 0 0 1x20' }, at: '10m' },
  {
    name: 'tells when the leader finds a copy that is not in step',
    rule: 'OpenBaoRaftUnhealthy',
    series: { [active(1)]: '1x30', [healthy(1)]: '0x30' },
    at: '15m',
    fires: [labels(1)],
  },
  {
    name: 'does not listen to a former leader',
    rule: 'OpenBaoRaftUnhealthy',
    series: { [active(0)]: '0x30', [healthy(0)]: '0x30', [active(1)]: '1x30', [healthy(1)]: '1x30' },
    at: '20m',
  },
  {
    name: 'tells when requests cannot be written down',
    rule: 'OpenBaoAuditFails',
    series: { [failures('request')]: '0x5 1+1x20' },
    at: '12m',
    fires: [labels(0)],
  },
  {
    name: 'tells when answers cannot be written down',
    rule: 'OpenBaoAuditFails',
    series: { [failures('response')]: '0x5 1+1x20' },
    at: '12m',
    fires: [labels(0)],
  },
  {
    name: 'is quiet while all is written down',
    rule: 'OpenBaoAuditFails',
    series: { [failures('request')]: '3x20', [failures('response')]: '0x20' },
    at: '12m',
  },
  {
    name: 'tells of leases that cannot be revoked',
    rule: 'OpenBaoLeaseStuck',
    series: { [active(0)]: '1x90', [stuck(0)]: '2x90' },
    at: '80m',
    fires: [labels(0)],
  },
  { name: 'is quiet without such leases', rule: 'OpenBaoLeaseStuck', series: { [active(0)]: '1x90', [stuck(0)]: '0x90' }, at: '80m' },
];
