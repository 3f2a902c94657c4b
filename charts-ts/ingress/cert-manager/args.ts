import type { Choice } from './choice.ts';
import type { Injected } from './injected.ts';
import { webhook, webhookAuthority } from './names.ts';

/** Ports of the containers. 10250 for the webhook, as upstream's chart: where nodes' firewalls let API servers in. */
export const ports = { https: 10250, metrics: 9402, controllerHealth: 9403, webhookHealth: 6080 } as const;

/** All others stay off: certificates for Ingresses, Gateways and CertificateSigningRequests, Vault and Venafi. */
const controllers = [
  'certificates-issuing',
  'certificates-key-manager',
  'certificates-metrics',
  'certificates-readiness',
  'certificates-request-manager',
  'certificates-revision-manager',
  'certificates-trigger',
  'certificaterequests-approver',
  'certificaterequests-issuer-ca',
  'certificaterequests-issuer-selfsigned',
  'clusterissuers',
  'issuers',
];
const acmeControllers = ['certificaterequests-issuer-acme', 'challenges', 'orders'];

// cert-manager's own flags, at the release: https://cert-manager.io/docs/cli/controller/
const logs = ['--v=2', '--logging-format=json'];

export function controllerArgs(choice: Choice, namespace: string, solverImage: string): string[] {
  const acme = choice.by === 'acme';
  const gateway = acme && choice.solver.by === 'http01';
  // Enabling the Gateway API for the solver would also turn on certificates for Gateways.
  const enabled = [...controllers, ...(acme ? acmeControllers : []), ...(gateway ? ['-gateway-shim'] : [])];
  return [
    ...logs,
    `--cluster-resource-namespace=${namespace}`,
    `--leader-election-namespace=${namespace}`,
    `--controllers=${enabled.join(',')}`,
    '--cluster-issuer-ambient-credentials=false',
    '--issuer-ambient-credentials=false',
    ...(gateway ? ['--enable-gateway-api=true', ...solverArgs(solverImage)] : []),
    // Asks the cluster's DNS whether a record is there, instead of name servers anywhere.
    ...(acme && choice.solver.by === 'rfc2136' ? ['--dns01-recursive-nameservers-only=true'] : []),
  ];
}

/** The pods that answer HTTP-01 challenges. */
function solverArgs(image: string): string[] {
  return [
    `--acme-http01-solver-image=${image}`,
    '--acme-http01-solver-resource-request-cpu=10m',
    '--acme-http01-solver-resource-request-memory=64Mi',
    '--acme-http01-solver-resource-limits-cpu=100m',
    '--acme-http01-solver-resource-limits-memory=64Mi',
    '--acme-http01-solver-run-as-non-root=true',
  ];
}

export function webhookArgs(namespace: string): string[] {
  return [
    ...logs,
    `--secure-port=${ports.https}`,
    `--healthz-port=${ports.webhookHealth}`,
    // "Good" in NCSC's TLS guidelines 2025; every supported API server speaks it.
    '--tls-min-version=VersionTLS13',
    `--dynamic-serving-ca-secret-namespace=${namespace}`,
    `--dynamic-serving-ca-secret-name=${webhookAuthority}`,
    `--dynamic-serving-dns-names=${webhook}.${namespace}.svc`,
  ];
}

/** It reads Secrets of its own namespace only, and injects into webhook configurations, and into API services where there are any. */
export function cainjectorArgs(namespace: string, { apiServices }: Injected): string[] {
  return [
    ...logs,
    `--namespace=${namespace}`,
    `--leader-election-namespace=${namespace}`,
    '--enable-customresourcedefinitions-injectable=false',
    `--enable-apiservices-injectable=${apiServices.length > 0}`,
  ];
}
