import type { RuleCase } from './rule-case.ts';

const job = 'namespace="cert-manager",job="cert-manager"';
const day = 24 * 60 * 60;

/** A certificate of an application, with its end and the time of its renewal in seconds since 1970. */
function certificate(ends: number, renews: number): Readonly<Record<string, string>> {
  const labels = `${job},exported_namespace="shop",name="web",issuer_name="platform"`;
  return {
    [`certmanager_certificate_expiration_timestamp_seconds{${labels}}`]: `${ends}x200`,
    [`certmanager_certificate_renewal_timestamp_seconds{${labels}}`]: `${renews}x200`,
  };
}

function ready(condition: string, values: string): Readonly<Record<string, string>> {
  return { [`certmanager_certificate_ready_status{${job},exported_namespace="shop",name="web",issuer_name="platform",condition="${condition}"}`]: values };
}

function down(rule: string, of: string, at: string): readonly RuleCase[] {
  const labels = `namespace="cert-manager",job="${of}"`;
  return [
    {
      name: `tells when no ${of} answers`,
      rule,
      series: { [`up{${labels},pod="a"}`]: '0x60' },
      at,
      fires: [{}],
    },
    {
      name: `is quiet while one ${of} answers`,
      rule,
      series: { [`up{${labels},pod="a"}`]: '0x60', [`up{${labels},pod="b"}`]: '1x60' },
      at,
    },
  ];
}

export const cases: readonly RuleCase[] = [
  {
    name: 'tells of a certificate that is not ready for half an hour',
    rule: 'CertificateNotReady',
    series: { ...ready('False', '1x60'), ...ready('True', '0x60') },
    at: '31m',
    fires: [{ exported_namespace: 'shop', name: 'web', issuer_name: 'platform' }],
  },
  {
    name: 'is quiet about a certificate that became ready in ten minutes',
    rule: 'CertificateNotReady',
    series: { ...ready('False', '1x10 0x60'), ...ready('True', '0x10 1x60') },
    at: '45m',
  },
  {
    name: 'tells of a certificate that ends within half of its time to renew',
    rule: 'CertificateExpires',
    series: certificate(100 * day, 70 * day),
    from: new Date(86 * day * 1000).toISOString(),
    at: '20m',
    fires: [{ exported_namespace: 'shop', name: 'web', issuer_name: 'platform' }],
  },
  {
    name: 'is quiet about a certificate that was to be renewed yesterday',
    rule: 'CertificateExpires',
    series: certificate(100 * day, 70 * day),
    from: new Date(71 * day * 1000).toISOString(),
    at: '20m',
  },
  {
    name: 'tells of an issuer that is not ready',
    rule: 'ClusterIssuerNotReady',
    series: { [`certmanager_clusterissuer_ready_status{${job},name="platform",condition="False"}`]: '1x30' },
    at: '15m',
    fires: [{ name: 'platform' }],
  },
  {
    name: 'is quiet about an issuer that is ready',
    rule: 'ClusterIssuerNotReady',
    series: {
      [`certmanager_clusterissuer_ready_status{${job},name="platform",condition="False"}`]: '0x30',
      [`certmanager_clusterissuer_ready_status{${job},name="platform",condition="True"}`]: '1x30',
    },
    at: '25m',
  },
  {
    name: 'tells when the ACME server limits us',
    rule: 'AcmeServerFails',
    series: { [`certmanager_http_acme_client_request_count{${job},status="429"}`]: '0+1x90' },
    at: '60m',
    fires: [{}],
  },
  {
    name: 'is quiet about what the ACME server accepts',
    rule: 'AcmeServerFails',
    series: {
      [`certmanager_http_acme_client_request_count{${job},status="200"}`]: '0+5x90',
      [`certmanager_http_acme_client_request_count{${job},status="503"}`]: '0x30 2x60',
    },
    at: '60m',
  },
  {
    name: 'tells of a challenge that is not believed',
    rule: 'AcmeChallengeFails',
    series: { [`certmanager_certificate_challenge_status{${job},domain="shop.example.nl",exported_namespace="shop",status="invalid"}`]: '1x30' },
    at: '15m',
    fires: [{ domain: 'shop.example.nl', exported_namespace: 'shop' }],
  },
  {
    name: 'is quiet about a challenge that waits',
    rule: 'AcmeChallengeFails',
    series: {
      [`certmanager_certificate_challenge_status{${job},domain="shop.example.nl",exported_namespace="shop",status="pending"}`]: '1x30',
      [`certmanager_certificate_challenge_status{${job},domain="shop.example.nl",exported_namespace="shop",status="invalid"}`]: '0x30',
    },
    at: '15m',
  },
  ...down('CertManagerDown', 'cert-manager', '12m'),
  ...down('CertManagerWebhookDown', 'cert-manager-webhook', '7m'),
  ...down('CertManagerCainjectorDown', 'cert-manager-cainjector', '32m'),
];
