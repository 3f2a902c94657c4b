import { dump } from 'js-yaml';
import type { ClusterContext, Context } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import type { Accepted, TrivyConfig } from './config.ts';
import { ports, scan, server } from './names.ts';

/** The user of scans and of the server: the image has none, and nobody needs no home. */
export const nobody = 65534;

export const serverUrl = (namespace: string) => `http://${server}.${namespace}.svc:${ports.server}`;

type Images = Context<unknown, Record<never, never>, Record<never, never>, 'trivy' | 'database' | 'javaDatabase'>['images'];

interface Trust {
  readonly configMap: string;
}

/** The operator's environment: https://github.com/aquasecurity/trivy-operator/blob/v0.32.0/pkg/operator/etc/config.go */
export function environment(config: TrivyConfig, namespace: string): Readonly<Record<string, string>> {
  const { reports, registryCredentials } = config;
  return strings({
    OPERATOR_NAMESPACE: namespace,
    OPERATOR_SERVICE_ACCOUNT: scan,
    OPERATOR_METRICS_BIND_ADDRESS: `:${ports.metrics}`,
    OPERATOR_HEALTH_PROBE_BIND_ADDRESS: `:${ports.probes}`,
    OPERATOR_CONCURRENT_SCAN_JOBS_LIMIT: config.concurrentScans,
    OPERATOR_SCAN_JOB_TIMEOUT: `${config.scanTimeoutMinutes}m`,
    // The operator removes a Job that it has read; this is for what it missed.
    OPERATOR_SCAN_JOB_TTL: '1h',
    OPERATOR_SCAN_JOB_RETRY_AFTER: '30s',
    OPERATOR_SCANNER_REPORT_TTL: config.rescanAfter,
    OPERATOR_CACHE_REPORT_TTL: '120h',
    OPERATOR_VULNERABILITY_SCANNER_ENABLED: true,
    OPERATOR_EXPOSED_SECRET_SCANNER_ENABLED: reports.leaks,
    OPERATOR_SBOM_GENERATION_ENABLED: reports.software,
    OPERATOR_CLUSTER_SBOM_CACHE_ENABLED: false,
    OPERATOR_CONFIG_AUDIT_SCANNER_ENABLED: reports.configuration,
    OPERATOR_RBAC_ASSESSMENT_SCANNER_ENABLED: reports.rbac,
    // It would start pods that mount the node's folders; the checks of the nodes are those of whoever makes them.
    OPERATOR_INFRA_ASSESSMENT_SCANNER_ENABLED: false,
    // Its specifications are texts of others, and without the nodes' own checks they would say what nobody looked at.
    OPERATOR_CLUSTER_COMPLIANCE_ENABLED: false,
    OPERATOR_METRICS_FINDINGS_ENABLED: true,
    // Who may pull what stays with each tenant: scans have an account of their own.
    OPERATOR_ACCESS_GLOBAL_SECRETS_SERVICE_ACCOUNTS: false,
    OPERATOR_PRIVATE_REGISTRY_SCAN_SECRETS_NAMES: JSON.stringify(registryCredentials === undefined ? {} : { [namespace]: registryCredentials }),
    OPERATOR_BUILT_IN_TRIVY_SERVER: true,
  });
}

