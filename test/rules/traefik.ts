import type { RuleCase } from './rule-case.ts';

const scraped = 'job="traefik-metrics",namespace="traefik"';
const service = 'service="shop-web-http-0"';
const day = 24 * 60 * 60;
const certificate = { cn: 'apps.example.nl', sans: '*.apps.example.nl' };
const requests = (code: number) => `traefik_service_requests_total{${scraped},pod="a",${service},code="${code}"}`;
const duration = (le: string, code = 200) =>
  `traefik_entrypoint_request_duration_seconds_bucket{${scraped},pod="a",entrypoint="websecure",code="${code}",le="${le}"}`;

export const cases: readonly RuleCase[] = [
  {
    name: 'tells when no Traefik answers',
    rule: 'TraefikDown',
    series: { [`up{${scraped},pod="a"}`]: '0x10' },
    at: '5m',
    fires: [{}],
  },
  {
    name: 'is quiet while one of two Traefiks answers',
    rule: 'TraefikDown',
    series: { [`up{${scraped},pod="a"}`]: '0x10', [`up{${scraped},pod="b"}`]: '1x10' },
    at: '5m',
  },
  {
    name: 'tells of a Traefik that never loaded its routes',
    rule: 'TraefikWithoutConfiguration',
    series: {
      [`up{${scraped},pod="a"}`]: '1x10',
      [`up{${scraped},pod="b"}`]: '1x10',
      [`traefik_config_last_reload_success{${scraped},pod="b"}`]: '1800000000x10',
    },
    at: '6m',
    fires: [{ job: 'traefik-metrics', namespace: 'traefik', pod: 'a' }],
  },
  {
    name: 'is quiet about a Traefik that loaded its routes',
    rule: 'TraefikWithoutConfiguration',
    series: { [`up{${scraped},pod="a"}`]: '1x10', [`traefik_config_last_reload_success{${scraped},pod="a"}`]: '1800000000x10' },
    at: '6m',
  },
  {
    name: 'tells of a service with one error in ten answers',
    rule: 'TraefikErrors',
    series: { [requests(200)]: '0+540x30', [requests(502)]: '0+60x30' },
    at: '20m',
    fires: [{ service: 'shop-web-http-0' }],
  },
  {
    name: 'is quiet about one error in a hundred answers, and about mistakes of clients',
    rule: 'TraefikErrors',
    series: { [requests(200)]: '0+594x30', [requests(500)]: '0+6x30', [requests(404)]: '0+300x30' },
    at: '20m',
  },
  {
    name: 'tells when one answer in ten takes longer than 1.2 seconds',
    rule: 'TraefikSlow',
    series: { [duration('0.3')]: '0+90x60', [duration('1.2')]: '0+90x60', [duration('5')]: '0+100x60', [duration('+Inf')]: '0+100x60' },
    at: '30m',
    fires: [{}],
  },
  {
    name: 'is quiet about WebSockets, which stay open',
    rule: 'TraefikSlow',
    series: {
      [duration('1.2')]: '0+100x60',
      [duration('5')]: '0+100x60',
      [duration('+Inf')]: '0+100x60',
      [duration('1.2', 101)]: '0x60',
      [duration('+Inf', 101)]: '0+50x60',
    },
    at: '30m',
  },
  {
    name: 'tells of a certificate that ends within 14 days',
    rule: 'TraefikCertificateExpires',
    series: { [`traefik_tls_certs_not_after{${scraped},pod="a",cn="${certificate.cn}",sans="${certificate.sans}",serial="1"}`]: `${13 * day}x90` },
    at: '70m',
    fires: [certificate],
  },
  {
    name: 'is quiet about a certificate of a month',
    rule: 'TraefikCertificateExpires',
    series: { [`traefik_tls_certs_not_after{${scraped},pod="a",cn="${certificate.cn}",sans="${certificate.sans}",serial="1"}`]: `${30 * day}x90` },
    at: '70m',
  },
  {
    // The example cluster's ends on 2027-06-30.
    name: 'tells of a security.txt that is stale within 30 days',
    rule: 'SecurityTxtExpires',
    series: {},
    from: '2027-06-02T00:00:00Z',
    at: '90m',
    fires: [{}],
  },
  {
    name: 'is quiet about a security.txt of half a year',
    rule: 'SecurityTxtExpires',
    series: {},
    from: '2027-01-01T00:00:00Z',
    at: '90m',
  },
];
