import type { Alert } from '../../kit/metrics.ts';
import { cainjector, controller, webhook } from './names.ts';

const namespace = 'cert-manager';
/** An object's namespace: Prometheus keeps `namespace` for the pod that it reads. */
const by = 'exported_namespace, name, issuer_name';
const expires = 'certmanager_certificate_expiration_timestamp_seconds';
const renews = 'certmanager_certificate_renewal_timestamp_seconds';

/** Metric names: https://github.com/cert-manager/cert-manager/tree/v1.21.2/internal/collectors and pkg/metrics */
export const certManagerAlerts: readonly Alert[] = [
  {
    name: 'CertificateNotReady',
    expression: `max by (${by}) (certmanager_certificate_ready_status{condition!="True"}) == 1`,
    holds: '30m',
    severity: 'warning',
    summary: 'Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} is not ready',
    runbook: 'kubectl -n {{ $labels.exported_namespace }} describe certificate,certificaterequest,order,challenge; the innermost says why',
  },
  {
    name: 'CertificateExpires',
    // Half of the time between its renewal and its end is gone: counts for certificates of days as for those of months.
    expression: `max by (${by}) (${expires} - time()) < max by (${by}) (${expires} - ${renews}) / 2 and max by (${by}) (${renews}) > 0`,
    holds: '15m',
    severity: 'critical',
    summary: 'Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} ends in {{ $value | humanizeDuration }}, and was not renewed',
    runbook:
      'kubectl -n {{ $labels.exported_namespace }} describe certificate {{ $labels.name }}; mend its issuer, then delete the failed CertificateRequest to try at once',
  },
  {
    name: 'ClusterIssuerNotReady',
    expression: 'max by (name) (certmanager_clusterissuer_ready_status{condition!="True"}) == 1',
    holds: '10m',
    severity: 'critical',
    summary: 'ClusterIssuer {{ $labels.name }} signs nothing',
    runbook: 'kubectl describe clusterissuer {{ $labels.name }}; ca: is its Secret in cert-manager? acme: is the server up, its CA in trust.certificates?',
  },
  {
    name: 'AcmeServerFails',
    // 999 stands for no answer at all, and then no host is known. What is told 400 badNonce is tried again at once.
    expression: 'sum(increase(certmanager_http_acme_client_request_count{status=~"429|5..|999"}[30m])) > 5',
    holds: '15m',
    severity: 'warning',
    summary: 'The ACME server fails, does not answer or refuses requests',
    runbook: 'kubectl -n cert-manager logs deploy/cert-manager; 429 is its rate limit: wait, and look for a certificate that is asked for again and again',
  },
  {
    name: 'AcmeChallengeFails',
    expression: 'max by (domain, exported_namespace) (certmanager_certificate_challenge_status{status=~"errored|expired|invalid"}) == 1',
    holds: '10m',
    severity: 'warning',
    summary: 'The ACME server does not believe that {{ $labels.domain }} is ours',
    runbook: 'http01: does http://{{ $labels.domain }}/.well-known/acme-challenge/ reach the Gateway from the ACME server? rfc2136: is the TXT record there?',
  },
  absent('CertManagerDown', controller, 'critical', '10m', 'no certificate is made or renewed'),
  absent('CertManagerWebhookDown', webhook, 'critical', '5m', 'the API server refuses every change of certificates and issuers'),
  absent('CertManagerCainjectorDown', cainjector, 'warning', '30m', 'a new CA of a webhook is not made known to the API server'),
];

/** Prometheus names a job after the Service. */
function absent(name: string, job: string, severity: Alert['severity'], holds: string, meaning: string): Alert {
  return {
    name,
    expression: `absent(up{namespace="${namespace}",job="${job}"} == 1)`,
    holds,
    severity,
    summary: `${job} does not answer: ${meaning}`,
    runbook: `kubectl -n ${namespace} describe deploy ${job}, then its pods' events and logs`,
  };
}
