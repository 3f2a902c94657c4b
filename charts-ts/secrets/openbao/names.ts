/** The StatefulSet, its headless Service and its account. */
export const openbaoName = 'openbao';
/** The Service that clients call: only pods that answer stand behind it. */
export const clientService = 'openbao-api';
/** The Secret with the CA of its certificate; cert-manager makes it. */
export const authority = 'openbao-ca';
/** The Secret with its certificate. */
export const serverCertificate = 'openbao-tls';
/** The Secret with the keys of the static seal: a person makes it. */
export const sealSecret = 'openbao-seal';
/** The account whose token makes an administrator: whoever may ask Kubernetes for one is one. */
export const administrator = 'openbao-administrator';
/** Where the platform's secrets stand: a key-value engine, version 2. */
export const mount = 'platform';
/** Whom the tokens that log in are for: such a token is of no use at the API server. */
export const audience = 'openbao';
export const kubernetesLogin = 'kubernetes';
/** External Secrets' role at the Kubernetes login, with the account that it is bound to. */
export const reader = { role: 'external-secrets', namespace: 'external-secrets', account: 'external-secrets-reader' } as const;

/** Where tenants' secrets stand, a folder for each namespace, and the role that lets the account of a namespace read its own. */
export const tenants = { mount: 'tenants', role: 'tenants', account: 'polder-secrets' } as const;

export const ports = { api: 8200, cluster: 8201, metrics: 8202 } as const;

/** The name of one pod in the cluster's DNS; `pod` may be a variable of its environment. */
export function hostOf(pod: string, namespace: string): string {
  return `${pod}.${openbaoName}.${namespace}.svc`;
}

export function podHost(ordinal: number, namespace: string): string {
  return hostOf(`${openbaoName}-${ordinal}`, namespace);
}

export function clientHost(namespace: string): string {
  return `${clientService}.${namespace}.svc`;
}
