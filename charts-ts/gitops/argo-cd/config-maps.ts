import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { dump } from 'js-yaml';
import { resource } from '../../kit/resource.ts';
import { certificatesByHost } from './git.ts';
import { applicationHealth } from './health.ts';
import { hostname, loginSettings, roleSettings } from './login.ts';
import { parametersConfigMap, settingsLabels } from './parameters.ts';
import type { ArgoCd, ArgoCdConfig } from './settings.ts';
import type { AppProject, ResourceFilter } from './types.ts';

/** The settings that Argo CD reads, and the Secret that it fills with its own key and the admin's password. */
export function settings(scope: Construct, context: ArgoCd): void {
  const { config } = context;
  configMap(scope, 'argocd-cm', mainSettings(context));
  configMap(scope, 'argocd-rbac-cm', roleSettings(context));
  parametersConfigMap(scope, config);
  configMap(scope, 'argocd-ssh-known-hosts-cm', { ssh_known_hosts: config.sshKnownHosts });
  configMap(scope, 'argocd-tls-certs-cm', certificatesByHost(context));
  configMap(scope, 'argocd-gpg-keys-cm', Object.fromEntries(config.signatureKeys.map(({ id, publicKey }) => [id, publicKey])));
  emptySecret(scope, 'argocd-secret');
  if (config.notifications) {
    configMap(scope, 'argocd-notifications-cm', config.notificationSettings);
    emptySecret(scope, 'argocd-notifications-secret');
  }
  harmlessDefaultProject(scope);
}

function mainSettings({ cluster, config, wants, knows }: ArgoCd): Readonly<Record<string, string>> {
  return {
    ...(wants.gateway === undefined ? {} : { url: `https://${hostname(cluster)}` }),
    'admin.enabled': String(config.admin),
    ...loginSettings({ wants, knows }),
    'users.anonymous.enabled': 'false',
    'exec.enabled': 'false',
    'statusbadge.enabled': 'false',
    'application.resourceTrackingMethod': 'annotation',
    'application.sync.impersonation.enabled': 'false',
    'timeout.reconciliation': config.reconciliation,
    ...tools(config),
    'resource.customizations.health.argoproj.io_Application': applicationHealth,
    ...quietUpdates(),
    'resource.exclusions': dump(exclusions),
    // Kubernetes writes the rules of an aggregated role: what Git says of them is no difference.
    'resource.compareoptions': dump({ ignoreAggregatedRoles: true }),
  };
}

function tools(config: ArgoCdConfig): Readonly<Record<string, string>> {
  return Object.fromEntries((['helm', 'kustomize', 'jsonnet'] as const).map((tool) => [`${tool}.enable`, String(config.tools.includes(tool))]));
}

/** Changes that come often and mean nothing for an Application: without these each one starts a comparison. */
function quietUpdates(): Readonly<Record<string, string>> {
  const annotations = (...names: readonly string[]) => ({ jqPathExpressions: names.map((name) => `.metadata.annotations."${name}"`) });
  const application = annotations('argocd.argoproj.io/refresh', 'argocd.argoproj.io/refresh-timestamp', 'notified.notifications.argoproj.io');
  const ignored = {
    all: { jsonPointers: ['/status'] },
    'argoproj.io_Application': { jqPathExpressions: [...application.jqPathExpressions, '.operation'] },
    apps_ReplicaSet: annotations('deployment.kubernetes.io/desired-replicas', 'deployment.kubernetes.io/max-replicas'),
    ConfigMap: annotations('cluster-autoscaler.kubernetes.io/last-updated', 'control-plane.alpha.kubernetes.io/leader'),
  };
  return Object.fromEntries(Object.entries(ignored).map(([kind, what]) => [`resource.customizations.ignoreResourceUpdates.${kind}`, dump(what)]));
}

/** Kinds that are never in Git, change all the time, and would fill the controller's memory. Events and metrics it leaves out itself. */
const exclusions: readonly ResourceFilter[] = [
  { apiGroups: ['', 'discovery.k8s.io'], kinds: ['Endpoints', 'EndpointSlice'] },
  { apiGroups: ['coordination.k8s.io'], kinds: ['Lease'] },
  {
    apiGroups: ['authentication.k8s.io', 'authorization.k8s.io'],
    kinds: ['SelfSubjectReview', 'TokenReview', 'LocalSubjectAccessReview', 'SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  },
  { apiGroups: ['certificates.k8s.io'], kinds: ['CertificateSigningRequest'] },
  { apiGroups: ['cert-manager.io'], kinds: ['CertificateRequest'] },
  { apiGroups: ['acme.cert-manager.io'], kinds: ['Order', 'Challenge'] },
  { apiGroups: ['cilium.io'], kinds: ['CiliumIdentity', 'CiliumEndpoint', 'CiliumEndpointSlice'] },
  // Reports of trivy-operator: one of each kind for each workload.
  { apiGroups: ['aquasecurity.github.io'], kinds: ['*'] },
  {
    apiGroups: ['kyverno.io', 'reports.kyverno.io', 'wgpolicyk8s.io', 'openreports.io'],
    kinds: [
      'PolicyReport',
      'ClusterPolicyReport',
      'Report',
      'ClusterReport',
      'EphemeralReport',
      'ClusterEphemeralReport',
      'AdmissionReport',
      'ClusterAdmissionReport',
      'BackgroundScanReport',
      'ClusterBackgroundScanReport',
      'UpdateRequest',
    ],
  },
];

function configMap(scope: Construct, name: string, data: Readonly<Record<string, string>>): void {
  new k8s.KubeConfigMap(scope, `ConfigMap-${name}`, { metadata: { name, labels: settingsLabels }, ...(Object.keys(data).length === 0 ? {} : { data }) });
}

/** A Secret that the program, or a person, fills in the cluster: Git owns no key of it. */
function emptySecret(scope: Construct, name: string): void {
  new k8s.KubeSecret(scope, `Secret-${name}`, { metadata: { name, labels: settingsLabels }, type: 'Opaque' });
}

/** Argo CD makes the project `default` by itself, open to everything; this one permits no source and no destination. */
function harmlessDefaultProject(scope: Construct): void {
  resource<AppProject>(scope, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'default' },
    spec: { description: 'Permits nothing: each Application names a project of its own' },
  });
}
