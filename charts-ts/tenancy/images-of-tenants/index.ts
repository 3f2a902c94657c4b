import { z } from 'zod';
import { namespaceOf } from '../../config/tenants.ts';
import { namespaces, policyEngine, postgres } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { policyOfKeys } from './policy.ts';

/** Whose images run in a tenant's namespaces, where it says so: those that its keys signed. */
export const imagesOfTenants = component({
  name: 'images-of-tenants',
  area: 'tenancy',
  purpose: 'Image signatures for tenants that name keys in their files: nothing else runs in their namespaces',
  homepage: 'https://kyverno.io/docs/policy-types/image-validating-policy/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated (Kyverno)',
  choice: {
    runnerUp: 'one policy for all tenants',
    because: 'a policy in the namespace judges that one alone, and the API server asks Kyverno about no other for its sake',
  },
  upgrade: 'Nothing to raise: it follows Kyverno. Read the notes of its release for changes to policies.kyverno.io/v1.',
  images: {},
  crds: [],
  // Each object names its own.
  namespace: { name: 'kube-system', podSecurity: 'privileged' },
  config: z.strictObject({}),
  profiles: {},
  needs: { namespaces, policyEngine },
  wants: {},
  knows: { postgres },
  offers: () => [],
  build() {},
  forTenants: {
    application: (tenant) => `tenant-${tenant}.images`,
    asks: ({ config }) => (config.imageKeys.length === 0 ? undefined : ['imageKeys']),
    build(scope, tenant, { cluster, knows }) {
      for (const name of Object.keys(tenant.config.namespaces)) {
        const hasDatabase = Object.values(tenant.config.databases).some(({ namespace }) => namespace === name);
        const unsigned = hasDatabase ? (knows.postgres?.images ?? []) : [];
        policyOfKeys(scope, { namespace: namespaceOf(tenant, name), keys: tenant.config.imageKeys, unsigned, mirror: cluster.mirrors.registry });
      }
    },
  },
});
