import type { KyvernoConfig } from './config.ts';
import { admission, background, certificates, cleanup, namespace, ports, reports } from './names.ts';

/** Flags: cmd/internal/flag.go and the main.go of each program of the release. */
const everywhere = ['--loggingFormat=json', '--loggingtsFormat=rfc3339'];

const controller = [
  ...everywhere,
  '--otelConfig=prometheus',
  `--metricsPort=${ports.metrics}`,
  // No policy reads ConfigMaps: so nothing has to hold those of the whole cluster in memory.
  '--enableConfigMapCaching=false',
];

/** Exceptions hold from one namespace only, which only the platform's Git writes. */
const exceptions = ['--enablePolicyException=true', `--exceptionNamespace=${namespace}`];

function webhook(program: typeof admission | typeof cleanup): string[] {
  const { authority, pair } = certificates[program];
  return [`--caSecretName=${authority}`, `--tlsSecretName=${pair}`, '--tlsKeyAlgorithm=ECDSA'];
}

/** Not the clouds' helpers for credentials: they ask the network for them at each image. */
function registries({ registryCredentials }: KyvernoConfig): string[] {
  return ['--registryCredentialHelpers=default', ...(registryCredentials.length === 0 ? [] : [`--imagePullSecrets=${registryCredentials.join(',')}`])];
}

export function initArgs(): string[] {
  return everywhere;
}

export function admissionArgs(config: KyvernoConfig): string[] {
  return [
    ...controller,
    ...webhook(admission),
    ...exceptions,
    ...registries(config),
    `--webhookServerPort=${ports.https}`,
    `--webhookTimeout=${config.webhookTimeoutSeconds}`,
    `--backgroundServiceAccountName=system:serviceaccount:${namespace}:${background}`,
    `--reportsServiceAccountName=system:serviceaccount:${namespace}:${reports}`,
    // The platform writes its own admission policies: component admission-policies.
    '--generateValidatingAdmissionPolicy=false',
    '--generateMutatingAdmissionPolicy=false',
    '--controllerRuntimeMetricsAddress=0',
    '--omitEvents=PolicyApplied,PolicySkipped',
    '--maxAdmissionReports=1000',
  ];
}

export function backgroundArgs(): string[] {
  return [...controller, ...exceptions, '--controllerRuntimeMetricsAddress=0', '--omitEvents=PolicyApplied,PolicySkipped'];
}

/** It knows no exceptions: what is exempt from a DeletingPolicy stands in the policy. */
export function cleanupArgs(): string[] {
  return [...controller, ...webhook(cleanup), `--cleanupServerPort=${ports.https}`];
}

export function reportsArgs(config: KyvernoConfig): string[] {
  return [
    ...controller,
    ...exceptions,
    ...registries(config),
    // Of the API server's own policies: it would need to read every kind that they judge.
    '--validatingAdmissionPolicyReports=false',
    `--backgroundScanInterval=${config.reportInterval.replace(/^(\d+)d$/, (_, days: string) => `${Number(days) * 24}h`)}`,
    // What is filtered from admission is not reported either.
    '--skipResourceFilters=false',
    '--omitEvents=PolicyApplied,PolicySkipped',
  ];
}
