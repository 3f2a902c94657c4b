import type { RuleCase } from './rule-case.ts';

const controller = 'namespace="argocd",job="argocd-metrics",pod="argocd-application-controller-0"';

function application(sync: string, health: string): string {
  return `argocd_app_info{${controller},name="traefik",project="platform",sync_status="${sync}",health_status="${health}"}`;
}

const labelsOf = (sync: string, health: string) => ({
  namespace: 'argocd',
  job: 'argocd-metrics',
  pod: 'argocd-application-controller-0',
  name: 'traefik',
  project: 'platform',
  sync_status: sync,
  health_status: health,
});

function absent(rule: string, job: string): readonly RuleCase[] {
  const up = `up{namespace="argocd",job="${job}",pod="a"}`;
  return [
    { name: `tells when no ${job} answers`, rule, series: { [up]: '0x30' }, at: '12m', fires: [{}] },
    { name: `is quiet while ${job} answers`, rule, series: { [up]: '1x30' }, at: '12m' },
  ];
}

export const cases: readonly RuleCase[] = [
  ...absent('ArgoCdControllerAbsent', 'argocd-metrics'),
  ...absent('ArgoCdRepoServerAbsent', 'argocd-repo-server'),
  ...absent('ArgoCdServerAbsent', 'argocd-server-metrics'),
  {
    name: 'tells of an Application that differs from Git for half an hour',
    rule: 'ArgoCdApplicationOutOfSync',
    series: { [application('OutOfSync', 'Healthy')]: '1x60' },
    at: '35m',
    fires: [labelsOf('OutOfSync', 'Healthy')],
  },
  {
    name: 'is quiet about a sync of ten minutes',
    rule: 'ArgoCdApplicationOutOfSync',
    series: { [application('OutOfSync', 'Healthy')]: '1x10 _x50', [application('Synced', 'Healthy')]: '_x10 1x50' },
    at: '45m',
  },
  {
    name: 'tells of an Application that is degraded',
    rule: 'ArgoCdApplicationUnhealthy',
    series: { [application('Synced', 'Degraded')]: '1x30' },
    at: '20m',
    fires: [labelsOf('Synced', 'Degraded')],
  },
  {
    name: 'is quiet about an Application that is healthy or on its way',
    rule: 'ArgoCdApplicationUnhealthy',
    series: { [application('Synced', 'Progressing')]: '1x10 _x20', [application('Synced', 'Healthy')]: '_x10 1x20' },
    at: '25m',
  },
  {
    name: 'tells of an Application that has been progressing for an hour',
    rule: 'ArgoCdApplicationStuck',
    series: { [application('Synced', 'Progressing')]: '1x90' },
    at: '65m',
    fires: [labelsOf('Synced', 'Progressing')],
  },
  {
    name: 'is quiet about an Application that took half an hour',
    rule: 'ArgoCdApplicationStuck',
    series: { [application('Synced', 'Progressing')]: '1x30 _x60', [application('Synced', 'Healthy')]: '_x30 1x60' },
    at: '80m',
  },
  {
    name: 'tells of syncs that fail',
    rule: 'ArgoCdSyncFailed',
    series: { [`argocd_app_sync_total{${controller},name="traefik",project="platform",phase="Failed"}`]: '0+1x30' },
    at: '15m',
    fires: [{ name: 'traefik', project: 'platform' }],
  },
  {
    name: 'tells of syncs of a tenant that fail whose they are',
    rule: 'ArgoCdSyncFailed',
    series: { [`argocd_app_sync_total{${controller},name="winkel.app",project="winkel",phase="Failed"}`]: '0+1x30' },
    at: '15m',
    fires: [{ name: 'winkel.app', project: 'winkel' }],
  },
  {
    name: 'is quiet about syncs that succeed',
    rule: 'ArgoCdSyncFailed',
    series: {
      [`argocd_app_sync_total{${controller},name="traefik",phase="Succeeded"}`]: '0+1x30',
      [`argocd_app_sync_total{${controller},name="traefik",phase="Failed"}`]: '3x30',
    },
    at: '15m',
  },
  {
    name: 'tells of a repository that cannot be read',
    rule: 'ArgoCdGitFails',
    series: {
      'argocd_git_lsremote_fail_total{namespace="argocd",job="argocd-repo-server",pod="a",repo="https://git.example.nl/polder.git"}': '0+1x30',
      [application('Unknown', 'Healthy')]: '1x30',
    },
    at: '20m',
    fires: [{ repo: 'https://git.example.nl/polder.git' }],
  },
  {
    name: 'is quiet about the repository of a tenant, whose own Application tells its people',
    rule: 'ArgoCdGitFails',
    series: {
      'argocd_git_fetch_fail_total{namespace="argocd",job="argocd-repo-server",pod="a",repo="https://git.example.nl/winkel.git"}': '0+1x30',
      [application('Synced', 'Healthy')]: '1x30',
      [`argocd_app_info{${controller},name="winkel.app",project="winkel",sync_status="Unknown",health_status="Healthy"}`]: '1x30',
    },
    at: '20m',
  },
  {
    name: 'is quiet about a repository that was away for a moment',
    rule: 'ArgoCdGitFails',
    series: {
      'argocd_git_fetch_fail_total{namespace="argocd",job="argocd-repo-server",pod="a",repo="https://git.example.nl/polder.git"}': '0x2 1x38',
      [application('Unknown', 'Healthy')]: '1x40',
    },
    at: '35m',
  },
  {
    name: 'tells of a queue that does not get shorter',
    rule: 'ArgoCdQueueGrows',
    series: { [`workqueue_depth{${controller},name="app_reconciliation_queue"}`]: '80x30' },
    at: '20m',
    fires: [{ name: 'app_reconciliation_queue' }],
  },
  {
    name: 'is quiet about a queue that is worked off, and about those of others',
    rule: 'ArgoCdQueueGrows',
    series: {
      [`workqueue_depth{${controller},name="app_reconciliation_queue"}`]: '80x5 3x30',
      'workqueue_depth{job="apiserver",name="app_like_queue"}': '500x35',
    },
    at: '30m',
  },
  {
    name: 'tells when the cache does not answer',
    rule: 'ArgoCdCacheFails',
    series: { [`argocd_redis_request_total{${controller},failed="true"}`]: '0+60x40' },
    at: '25m',
    fires: [{ job: 'argocd-metrics' }],
  },
  {
    name: 'is quiet while the cache answers',
    rule: 'ArgoCdCacheFails',
    series: { [`argocd_redis_request_total{${controller},failed="false"}`]: '0+600x40', [`argocd_redis_request_total{${controller},failed="true"}`]: '2x40' },
    at: '25m',
  },
];
