import type { Construct } from 'constructs';
import { clusterRole, type Rule, role } from '../../kit/rbac.ts';
import { controller, memberlist, speaker } from './names.ts';

const read = ['get', 'list', 'watch'];
const group = 'metallb.io';

/** Who may read the metrics, the API server decides: these two ask it. */
const metricsRules: readonly Rule[] = [
  { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
  { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
];
const events: Rule = { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] };

/**
 * What the controller calls (internal/k8s/k8s.go of the release). Without its webhook it changes no definition, no webhook
 * configuration and no Secret but its own.
 */
export function controllerRights(scope: Construct, namespace: string): void {
  clusterRole(scope, controller, {
    account: controller,
    accountNamespace: namespace,
    rules: [
      { apiGroups: [''], resources: ['services', 'namespaces'], verbs: read },
      { apiGroups: [''], resources: ['services/status'], verbs: ['update'] },
      { apiGroups: [group], resources: ['configurationstates'], verbs: read },
      events,
      ...metricsRules,
    ],
  });
  role(scope, controller, {
    namespace,
    account: controller,
    rules: [
      { apiGroups: [group], resources: ['ipaddresspools', 'communities'], verbs: read },
      { apiGroups: [group], resources: ['ipaddresspools/status'], verbs: ['update'] },
      ...writes('configurationstates'),
      { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: [controller], verbs: ['get'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: [memberlist], verbs: ['list'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
    ],
  });
}

/** What a speaker calls. The Secrets of its own namespace are the routers' passwords and the speakers' own key. */
export function speakerRights(scope: Construct, namespace: string): void {
  clusterRole(scope, speaker, {
    account: speaker,
    accountNamespace: namespace,
    rules: [
      { apiGroups: [''], resources: ['services', 'nodes', 'namespaces'], verbs: read },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
      { apiGroups: [group], resources: ['configurationstates', 'servicel2statuses'], verbs: read },
      events,
      ...metricsRules,
    ],
  });
  role(scope, speaker, {
    namespace,
    account: speaker,
    rules: [
      {
        apiGroups: [group],
        resources: ['ipaddresspools', 'l2advertisements', 'bgpadvertisements', 'bgppeers', 'bfdprofiles', 'communities', 'servicebgpstatuses'],
        verbs: read,
      },
      ...['configurationstates', 'servicel2statuses', 'servicebgpstatuses'].flatMap(writes),
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: read },
    ],
  });
}

/** What each tells of itself: it makes, changes and removes such an object. */
function writes(resources: string): Rule[] {
  return [
    { apiGroups: [group], resources: [resources], verbs: ['create', 'patch', 'delete'] },
    { apiGroups: [group], resources: [`${resources}/status`], verbs: ['patch'] },
  ];
}
