import { z } from 'zod';
import { component } from '../../kit/component.ts';
import { roleObjects } from './roles.ts';

/**
 * What people may do with the cluster itself, by group: who comes with kubectl has the same role as at Argo CD and in the pages.
 * The groups come from tokens of the identity provider, once the API server reads them: `npm run authentication`.
 */
export const access = component({
  name: 'access',
  area: 'identity',
  purpose: 'What administrators, operators and viewers may do with kubectl, by their group at the identity provider',
  homepage: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
  licence: 'Apache-2.0',
  governance: 'Kubernetes (CNCF graduated)',
  choice: {
    runnerUp: "Kubernetes' own roles edit and view",
    because: 'edit reads every Secret and starts pods as any ServiceAccount; view sees no nodes, no volumes and no custom resources',
  },
  upgrade: 'Nothing to raise; a new Kubernetes minor may have kinds that viewers should see: add them in kinds.ts.',
  images: {},
  crds: [],
  // Its objects have no namespace.
  namespace: { name: 'kube-system', podSecurity: 'privileged' },
  config: z.strictObject({}),
  profiles: {},
  needs: {},
  wants: {},
  offers: () => [],
  build(scope, { cluster, platform }) {
    roleObjects(scope, cluster.access, platform);
  },
});
