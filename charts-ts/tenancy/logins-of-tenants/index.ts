import { z } from 'zod';
import { externalSecrets, gateway, identityProvider, namespaces } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { platformPrefix } from '../../kit/labels.ts';
import { allow, pods } from '../../kit/network.ts';
import { addToTenantRole } from '../../kit/tenant-roles.ts';
import { clientsOfTenant } from './clients.ts';
import { namespacesOf, secretsOfTenant, storesOfTenants } from './secrets.ts';

/** Programs of tenants at the identity provider: who registers them is the platform, from their files. */
export const loginsOfTenants = component({
  name: 'logins-of-tenants',
  area: 'tenancy',
  purpose: 'Programs of tenants that people log in to, each registered at the identity provider for its own hostnames and groups',
  homepage: 'https://www.keycloak.org/docs/latest/server_admin/#_oidc_clients',
  licence: 'Apache-2.0',
  governance: 'CNCF incubating (Keycloak)',
  choice: {
    runnerUp: 'dynamic client registration',
    because: 'a client comes by a review, and can send people back to the hostnames of its own namespace only',
  },
  upgrade: 'Nothing to raise: it follows keycloak and external-secrets.',
  images: {},
  crds: [],
  // Each object of a tenant names its own.
  namespace: { name: 'kube-system', podSecurity: 'privileged' },
  config: z.strictObject({}),
  profiles: {},
  needs: { namespaces, identityProvider },
  wants: { externalSecrets, gateway },
  oidcClients: ({ cluster }) => cluster.tenants.flatMap((tenant) => clientsOfTenant(tenant, cluster)),
  offers: () => [],
  build(scope, { cluster, needs, wants }) {
    addToTenantRole(scope, 'logins', 'viewer', [{ apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: ['get', 'list', 'watch'] }]);
    const from = needs.identityProvider.clientNamespace;
    // Where the site has an identity provider of its own, people bring the secrets: npm run secrets tells which.
    if (from === undefined || wants.externalSecrets === undefined) return;
    const all = cluster.tenants.map((tenant) => ({ tenant, clients: clientsOfTenant(tenant, cluster) })).filter(({ clients }) => clients.length > 0);
    storesOfTenants(scope, all, from, wants.externalSecrets);
  },
  forTenants: {
    application: (tenant) => `tenant-${tenant}.logins`,
    // Of who has left nobody logs in any more; Secrets that were made stay.
    asks: ({ config, archived }) => (Object.keys(config.logins).length > 0 && archived === undefined ? ['logins'] : undefined),
    build(scope, tenant, { cluster, needs, wants }) {
      const clients = clientsOfTenant(tenant, cluster);
      if (needs.identityProvider.clientNamespace !== undefined && wants.externalSecrets !== undefined)
        secretsOfTenant(scope, { tenant, clients }, wants.externalSecrets);
      if (wants.gateway === undefined) return;
      // Its programs exchange codes for tokens at the identity provider's hostname.
      const { namespace: door, podLabels } = wants.gateway;
      for (const namespace of namespacesOf(clients)) allow(scope, `${platformPrefix}to-login`, { to: [{ peers: pods(door, podLabels) }] }, {}, namespace);
    },
  },
});
