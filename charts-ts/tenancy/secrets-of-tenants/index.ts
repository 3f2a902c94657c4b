import { k8s } from 'cdk8s-plus-28';
import { z } from 'zod';
import { namespacesOf } from '../../config/tenants.ts';
import { externalSecrets, namespaces, secretStore, tenantSecrets } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { platformPrefix } from '../../kit/labels.ts';
import { role } from '../../kit/rbac.ts';
import { addToTenantRole } from '../../kit/tenant-roles.ts';
import { storeOfTenants } from './store.ts';

const read = ['get', 'list', 'watch'];
const write = ['create', 'update', 'patch', 'delete'];

/** Secrets of tenants from the secret store: each namespace reads the folder of its own name, and nothing else. */
export const secretsOfTenants = component({
  name: 'secrets-of-tenants',
  area: 'tenancy',
  purpose: 'A folder in the secret store for each namespace of the tenants that ask for one, and the account that reads it',
  homepage: 'https://external-secrets.io/latest/provider/hashicorp-vault/',
  licence: 'Apache-2.0',
  governance: 'CNCF sandbox (External Secrets)',
  choice: {
    runnerUp: 'a policy and a role in OpenBao for each tenant',
    because: 'the policy has the namespace in it that Kubernetes vouches for, so a new tenant changes nothing in OpenBao',
  },
  upgrade: 'Nothing to raise: it follows external-secrets and openbao.',
  images: {},
  crds: [],
  // Each object of a tenant names its own; here External Secrets may write Secrets, as where any component has them made.
  namespace: { name: 'external-secrets', podSecurity: 'restricted' },
  config: z.strictObject({}),
  profiles: {},
  needs: { namespaces, externalSecrets, secretStore, tenantSecrets },
  wants: {},
  offers: () => [],
  build(scope, { needs }) {
    storeOfTenants(scope, { vault: needs.secretStore, folders: needs.tenantSecrets, operator: needs.externalSecrets.namespace });
    const kinds = [
      { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'] },
      { apiGroups: ['generators.external-secrets.io'], resources: ['passwords'] },
    ];
    addToTenantRole(
      scope,
      'secrets',
      'viewer',
      kinds.map((kind) => ({ ...kind, verbs: read })),
    );
    addToTenantRole(
      scope,
      'secrets',
      'developer',
      kinds.map((kind) => ({ ...kind, verbs: write })),
    );
  },
  forTenants: {
    application: (tenant) => `tenant-${tenant}.secrets`,
    // Nothing is read any more for who has left: Secrets that were made stay.
    asks: ({ config, archived }) => (config.secrets && archived === undefined ? ['secrets'] : undefined),
    build(scope, tenant, { needs }) {
      const { account: operator, namespace: operatorNamespace } = needs.externalSecrets;
      const { account } = needs.tenantSecrets;
      for (const namespace of namespacesOf(tenant)) {
        new k8s.KubeServiceAccount(scope, `ServiceAccount-${namespace}`, { metadata: { name: account, namespace }, automountServiceAccountToken: false });
        role(scope, `${platformPrefix}external-secrets`, {
          namespace,
          account: operator,
          accountNamespace: operatorNamespace,
          rules: [
            { apiGroups: [''], resources: ['secrets'], verbs: write },
            { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [account], verbs: ['create'] },
          ],
        });
      }
    },
  },
});
