import type { RuleCase } from './rule-case.ts';

const webhook = 'name="ivpol.validate.kyverno.svc-fail-finegrained-polder-image-team"';
const label = { name: 'ivpol.validate.kyverno.svc-fail-finegrained-polder-image-team' };
const other = 'name="webhook.cert-manager.io"';
const rejected = 'apiserver_admission_webhook_rejection_count';
const up = (program: string) => `up{namespace="kyverno",job="kyverno-${program}"}`;
const controllers = { [up('background-controller')]: '1x40', [up('cleanup-controller')]: '1x40', [up('reports-controller')]: '1x40' };
const duration = 'apiserver_admission_webhook_admission_duration_seconds_bucket';

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when the API server gets no answer, and refuses',
    rule: 'KyvernoWebhookFails',
    series: { [`${rejected}{${webhook},error_type="calling_webhook_error"}`]: '0+1x30' },
    at: '15m',
    fires: [label],
  },
  {
    name: 'is quiet when Kyverno refuses by itself, and when another webhook fails',
    rule: 'KyvernoWebhookFails',
    series: { [`${rejected}{${webhook},error_type="no_error"}`]: '0+1x30', [`${rejected}{${other},error_type="calling_webhook_error"}`]: '0+1x30' },
    at: '15m',
  },
  {
    name: 'tells when requests pass unseen',
    rule: 'KyvernoWebhookFailsOpen',
    series: { [`apiserver_admission_webhook_fail_open_count{${webhook}}`]: '0+1x60' },
    at: '40m',
    fires: [label],
  },
  {
    name: 'is quiet when none passed lately',
    rule: 'KyvernoWebhookFailsOpen',
    series: { [`apiserver_admission_webhook_fail_open_count{${webhook}}`]: '7x60' },
    at: '40m',
  },
  {
    name: 'tells when pods wait for it',
    rule: 'KyvernoWebhookSlow',
    series: {
      [`${duration}{${webhook},le="2.5"}`]: '0+1x60',
      [`${duration}{${webhook},le="10"}`]: '0+60x60',
      [`${duration}{${webhook},le="+Inf"}`]: '0+60x60',
    },
    at: '40m',
    fires: [label],
  },
  {
    name: 'is quiet when it answers at once',
    rule: 'KyvernoWebhookSlow',
    series: {
      [`${duration}{${webhook},le="0.5"}`]: '0+60x60',
      [`${duration}{${webhook},le="2.5"}`]: '0+60x60',
      [`${duration}{${webhook},le="+Inf"}`]: '0+60x60',
    },
    at: '40m',
  },
  {
    name: 'tells when no pod answers',
    rule: 'KyvernoAdmissionDown',
    series: { [up('admission-controller')]: '0x30' },
    at: '15m',
    fires: [{}],
  },
  {
    name: 'is quiet while one pod answers',
    rule: 'KyvernoAdmissionDown',
    series: {
      'up{namespace="kyverno",job="kyverno-admission-controller",pod="a"}': '0x30',
      'up{namespace="kyverno",job="kyverno-admission-controller",pod="b"}': '1x30',
    },
    at: '15m',
  },
  {
    name: 'tells which controller does not answer',
    rule: 'KyvernoControllerDown',
    series: { ...controllers, [up('cleanup-controller')]: '0x40' },
    at: '30m',
    fires: [{ job: 'kyverno-cleanup-controller' }],
  },
  { name: 'is quiet when all answer', rule: 'KyvernoControllerDown', series: controllers, at: '30m' },
  {
    name: 'tells when a controller gave up',
    rule: 'KyvernoGivesUp',
    series: {
      'kyverno_controller_drop_total{namespace="kyverno",job="kyverno-background-controller",controller_name="background-controller"}': '0x10 1x60',
    },
    at: '40m',
    fires: [{ job: 'kyverno-background-controller', controller_name: 'background-controller' }],
  },
  {
    name: 'is quiet when that was long ago',
    rule: 'KyvernoGivesUp',
    series: { 'kyverno_controller_drop_total{namespace="kyverno",job="kyverno-background-controller",controller_name="background-controller"}': '3x200' },
    at: '3h',
  },
];
