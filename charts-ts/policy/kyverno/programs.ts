import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { serviceAccount } from '../../kit/rbac.ts';
import { configMapVolume, deployment, emptyDir, fieldEnv, httpProbe, mount, type Probes, service, tcpProbe } from '../../kit/workload.ts';
import { admissionArgs, backgroundArgs, cleanupArgs, initArgs, reportsArgs } from './args.ts';
import type { KyvernoConfig } from './config.ts';
import { admission, background, cleanup, configMaps, ports, reports, webhookOwner } from './names.ts';

interface Programs {
  readonly config: KyvernoConfig;
  readonly images: Readonly<Record<'kyverno' | 'kyvernopre' | 'background' | 'cleanup' | 'reports', string>>;
  readonly priorityClass: string;
  readonly trust: { readonly configMap: string; readonly key: string } | undefined;
}

/** Its health is served beside its webhook. */
const answers: Probes = {
  startup: httpProbe('/health/liveness', 'https', { scheme: 'HTTPS', periodSeconds: 6, failureThreshold: 30 }),
  readiness: httpProbe('/health/readiness', 'https', { scheme: 'HTTPS', timeoutSeconds: 5, failureThreshold: 6 }),
  liveness: httpProbe('/health/liveness', 'https', { scheme: 'HTTPS', periodSeconds: 30, timeoutSeconds: 5 }),
};

/** These have no address for health; their metrics are served from the start. */
const listens: Probes = { readiness: tcpProbe('metrics'), liveness: tcpProbe('metrics', { periodSeconds: 30, failureThreshold: 6 }) };

/** The four programs, each with a Service for its metrics, and for its webhook where it has one. */
export function programs(scope: Construct, { config, images, priorityClass, trust }: Programs): void {
  const { replicas, sizes } = config;
  const common = { callsApi: true, priorityClass };
  const registries = registryAccess(trust);
  deployment(scope, {
    ...common,
    name: admission,
    replicas: replicas.admission,
    serviceAccount: serviceAccount(scope, admission),
    // Requests under way are answered before it goes.
    terminationGracePeriodSeconds: 60,
    maxUnavailable: replicas.admission > 1 ? 1 : 0,
    leavesLostNodeAfter: 60,
    volumes: registries.volumes,
    initContainers: [
      { name: 'kyverno-pre', image: images.kyvernopre, args: initArgs(), env: environment(admission), size: { ...sizes.admission, memory: '64Mi' } },
    ],
    containers: [
      {
        name: 'kyverno',
        image: images.kyverno,
        args: admissionArgs(config),
        env: [...environment(admission), ...registries.env],
        ports,
        size: sizes.admission,
        probes: answers,
        mounts: registries.mounts,
      },
    ],
  });
  service(scope, admission, { https: { port: 443, target: 'https', appProtocol: 'https' }, metrics: { port: ports.metrics, target: 'metrics' } });

  controller(
    scope,
    { ...common, name: background, replicas: replicas.background },
    { image: images.background, args: backgroundArgs(), size: sizes.background, probes: listens },
  );
  controller(
    scope,
    { ...common, name: cleanup, replicas: replicas.cleanup },
    { image: images.cleanup, args: cleanupArgs(), size: sizes.cleanup, probes: answers },
  );
  controller(
    scope,
    { ...common, name: reports, replicas: replicas.reports },
    { image: images.reports, args: reportsArgs(config), size: sizes.reports, probes: listens, registries },
  );
}

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly size: KyvernoConfig['sizes']['admission'];
  readonly probes: Probes;
  readonly registries?: RegistryAccess;
}

/** A program of which one pod works at a time. */
function controller(
  scope: Construct,
  workload: {
    readonly name: typeof background | typeof cleanup | typeof reports;
    readonly replicas: number;
    readonly callsApi: boolean;
    readonly priorityClass: string;
  },
  { registries, ...container }: Container,
): void {
  const { name } = workload;
  const webhook = name === cleanup ? { https: { port: 443, target: 'https', appProtocol: 'https' } } : {};
  deployment(scope, {
    ...workload,
    serviceAccount: serviceAccount(scope, name),
    ...(registries === undefined ? {} : { volumes: registries.volumes }),
    containers: [
      {
        name: 'controller',
        ...container,
        env: [...environment(name), ...(registries?.env ?? [])],
        ports: name === cleanup ? ports : { metrics: ports.metrics },
        ...(registries === undefined ? {} : { mounts: registries.mounts }),
      },
    ],
  });
  service(scope, name, { ...webhook, metrics: { port: ports.metrics, target: 'metrics' } });
}

/** What each program is told of where it runs: pkg/config/config.go of the release. */
function environment(program: string): k8s.EnvVar[] {
  return [
    { name: 'INIT_CONFIG', value: configMaps.settings },
    { name: 'METRICS_CONFIG', value: configMaps.metrics },
    { name: 'KYVERNO_DEPLOYMENT', value: program },
    { name: 'KYVERNO_SERVICEACCOUNT_NAME', value: program },
    { name: 'KYVERNO_ROLE_NAME', value: webhookOwner },
    { name: 'KYVERNO_SVC', value: program },
    fieldEnv('KYVERNO_NAMESPACE', 'metadata.namespace'),
    fieldEnv('KYVERNO_POD_NAME', 'metadata.name'),
  ];
}

interface RegistryAccess {
  readonly volumes: readonly k8s.Volume[];
  readonly mounts: readonly k8s.VolumeMount[];
  readonly env: readonly k8s.EnvVar[];
}

/** The CAs of registries, and a folder for what TUF mirrors say. */
function registryAccess(trust: Programs['trust']): RegistryAccess {
  const folder = '/etc/ssl/platform';
  return {
    volumes: [emptyDir('sigstore', '64Mi'), ...(trust === undefined ? [] : [configMapVolume('trust', trust.configMap)])],
    mounts: [mount('sigstore', '/.sigstore', { writable: true }), ...(trust === undefined ? [] : [mount('trust', folder)])],
    env: [{ name: 'TUF_ROOT', value: '/.sigstore' }, ...(trust === undefined ? [] : [{ name: 'SSL_CERT_FILE', value: `${folder}/${trust.key}` }])],
  };
}
