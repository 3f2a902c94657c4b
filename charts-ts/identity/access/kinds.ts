import type { Chosen } from '../../kit/component.ts';
import { plural } from '../../kit/plural.ts';
import type { Rule } from '../../kit/rbac.ts';

const read = ['get', 'list', 'watch'];

/**
 * Everything that Kubernetes itself keeps, by API group, but Secrets. By name, since a wildcard would take them along.
 * https://kubernetes.io/docs/reference/kubernetes-api/
 */
const builtIn: Readonly<Record<string, readonly string[]>> = {
  '': [
    'configmaps',
    'endpoints',
    'events',
    'limitranges',
    'namespaces',
    'nodes',
    'persistentvolumeclaims',
    'persistentvolumes',
    'pods',
    'pods/log',
    'podtemplates',
    'replicationcontrollers',
    'resourcequotas',
    'serviceaccounts',
    'services',
  ],
  'admissionregistration.k8s.io': [
    'mutatingadmissionpolicies',
    'mutatingadmissionpolicybindings',
    'mutatingwebhookconfigurations',
    'validatingadmissionpolicies',
    'validatingadmissionpolicybindings',
    'validatingwebhookconfigurations',
  ],
  'apiextensions.k8s.io': ['customresourcedefinitions'],
  'apiregistration.k8s.io': ['apiservices'],
  apps: ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  'certificates.k8s.io': ['certificatesigningrequests'],
  'coordination.k8s.io': ['leases'],
  'discovery.k8s.io': ['endpointslices'],
  'events.k8s.io': ['events'],
  'flowcontrol.apiserver.k8s.io': ['flowschemas', 'prioritylevelconfigurations'],
  'metrics.k8s.io': ['nodes', 'pods'],
  'networking.k8s.io': ['ingressclasses', 'ingresses', 'ipaddresses', 'networkpolicies', 'servicecidrs'],
  'node.k8s.io': ['runtimeclasses'],
  policy: ['poddisruptionbudgets'],
  'rbac.authorization.k8s.io': ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'],
  'resource.k8s.io': ['deviceclasses', 'resourceclaims', 'resourceclaimtemplates', 'resourceslices'],
  'scheduling.k8s.io': ['priorityclasses'],
  'storage.k8s.io': ['csidrivers', 'csinodes', 'csistoragecapacities', 'storageclasses', 'volumeattachments', 'volumeattributesclasses'],
};

/** Custom kinds that hold what only a Secret should: a value, or an address that gives whoever knows it a whole backup. */
const secretive: ReadonlySet<string> = new Set([
  'generators.external-secrets.io/ClusterGenerator',
  'generators.external-secrets.io/Fake',
  'generators.external-secrets.io/GeneratorState',
  'objectbucket.io/ObjectBucket',
  'velero.io/DownloadRequest',
]);

/** What whoever may see anything sees: all that Kubernetes and the chosen components keep, but secrets. */
export function readRules(platform: readonly Chosen[]): Rule[] {
  const byGroup = new Map(Object.entries(builtIn).map(([group, resources]) => [group, new Set(resources)]));
  for (const kind of platform.flatMap(({ component }) => component.crds.flatMap((source) => Object.keys(source.kinds)))) {
    const [group = '', name = ''] = kind.split('/');
    if (!secretive.has(kind)) byGroup.set(group, (byGroup.get(group) ?? new Set()).add(plural(name)));
  }
  return [...byGroup].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, resources]) => ({ apiGroups: [group], resources: [...resources].sort(), verbs: read }));
}
