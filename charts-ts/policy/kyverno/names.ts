export const name = 'kyverno';
export const namespace = 'kyverno';

/** The programs, each by the name of its workload, ServiceAccount and Service. */
export const admission = 'kyverno-admission-controller';
export const background = 'kyverno-background-controller';
export const cleanup = 'kyverno-cleanup-controller';
export const reports = 'kyverno-reports-controller';

export const ports = { https: 9443, metrics: 8000 } as const;

/** ConfigMaps that the programs read again whenever they change. */
export const configMaps = { settings: 'kyverno', metrics: 'kyverno-metrics' } as const;

/** Certificates that the two programs with a webhook make by themselves, and renew. */
export const certificates = {
  [admission]: { authority: 'kyverno-admission-ca', pair: 'kyverno-admission-tls' },
  [cleanup]: { authority: 'kyverno-cleanup-ca', pair: 'kyverno-cleanup-tls' },
} as const;

/** Kyverno makes the ClusterRole whose name ends like this the owner of its webhooks: they go when it goes (pkg/controllers/webhook of the release). */
export const webhookOwner = 'kyverno:webhook';

/** The webhooks that the programs make: pkg/config/config.go of the release. */
export const webhooks = {
  mutating: ['kyverno-policy-mutating-webhook-cfg', 'kyverno-resource-mutating-webhook-cfg', 'kyverno-verify-mutating-webhook-cfg'],
  validating: [
    'kyverno-policy-validating-webhook-cfg',
    'kyverno-resource-validating-webhook-cfg',
    'kyverno-exception-validating-webhook-cfg',
    'kyverno-cel-exception-validating-webhook-cfg',
    'kyverno-global-context-validating-webhook-cfg',
  ],
  cleanup: ['kyverno-cleanup-validating-webhook-cfg', 'kyverno-ttl-validating-webhook-cfg'],
} as const;
