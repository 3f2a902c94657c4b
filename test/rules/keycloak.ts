import { postgresCases } from './lib/postgres.ts';
import type { RuleCase } from './rule-case.ts';

const up = (pod: number) => `up{job="keycloak",namespace="keycloak",pod="keycloak-${pod}"}`;
const of = (metric: string, more = '', pod = 0) => `${metric}{namespace="keycloak",pod="keycloak-${pod}"${more}}`;
const failures = (error: string) => `keycloak_user_events_total{realm="platform",event="login",error="${error}",pod="keycloak-0"}`;
const requests = (outcome: string) => of('http_server_requests_seconds_count', `,outcome="${outcome}"`);
const cronJob = 'kube_cronjob_status_last_successful_time{namespace="keycloak",cronjob="keycloak-realm"}';
const where = { namespace: 'keycloak', pod: 'keycloak-0' };

export const cases: readonly RuleCase[] = [
  { name: 'tells when no pod answers', rule: 'KeycloakDown', series: { [up(0)]: '0x20', [up(1)]: '0x20' }, at: '10m', fires: [{}] },
  { name: 'is not down while one pod answers', rule: 'KeycloakDown', series: { [up(0)]: '0x20', [up(1)]: '1x20' }, at: '15m' },
  { name: 'tells when one of two pods does not answer', rule: 'KeycloakPodDown', series: { [up(0)]: '1x40', [up(1)]: '0x40' }, at: '20m', fires: [{}] },
  { name: 'is quiet while a pod is replaced', rule: 'KeycloakPodDown', series: { [up(0)]: '1x40', [up(1)]: '1x5 0x8 1x30' }, at: '20m' },
  {
    name: 'tells when two pods that answer do not see each other',
    rule: 'KeycloakClusterSplit',
    series: { [up(0)]: '1x40', [up(1)]: '1x40', [of('vendor_cluster_size')]: '1x40', [of('vendor_cluster_size', '', 1)]: '1x40' },
    at: '20m',
    fires: [{ namespace: 'keycloak' }],
  },
  {
    name: 'is quiet while they see each other',
    rule: 'KeycloakClusterSplit',
    series: { [up(0)]: '1x40', [up(1)]: '1x40', [of('vendor_cluster_size')]: '2x40', [of('vendor_cluster_size', '', 1)]: '2x40' },
    at: '20m',
  },
  { name: 'tells of guessing', rule: 'KeycloakLoginsFail', series: { [failures('invalid_user_credentials')]: '0+5x30' }, at: '20m', fires: [{}] },
  {
    name: 'is quiet about a few who mistype, and about those who log in',
    rule: 'KeycloakLoginsFail',
    series: { [failures('invalid_user_credentials')]: '0+1x30', [failures('')]: '0+100x30' },
    at: '20m',
  },
  {
    name: 'tells when it waits for its database',
    rule: 'KeycloakDatabasePoolFull',
    series: { [of('agroal_awaiting_count')]: '3x20' },
    at: '10m',
    fires: [where],
  },
  { name: 'is quiet about a short wait', rule: 'KeycloakDatabasePoolFull', series: { [of('agroal_awaiting_count')]: '0x3 2x2 0x20' }, at: '10m' },
  {
    name: 'tells when Java’s memory is full',
    rule: 'KeycloakMemory',
    series: { [of('jvm_memory_used_bytes', ',area="heap",id="old"')]: '95x30', [of('jvm_memory_max_bytes', ',area="heap",id="old"')]: '100x30' },
    at: '20m',
    fires: [where],
  },
  {
    name: 'is quiet while there is room',
    rule: 'KeycloakMemory',
    series: { [of('jvm_memory_used_bytes', ',area="heap",id="old"')]: '60x30', [of('jvm_memory_max_bytes', ',area="heap",id="old"')]: '100x30' },
    at: '20m',
  },
  {
    name: 'tells when many answers are errors',
    rule: 'KeycloakErrors',
    series: { [requests('SERVER_ERROR')]: '0+10x30', [requests('SUCCESS')]: '0+90x30' },
    at: '20m',
    fires: [{ namespace: 'keycloak' }],
  },
  {
    name: 'is quiet about an error now and then',
    rule: 'KeycloakErrors',
    series: { [requests('SERVER_ERROR')]: '0+1x30', [requests('SUCCESS')]: '0+99x30' },
    at: '20m',
  },
  { name: 'tells when the realm is not made as Git says', rule: 'KeycloakRealmNotReconciled', series: { [cronJob]: '0x300' }, at: '200m', fires: [{}] },
  { name: 'is quiet after one run that failed', rule: 'KeycloakRealmNotReconciled', series: { [cronJob]: '0x300' }, at: '90m' },
  ...postgresCases({ namespace: 'keycloak', cluster: 'keycloak-db' }),
];
