import { z } from 'zod';
import { externalSecrets, gitops, namespaces, secretStore } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { fromStore } from '../../kit/secret.ts';

/** How Argo CD gets into repositories of tenants that not everybody may read: each login counts in the project of its tenant only. */
export const repositoriesOfTenants = component({
  name: 'repositories-of-tenants',
  area: 'tenancy',
  purpose: 'The logins of private repositories of tenants, from the secret store, each of use in the project of its tenant only',
  homepage: 'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#project-scoped-repositories-and-clusters',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated (Argo CD)',
  choice: { runnerUp: 'one login of the platform for a whole Git server', because: 'with that each tenant would read the repositories of all others' },
  upgrade: 'Nothing to raise: it follows argo-cd and external-secrets.',
  images: {},
  crds: [],
  // Argo CD's own: it reads its repositories' Secrets there.
  namespace: { name: 'argocd', podSecurity: 'restricted' },
  config: z.strictObject({}),
  profiles: {},
  needs: { namespaces, gitops, externalSecrets, secretStore },
  wants: {},
  offers: () => [],
  build(scope, { cluster, needs }) {
    for (const { name: tenant, config } of cluster.tenants)
      for (const [repository, { url, credentials }] of Object.entries(config.repositories)) {
        if (!credentials) continue;
        fromStore(scope, {
          name: `repository-${tenant}.${repository}`,
          namespace: needs.gitops.namespace,
          store: needs.externalSecrets.store ?? '',
          path: `argo-cd/repositories/${tenant}/${repository}`,
          keys: { username: 'username', password: 'password' },
          labels: { 'argocd.argoproj.io/secret-type': 'repository' },
          also: { type: 'git', url, project: tenant },
        });
      }
  },
  forTenants: {
    // It has none: what is made stands in Argo CD's namespace, where no Application of a tenant reaches.
    application: (tenant) => `tenant-${tenant}.repositories`,
    asks({ config }) {
      const name = Object.keys(config.repositories).find((one) => config.repositories[one]?.credentials);
      return name === undefined ? undefined : ['repositories', name, 'credentials'];
    },
    build() {},
  },
});
