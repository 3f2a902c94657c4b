import type { RuleCase } from './rule-case.ts';

const image = (namespace: string, workload: string, tag = '1') =>
  `job="trivy-operator",namespace="${namespace}",resource_kind="ReplicaSet",resource_name="${workload}",container_name="app",image_registry="registry.example.nl",image_repository="team/app",image_tag="${tag}",image_digest="sha256:${tag}"`;
const vulnerable = (namespace: string, workload: string, tag?: string) => `trivy_image_vulnerabilities{${image(namespace, workload, tag)},severity="Critical"}`;
const critical = 'namespace_image_repository:trivy_critical_vulnerabilities:sum';
const found = { namespace: 'shop', image_registry: 'registry.example.nl', image_repository: 'team/app' };
const cronJob = 'namespace="trivy-system",cronjob="trivy-database-age"';
const replicaSet = (name: string) => `kube_replicaset_spec_replicas{job="kube-state-metrics",namespace="shop",replicaset="${name}"}`;
const server = '{job="kube-state-metrics",namespace="trivy-system",deployment="trivy-server"}';
const up = 'up{job="trivy-operator",namespace="trivy-system"}';

export const cases: readonly RuleCase[] = [
  {
    name: 'counts an image once, however many workloads have it',
    rule: critical,
    series: { [vulnerable('shop', 'a')]: '3x5', [vulnerable('shop', 'b')]: '3x5', [vulnerable('shop', 'c', '2')]: '1x5', [vulnerable('other', 'a')]: '0x5' },
    at: '3m',
    records: [
      { labels: '{image_registry="registry.example.nl",image_repository="team/app",namespace="other"}', value: 0 },
      { labels: '{image_registry="registry.example.nl",image_repository="team/app",namespace="shop"}', value: 4 },
    ],
  },
  {
    name: 'tells after a week, though the workload was rolled out anew in between',
    rule: 'CriticalVulnerabilityForAWeek',
    series: { [vulnerable('shop', 'a')]: '2x5000 _x7000', [vulnerable('shop', 'b', '2')]: '_x4990 1x7000' },
    at: '171h',
    fires: [found],
  },
  { name: 'gives a new image its week', rule: 'CriticalVulnerabilityForAWeek', series: { [vulnerable('shop', 'a')]: '_x6000 2x6000' }, at: '171h' },
  {
    name: 'is quiet when it was mended within the week',
    rule: 'CriticalVulnerabilityForAWeek',
    series: { [vulnerable('shop', 'a')]: '2x6000 0x6000' },
    at: '171h',
  },
  {
    name: 'tells of a secret in an image',
    rule: 'SecretInImage',
    series: { [`trivy_image_exposedsecrets{${image('shop', 'a')},severity="Critical"}`]: '1x30' },
    at: '15m',
    fires: [{ ...found, image_tag: '1' }],
  },
  {
    name: 'is quiet when there is none',
    rule: 'SecretInImage',
    series: { [`trivy_image_exposedsecrets{${image('shop', 'a')},severity="Critical"}`]: '0x30' },
    at: '15m',
  },
  {
    name: 'tells when scans do not come to their end',
    rule: 'ImagesNotScanned',
    series: { [replicaSet('a')]: '1x500', [replicaSet('b')]: '1x500', [replicaSet('old')]: '0x500', [vulnerable('shop', 'a')]: '0x500' },
    at: '7h',
    fires: [{}],
  },
  { name: 'tells when there is no report at all', rule: 'ImagesNotScanned', series: { [replicaSet('a')]: '1x500' }, at: '7h', fires: [{}] },
  {
    name: 'is quiet when what runs is scanned',
    rule: 'ImagesNotScanned',
    series: { [replicaSet('a')]: '1x500', [replicaSet('old')]: '0x500', [vulnerable('shop', 'a')]: '0x500' },
    at: '7h',
  },
  {
    name: 'tells when the database was last young hours ago',
    rule: 'VulnerabilityDatabaseOld',
    series: { [`kube_cronjob_created{${cronJob}}`]: '0x500', [`kube_cronjob_status_last_successful_time{${cronJob}}`]: '3600x500' },
    at: '8h',
    fires: [{}],
  },
  {
    name: 'tells when it never was',
    rule: 'VulnerabilityDatabaseOld',
    series: { [`kube_cronjob_created{${cronJob}}`]: '0x500' },
    at: '7h',
    fires: [{}],
  },
  {
    name: 'is quiet while it is young',
    rule: 'VulnerabilityDatabaseOld',
    series: { [`kube_cronjob_created{${cronJob}}`]: '0x500', [`kube_cronjob_status_last_successful_time{${cronJob}}`]: '0x300 21600x200' },
    at: '8h',
  },
  {
    name: 'tells when there is no server',
    rule: 'TrivyServerDown',
    series: { [`kube_deployment_status_replicas_available${server}`]: '0x60' },
    at: '35m',
    fires: [{ job: 'kube-state-metrics', namespace: 'trivy-system', deployment: 'trivy-server' }],
  },
  {
    name: 'is quiet while it downloads its database',
    rule: 'TrivyServerDown',
    series: { [`kube_deployment_status_replicas_available${server}`]: '0x20 1x40' },
    at: '35m',
  },
  {
    name: 'tells when the operator does not answer',
    rule: 'TrivyOperatorDown',
    series: { [up]: '0x30' },
    at: '20m',
    fires: [{ job: 'trivy-operator', namespace: 'trivy-system' }],
  },
  { name: 'tells when there is none', rule: 'TrivyOperatorDown', series: {}, at: '20m', fires: [{ namespace: 'trivy-system', job: 'trivy-operator' }] },
  { name: 'is quiet while it answers', rule: 'TrivyOperatorDown', series: { [up]: '1x30' }, at: '20m' },
];
