import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from '../../kit/checksum.ts';
import { configMapEnv } from '../../kit/workload.ts';
import { type ArgoCdConfig, names, ports } from './settings.ts';

const configMap = 'argocd-cmd-params-cm';

/** A flag of a program: its key in argocd-cmd-params-cm, the environment variable that carries it, and its value. */
interface Parameter {
  readonly key: string;
  readonly env: string;
  readonly value: string;
}

type Program = 'controller' | 'repoServer' | 'server' | 'applicationSet' | 'notifications';

/** Every flag that differs from Argo CD's own default, or that must not change with it. */
export function parameters(config: ArgoCdConfig): Readonly<Record<Program, readonly Parameter[]>> {
  const parameter = (key: string, env: string, value: string | number | boolean): Parameter => ({ key, env, value: String(value) });
  const cache = parameter('redis.server', 'REDIS_SERVER', `${names.valkey}:${ports.valkey}`);
  const repoServer = (env: string) => parameter('repo.server', env, `${names.repoServer}:${ports.repoServer}`);
  return {
    controller: [
      cache,
      repoServer('ARGOCD_APPLICATION_CONTROLLER_REPO_SERVER'),
      parameter('controller.log.format', 'ARGOCD_APPLICATION_CONTROLLER_LOGFORMAT', 'json'),
      parameter('controller.status.processors', 'ARGOCD_APPLICATION_CONTROLLER_STATUS_PROCESSORS', config.controller.statusProcessors),
      parameter('controller.operation.processors', 'ARGOCD_APPLICATION_CONTROLLER_OPERATION_PROCESSORS', config.controller.operationProcessors),
      parameter('controller.kubectl.parallelism.limit', 'ARGOCD_APPLICATION_CONTROLLER_KUBECTL_PARALLELISM_LIMIT', config.controller.kubectlParallelism),
      parameter('controller.sharding.algorithm', 'ARGOCD_CONTROLLER_SHARDING_ALGORITHM', config.controller.shardingAlgorithm),
      // All Applications are applied on the server's side: so are their differences.
      parameter('controller.diff.server.side', 'ARGOCD_APPLICATION_CONTROLLER_SERVER_SIDE_DIFF', true),
    ],
    repoServer: [
      cache,
      parameter('reposerver.log.format', 'ARGOCD_REPO_SERVER_LOGFORMAT', 'json'),
      parameter('reposerver.parallelism.limit', 'ARGOCD_REPO_SERVER_PARALLELISM_LIMIT', config.repoServer.parallelism),
      // Third parties' submodules point at hosts that a site without internet cannot reach, and that nobody reviewed.
      parameter('reposerver.enable.git.submodule', 'ARGOCD_GIT_MODULES_ENABLED', false),
    ],
    server: [
      cache,
      repoServer('ARGOCD_SERVER_REPO_SERVER'),
      parameter('server.log.format', 'ARGOCD_SERVER_LOGFORMAT', 'json'),
      // TLS ends at the Gateway, whose pods alone get in: a BackendTLSPolicy must name a CA, and the server signs its certificate itself.
      parameter('server.insecure', 'ARGOCD_SERVER_INSECURE', true),
    ],
    applicationSet: [
      repoServer('ARGOCD_APPLICATIONSET_CONTROLLER_REPO_SERVER'),
      parameter('applicationsetcontroller.log.format', 'ARGOCD_APPLICATIONSET_CONTROLLER_LOGFORMAT', 'json'),
      parameter('applicationsetcontroller.enable.leader.election', 'ARGOCD_APPLICATIONSET_CONTROLLER_ENABLE_LEADER_ELECTION', true),
      // It would hold tokens of code hosting sites, and let whoever writes an ApplicationSet choose where they are sent.
      parameter('applicationsetcontroller.enable.scm.providers', 'ARGOCD_APPLICATIONSET_CONTROLLER_ENABLE_SCM_PROVIDERS', false),
      parameter('applicationsetcontroller.enable.git.submodule', 'ARGOCD_GIT_MODULES_ENABLED', false),
    ],
    notifications: config.notifications ? [parameter('notificationscontroller.log.format', 'ARGOCD_NOTIFICATIONS_CONTROLLER_LOGFORMAT', 'json')] : [],
  };
}

/** What a person or a test reads the flags from: the programs get the same by their environment. */
export function parametersConfigMap(scope: Construct, config: ArgoCdConfig): void {
  const all = Object.values(parameters(config)).flat();
  new k8s.KubeConfigMap(scope, `ConfigMap-${configMap}`, {
    metadata: { name: configMap, labels: settingsLabels },
    data: Object.fromEntries(all.map(({ key, value }) => [key, value])),
  });
}

/** Argo CD reads only settings with this label: https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/ */
export const settingsLabels = { 'app.kubernetes.io/part-of': 'argocd' };

/** The environment of one program. */
export function parameterEnv(config: ArgoCdConfig, program: Program): k8s.EnvVar[] {
  return parameters(config)[program].map(({ env, key }) => configMapEnv(env, configMap, key));
}

/** Flags are read once, at the start: a changed one must roll the pods. */
export function restartsOn(config: ArgoCdConfig, program: Program, ...more: readonly string[]): Readonly<Record<string, string>> {
  const read = JSON.stringify([parameters(config)[program], more]);
  return { 'polder.internal/settings': checksumOf(read) };
}