/** How scans run: https://github.com/aquasecurity/trivy-operator/blob/v0.32.0/pkg/trivyoperator/config.go */
export function scanSettings(
  { distribution }: Pick<ClusterContext, 'distribution'>,
  config: TrivyConfig,
  namespace: string,
  trust: Trust | undefined,
): Readonly<Record<string, string>> {
  const seccompProfile = { type: 'RuntimeDefault' };
  // OpenShift gives each namespace users of its own, and refuses others.
  const user = distribution === 'openshift' ? {} : { runAsUser: nobody, runAsGroup: nobody, fsGroup: nobody };
  return {
    'vulnerabilityReports.scanner': 'Trivy',
    'vulnerabilityReports.scanJobsInSameNamespace': 'false',
    ...(config.reports.configuration ? { 'configAuditReports.scanner': 'Trivy' } : {}),
    'report.recordFailedChecksOnly': 'true',
    'scanJob.compressLogs': 'true',
    'scanJob.useGCRServiceAccount': 'false',
    'scanJob.podTemplateLabels': Object.entries(selectorLabels(scan))
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
    'scanJob.podTemplatePodSecurityContext': JSON.stringify({ runAsNonRoot: true, ...user, seccompProfile }),
    'scanJob.podTemplateContainerSecurityContext': JSON.stringify({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      seccompProfile,
    }),
    ...(trust === undefined
      ? {}
      : {
          'scanJob.customVolumes': JSON.stringify([{ name: 'trust', configMap: { name: trust.configMap } }]),
          'scanJob.customVolumesMount': JSON.stringify([{ name: 'trust', mountPath: trustFolder, readOnly: true }]),
        }),
    'trivy.serverURL': serverUrl(namespace),
  };
}

/** Where programs in Go look for certificates first. */
export const trustFolder = '/etc/ssl/certs';

/** What scans do: https://github.com/aquasecurity/trivy-operator/blob/v0.32.0/pkg/plugins/trivy/config.go */
export function trivySettings(config: TrivyConfig, images: Images, namespace: string): Readonly<Record<string, string>> {
  const { repository, tag } = split(images.trivy);
  return {
    'trivy.repository': repository,
    'trivy.tag': tag,
    'trivy.imagePullPolicy': 'IfNotPresent',
    'trivy.mode': 'ClientServer',
    'trivy.serverURL': serverUrl(namespace),
    'trivy.command': 'image',
    'trivy.dbRepository': images.database,
    'trivy.javaDbRepository': images.javaDatabase,
    'trivy.severity': 'UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL',
    'trivy.slow': 'true',
    'trivy.timeout': `${config.scanTimeoutMinutes}m0s`,
    // No questions to Maven Central about what is in an image.
    'trivy.offlineScan': 'true',
    // The checks that are in the operator: none are downloaded.
    'trivy.useBuiltinRegoPolicies': 'false',
    'trivy.useEmbeddedRegoPolicies': 'true',
    'trivy.supportedConfigAuditKinds': supportedKinds,
    'trivy.configFile': dump(trivyFile),
    ...(config.accepted.length === 0 ? {} : { 'trivy.ignoreFile': config.accepted.map(ignored).join('') }),
    'trivy.resources.requests.cpu': config.scan.cpu,
    'trivy.resources.requests.memory': config.scan.memory,
    'trivy.resources.limits.cpu': config.scan.cpuLimit,
    'trivy.resources.limits.memory': config.scan.memory,
    'trivy.resources.requests.ephemeral-storage': '1Gi',
    // Layers, and for programs in Java a database of its own.
    'trivy.resources.limits.ephemeral-storage': '8Gi',
  };
}

const supportedKinds = 'Workload,Service,Role,ClusterRole,NetworkPolicy,Ingress,LimitRange,ResourceQuota,PersistentVolume,PersistentVolumeClaim';

/** https://trivy.dev/docs/latest/references/configuration/config-file/ */
const trivyFile = { scan: { 'disable-telemetry': true, 'skip-version-check': true } };

/** One line of .trivyignore, which ends by itself. https://trivy.dev/docs/latest/configuration/filtering/#trivyignore */
function ignored({ id, owner, until, reason }: Accepted): string {
  return `# ${owner}: ${reason}\n${id} exp:${until}\n`;
}

/** An image's place and its tag, with the digest where it has one: the operator puts them together again. */
function split(reference: string): { readonly repository: string; readonly tag: string } {
  const [named = '', digest] = reference.split('@');
  const colon = named.lastIndexOf(':');
  return { repository: named.slice(0, colon), tag: `${named.slice(colon + 1)}${digest === undefined ? '' : `@${digest}`}` };
}

function strings(values: Readonly<Record<string, string | number | boolean>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
}
