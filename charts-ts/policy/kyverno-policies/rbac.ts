import type { Construct } from 'constructs';
import { clusterRole } from '../../kit/rbac.ts';
import { routeKinds } from './handed-over-routes.ts';
import type { Settings } from './settings.ts';

const read = ['get', 'list', 'watch'];

interface Engine {
  readonly namespace: string;
  readonly accounts: { readonly background: string; readonly cleanup: string; readonly reports: string };
}

/** What the policies make Kyverno's programs do, and nothing else: each kind only while a policy needs it. */
export function rights(
  scope: Construct,
  name: string,
  { namespace: accountNamespace, accounts }: Engine,
  { images, defaults, cleanUp }: Settings,
  hasGatewayApi: boolean,
): void {
  const makes = [
    ...(defaults.networkPolicies ? [{ apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'] }] : []),
    ...(defaults.limits === null ? [] : [{ apiGroups: [''], resources: ['limitranges'] }]),
    ...(defaults.quota === null ? [] : [{ apiGroups: [''], resources: ['resourcequotas'] }]),
  ];
  if (makes.length > 0)
    clusterRole(scope, `${name}-make`, {
      account: accounts.background,
      accountNamespace,
      rules: makes.map((rule) => ({ ...rule, verbs: [...read, 'create', 'update', 'patch', 'delete'] })),
    });
  const deletes = [
    ...(cleanUp.finishedJobs === null ? [] : [{ apiGroups: ['batch'], resources: ['jobs'] }]),
    ...(cleanUp.endedPods === null ? [] : [{ apiGroups: [''], resources: ['pods'] }]),
    ...(cleanUp.handedOverRoutes ? routeKinds(hasGatewayApi) : []),
  ];
  if (deletes.length > 0)
    clusterRole(scope, `${name}-delete`, {
      account: accounts.cleanup,
      accountNamespace,
      rules: deletes.map((rule) => ({ ...rule, verbs: [...read, 'delete'] })),
    });
  if (Object.keys(images).length > 0)
    clusterRole(scope, `${name}-report`, {
      account: accounts.reports,
      accountNamespace,
      rules: [{ apiGroups: [''], resources: ['pods', 'pods/ephemeralcontainers'], verbs: read }],
    });
}
