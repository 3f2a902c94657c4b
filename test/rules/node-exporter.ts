import type { RuleCase } from './rule-case.ts';

const of = (node: string) => `job="node-exporter",namespace="node-exporter",node="${node}",instance="${node}"`;
const labels = (node: string) => ({ job: 'node-exporter', namespace: 'node-exporter', node, instance: node });

export const cases: readonly RuleCase[] = [
  {
    name: 'tells which node-exporter does not answer',
    rule: 'NodeExporterDown',
    series: { [`up{${of('a')}}`]: '1x30', [`up{${of('b')}}`]: '0x30' },
    at: '20m',
    fires: [labels('b')],
  },
  { name: 'is quiet about a restart', rule: 'NodeExporterDown', series: { [`up{${of('a')}}`]: '1x5 0x3 1x22' }, at: '20m' },
  { name: 'tells when there is none at all', rule: 'NodeExporterAbsent', series: {}, at: '20m', fires: [{ namespace: 'node-exporter', job: 'node-exporter' }] },
  { name: 'is quiet while there is one', rule: 'NodeExporterAbsent', series: { [`up{${of('a')}}`]: '0x30' }, at: '20m' },
  {
    name: 'tells which collector fails',
    rule: 'NodeCollectorFails',
    series: {
      [`node_scrape_collector_success{${of('a')},collector="filesystem"}`]: '0x40',
      [`node_scrape_collector_success{${of('a')},collector="cpu"}`]: '1x40',
    },
    at: '35m',
    fires: [{ ...labels('a'), collector: 'filesystem' }],
  },
  {
    name: 'is quiet about a node without RAID',
    rule: 'NodeCollectorFails',
    series: { [`node_scrape_collector_success{${of('a')},collector="cpu"}`]: '1x40', [`node_scrape_collector_success{${of('a')},collector="mdadm"}`]: '0x40' },
    at: '35m',
  },
];
