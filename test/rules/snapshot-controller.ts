import type { RuleCase } from './rule-case.ts';

const labels = 'namespace="snapshot-controller",job="snapshot-controller"';
const series = (pod: string) => `snapshot_controller_operations_in_flight{${labels},pod="${pod}"}`;

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when no snapshot controller answers',
    rule: 'SnapshotControllerDown',
    series: { [`up{${labels},pod="a"}`]: '0x40' },
    at: '20m',
    fires: [{}],
  },
  {
    name: 'is quiet while one of two snapshot controllers answers',
    rule: 'SnapshotControllerDown',
    series: { [`up{${labels},pod="a"}`]: '0x40', [`up{${labels},pod="b"}`]: '1x40' },
    at: '30m',
  },
  {
    name: 'tells of a snapshot that waits for more than an hour',
    rule: 'SnapshotsDoNotFinish',
    series: { [series('a')]: '0x120', [series('b')]: '1x120' },
    at: '100m',
    fires: [{ namespace: 'snapshot-controller' }],
  },
  {
    name: 'is quiet about snapshots that come and go',
    rule: 'SnapshotsDoNotFinish',
    series: { [series('a')]: '2x25 0x3 3x25 0x3 1x60' },
    at: '100m',
  },
];
