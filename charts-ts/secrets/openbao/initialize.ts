import { administrator, audience, kubernetesLogin, mount, reader, tenants } from './names.ts';

/** https://openbao.org/docs/concepts/policies/: OpenBao reads policies as JSON too. */
interface Policy {
  readonly path: Readonly<Record<string, { readonly capabilities: readonly ('create' | 'read' | 'update' | 'patch' | 'delete' | 'list' | 'sudo')[] }>>;
}

interface Request {
  readonly operation: 'read' | 'update';
  readonly path: string;
  readonly data?: Readonly<Record<string, string | number | boolean | readonly string[] | Readonly<Record<string, string>>>>;
}

/** The name of the one block of requests, by which one refers to the answer to another. */
const block = 'platform';

/** https://openbao.org/docs/configuration/self-init/ */
interface Initialize {
  readonly initialize: readonly { readonly [block]: { readonly request: readonly Readonly<Record<string, Request>>[] } }[];
}

const policies: Readonly<Record<string, Policy>> = {
  'platform-read': {
    path: { [`${mount}/data/*`]: { capabilities: ['read'] }, [`${mount}/metadata/*`]: { capabilities: ['read', 'list'] } },
  },
  // Whoever may write policies may give himself the rest: this says so instead of hiding it.
  'platform-administrator': { path: { '*': { capabilities: ['create', 'read', 'update', 'patch', 'delete', 'list', 'sudo'] } } },
};

/**
 * What OpenBao asks of itself once, when the cluster is made: with a root token that nobody sees and that it revokes. Later
 * changes of this are not carried out: an administrator makes them.
 */
export function initialization(namespace: string): Initialize {
  const login = `auth/${kubernetesLogin}`;
  const requests: Readonly<Record<string, Request>> = {
    'key-values': update(`sys/mounts/${mount}`, { type: 'kv', description: "The platform's secrets", options: { version: '2' } }),
    login: update(`sys/${login}`, { type: 'kubernetes', description: 'Accounts of this Kubernetes cluster' }),
    // With its own account it asks the API server about a token: https://openbao.org/docs/auth/kubernetes/#use-local-service-account-token-as-the-reviewer-jwt
    'login-config': update(`${login}/config`, { kubernetes_host: 'https://kubernetes.default.svc' }),
    ...Object.fromEntries(
      Object.entries(policies).map(([name, policy]) => [`policy-${name}`, update(`sys/policies/acl/${name}`, { policy: JSON.stringify(policy) })]),
    ),
    'role-external-secrets': update(`${login}/role/${reader.role}`, role(reader.account, reader.namespace, 'platform-read', '20m')),
    'role-administrator': update(`${login}/role/administrator`, role(administrator, namespace, 'platform-administrator', '1h')),
    'key-values-of-tenants': update(`sys/mounts/${tenants.mount}`, { type: 'kv', description: "Tenants' secrets, by namespace", options: { version: '2' } }),
    [loginMount]: { operation: 'read', path: `sys/${login}` },
    'policy-tenants-read': update('sys/policies/acl/tenants-read', { policy: tenantsRead() }),
    'role-tenants': update(`${login}/role/${tenants.role}`, role(tenants.account, '*', 'tenants-read', '20m')),
  };
  return { initialize: [{ [block]: { request: Object.entries(requests).map(([name, request]) => ({ [name]: request })) } }] };
}

/** The request whose answer tells the accessor of the login: a name that CEL takes, so without hyphens. */
const loginMount = 'login_mount';

/**
 * One policy for all tenants: the folder that it opens has the name of the namespace that Kubernetes vouches for. So nothing changes here
 * when a tenant comes. https://openbao.org/docs/concepts/policies/#templated-policies; the accessor of the login is made up by OpenBao.
 */
function tenantsRead(): Readonly<Record<string, string>> {
  const own = (accessor: string) => `{{identity.entity.aliases.${accessor}.metadata.service_account_namespace}}`;
  const policy = (accessor: string): Policy => ({
    path: {
      [`${tenants.mount}/data/${own(accessor)}/*`]: { capabilities: ['read'] },
      [`${tenants.mount}/metadata/${own(accessor)}/*`]: { capabilities: ['read', 'list'] },
    },
  });
  const text = JSON.stringify(policy('ACCESSOR'))
    .split('ACCESSOR')
    .map((part) => `'${part}'`)
    .join(` + responses.${block}.${loginMount}.data.accessor + `);
  return { eval_type: 'string', eval_source: 'cel', expression: text };
}

function update(path: string, data: NonNullable<Request['data']>): Request {
  return { operation: 'update', path, data };
}

function role(account: string, namespace: string, policy: string, lifetime: string): NonNullable<Request['data']> {
  return {
    bound_service_account_names: [account],
    bound_service_account_namespaces: [namespace],
    audience,
    token_policies: [policy],
    token_ttl: lifetime,
    token_max_ttl: lifetime,
  };
}
