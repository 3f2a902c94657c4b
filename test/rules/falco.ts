import type { RuleCase } from './rule-case.ts';

const of = (node: string, pod = `falco-${node}`) => `job="falco",namespace="falco",node="${node}",pod="${pod}",instance="10.42.0.1:8765"`;
const labels = (node: string) => ({ job: 'falco', namespace: 'falco', node, pod: `falco-${node}`, instance: '10.42.0.1:8765' });
const match = (node: string, rule: string, priority: number, pod?: string) =>
  `falcosecurity_falco_rules_matches_total{${of(node, pod)},rule_name="${rule}",priority="${priority}",source="syscall"}`;

export const cases: readonly RuleCase[] = [
  {
    name: 'tells of the very first match, for which no counter was there',
    rule: 'FalcoSawAttack',
    series: { [match('a', 'Mining of crypto currency', 2)]: '_x30 1x20' },
    at: '33m',
    fires: [{ node: 'a', rule_name: 'Mining of crypto currency' }],
  },
  {
    name: 'tells of another match of the same rule',
    rule: 'FalcoSawAttack',
    series: { [match('a', 'Mining of crypto currency', 2)]: '4x30 5x20' },
    at: '33m',
    fires: [{ node: 'a', rule_name: 'Mining of crypto currency' }],
  },
  {
    name: 'tells of the first match of a new pod',
    rule: 'FalcoSawAttack',
    series: { [match('a', 'Program run from memory', 2, 'old')]: '3x25 _x30', [match('a', 'Program run from memory', 2, 'new')]: '_x28 1x30' },
    at: '32m',
    fires: [{ node: 'a', rule_name: 'Program run from memory' }],
  },
  { name: 'is quiet about what was told long ago', rule: 'FalcoSawAttack', series: { [match('a', 'Mining of crypto currency', 2)]: '4x60' }, at: '40m' },
  { name: 'wakes nobody for an error', rule: 'FalcoSawAttack', series: { [match('a', 'Log removed', 3)]: '_x30 1x20' }, at: '33m' },
  {
    name: 'tells of an error',
    rule: 'FalcoSawDeviation',
    series: { [match('a', 'Log removed', 3)]: '_x30 1x20', [match('b', 'Shell with a terminal in a container', 4)]: '1x30 2x20' },
    at: '33m',
    fires: [
      { node: 'a', rule_name: 'Log removed' },
      { node: 'b', rule_name: 'Shell with a terminal in a container' },
    ],
  },
  { name: 'leaves notices to the log', rule: 'FalcoSawDeviation', series: { [match('a', 'Write below /etc in a container', 5)]: '_x30 1x20' }, at: '33m' },
  {
    name: 'tells on which node Falco does not answer',
    rule: 'FalcoDown',
    series: { [`up{${of('a')}}`]: '1x30', [`up{${of('b')}}`]: '0x30' },
    at: '15m',
    fires: [labels('b')],
  },
  { name: 'is quiet about a restart', rule: 'FalcoDown', series: { [`up{${of('a')}}`]: '1x5 0x4 1x20' }, at: '15m' },
  { name: 'tells when there is none at all', rule: 'FalcoAbsent', series: {}, at: '15m', fires: [{ namespace: 'falco', job: 'falco' }] },
  { name: 'is quiet while there is one', rule: 'FalcoAbsent', series: { [`up{${of('a')}}`]: '0x30' }, at: '15m' },
  {
    name: 'tells when it is too slow for a node',
    rule: 'FalcoMissesEvents',
    series: { [`falcosecurity_scap_n_drops_total{${of('a')}}`]: '0+100x60', [`falcosecurity_scap_n_evts_total{${of('a')}}`]: '0+1000x60' },
    at: '40m',
    fires: [labels('a')],
  },
  {
    name: 'is quiet about a few lost events',
    rule: 'FalcoMissesEvents',
    series: { [`falcosecurity_scap_n_drops_total{${of('a')}}`]: '0+1x60', [`falcosecurity_scap_n_evts_total{${of('a')}}`]: '0+1000x60' },
    at: '40m',
  },
  {
    name: 'tells when messages are thrown away',
    rule: 'FalcoLosesMessages',
    series: { [`falcosecurity_falco_outputs_queue_num_drops_total{${of('a')}}`]: '0x20 5x20' },
    at: '25m',
    fires: [labels('a')],
  },
  {
    name: 'is quiet when none are',
    rule: 'FalcoLosesMessages',
    series: { [`falcosecurity_falco_outputs_queue_num_drops_total{${of('a')}}`]: '5x40' },
    at: '25m',
  },
];
