import type { RuleCase } from './rule-case.ts';

const judged = (result: string) =>
  `kyverno_image_validating_policy_results_total{namespace="kyverno",job="kyverno-admission-controller",policy_name="polder-image-team",resource_namespace="winkel",result="${result}"}`;
const made = (result: string) => `kyverno_generating_policy_results_total{namespace="kyverno",policy_name="polder-tenant-network",result="${result}"}`;
const errors = 'kyverno_deleting_controller_errors_total{namespace="kyverno",policy_name="polder-finished-jobs",resource="jobs"}';

export const cases: readonly RuleCase[] = [
  {
    name: 'tells where images are not signed',
    rule: 'ImageNotSigned',
    series: { [judged('fail')]: '0+1x40' },
    at: '30m',
    fires: [{ policy_name: 'polder-image-team', resource_namespace: 'winkel' }],
  },
  { name: 'is quiet when all are', rule: 'ImageNotSigned', series: { [judged('pass')]: '0+1x40', [judged('fail')]: '4x40' }, at: '30m' },
  {
    name: 'tells when images cannot be judged',
    rule: 'ImageNotJudged',
    series: { [judged('error')]: '0+1x40' },
    at: '30m',
    fires: [{ policy_name: 'polder-image-team' }],
  },
  { name: 'is quiet when they are refused', rule: 'ImageNotJudged', series: { [judged('fail')]: '0+1x40' }, at: '30m' },
  {
    name: 'tells when a namespace does not get its defaults',
    rule: 'TenantDefaultNotMade',
    series: { [made('error')]: '0x10 1x60' },
    at: '30m',
    fires: [{ policy_name: 'polder-tenant-network' }],
  },
  { name: 'is quiet when it gets them', rule: 'TenantDefaultNotMade', series: { [made('pass')]: '0+1x60' }, at: '30m' },
  {
    name: 'tells when what should go stays',
    rule: 'CleanUpFails',
    series: { [errors]: '0x10 1x120' },
    at: '1h',
    fires: [{ policy_name: 'polder-finished-jobs' }],
  },
  { name: 'is quiet when nothing failed', rule: 'CleanUpFails', series: { [errors]: '2x120' }, at: '1h' },
  {
    name: 'tells a fortnight before an exemption ends, and after',
    rule: 'PolicyExemptionEnds',
    from: '2027-02-15T00:00:00Z',
    series: { up: '1x200' },
    at: '2h',
    fires: [{ policy: 'team', exempt: 'winkel', owner: 'Team Winkel', until: '2027-03-01' }],
  },
  { name: 'is quiet before that', rule: 'PolicyExemptionEnds', from: '2027-02-01T00:00:00Z', series: { up: '1x200' }, at: '2h' },
];
