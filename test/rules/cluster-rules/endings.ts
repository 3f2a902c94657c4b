import type { RuleCase } from '../rule-case.ts';

const exemption = {
  what: 'the exemption of opslag from no-host-access',
  owner: 'Team Opslag',
  until: '2027-03-01',
  key: 'components.admission-policies.exemptions',
};
const run = {
  what: 'the run of the Haven Compliancy Checker in default',
  owner: 'Team Platform',
  until: '2027-03-01',
  key: 'components.admission-policies.havenRun',
};
const series = { up: '1x200' };

export const endingCases: readonly RuleCase[] = [
  { name: 'tells a fortnight before an exemption ends', rule: 'ExceptionEnds', from: '2027-02-15T00:00:00Z', series, at: '2h', fires: [exemption] },
  {
    name: 'tells of a run of the checker when its last day is over',
    rule: 'ExceptionEnds',
    from: '2027-03-02T00:00:00Z',
    series,
    at: '2h',
    fires: [exemption, run],
  },
  { name: 'is quiet before that', rule: 'ExceptionEnds', from: '2027-02-01T00:00:00Z', series, at: '2h' },
];
