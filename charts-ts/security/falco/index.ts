import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-28';
import { dump } from 'js-yaml';
import { metrics, namespaces } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts, podMonitor, scrapes } from '../../kit/metrics.ts';
import { allow } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { configMapVolume, daemonSet, fieldEnv, hostPath, httpProbe, mount } from '../../kit/workload.ts';
import { falcoAlerts } from './alerts.ts';
import { FalcoConfig, falcoMistakes } from './config.ts';
import { falcoDashboard } from './dashboard.ts';
import { falcoYaml } from './falco-yaml.ts';
import { exceptionAnnotations, rulesFile } from './rules.ts';
import { runtimePlace } from './runtime.ts';

const name = 'falco';
const port = 8765;
const folder = '/etc/falco';
const files = { settings: 'falco.yaml', rules: 'rules.yaml' };

/**
 * Watches what programs do on each node, by the kernel's own events, and tells when it is what attackers do. The rules are the
 * platform's own and stand in Git; nothing is downloaded.
 */
export const falco = component({
  name,
  area: 'security',
  purpose: 'Falco, which sees on every node when a program does what attackers do',
  homepage: 'https://falco.org',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated',
  choice: { runnerUp: 'Tetragon', because: 'its rules are read by people who do not write them, and no network plugin comes with it' },
  upgrade:
    'Read its changelog for events and fields that changed, compare fields.ts with the new list, and look that FalcoMissesEvents stays quiet on the first node.',
  images: { falco: { repository: 'docker.io/falcosecurity/falco', version: '0.45.0' } },
  crds: [],
  namespace: { name, podSecurity: 'privileged' },
  config: FalcoConfig,
  profiles: { lab: { size: { cpu: '50m', memory: '256Mi', cpuLimit: '500m' } }, small: { size: { cpu: '100m', memory: '384Mi', cpuLimit: '1' } } },
  enabledIn: ['small', 'production'],
  // Without metrics its alerts reach nobody.
  needs: { namespaces, metrics },
  wants: {},
  exceptions: [
    {
      object: `DaemonSet/${name}`,
      rule: 'host-path',
      reason:
        "it follows the node's processes in /proc, its system calls in /sys/kernel, and asks the container runtime's socket for names of pods; all mounted read-only",
    },
    {
      object: `DaemonSet/${name}`,
      rule: 'capabilities',
      reason:
        'BPF, PERFMON and SYS_RESOURCE load its eBPF program, SYS_PTRACE reads /proc of all processes: what upstream names as the least, in place of privileged',
    },
    {
      object: `DaemonSet/${name}`,
      rule: 'root-user',
      reason: 'the kernel gives capabilities to root alone where no file carries them; all others are dropped',
    },
  ],
  dashboards: [falcoDashboard],
  mistakes: falcoMistakes,
  offers: () => [],
  build(scope, { cluster, config, platform, needs, images }) {
    const runtime = runtimePlace(config.runtime, cluster.distribution);
    const data = {
      [files.settings]: dump(falcoYaml(`${folder}/${files.rules}`, runtime.socket, port)),
      [files.rules]: dump(rulesFile(config, cluster, platform), { lineWidth: 160 }),
    };
    new k8s.KubeConfigMap(scope, 'ConfigMap', { metadata: { name, annotations: exceptionAnnotations(config) }, data });
    daemonSet(scope, {
      name,
      everyNode: true,
      serviceAccount: serviceAccount(scope, name),
      callsApi: false,
      priorityClass: needs.namespaces.priorityClass,
      podAnnotations: {
        'polder.internal/config-checksum': createHash('sha256').update(JSON.stringify(data)).digest('hex'),
        // AppArmor's usual profile keeps it from other processes' /proc. The API server makes the field of it; cdk8s-plus-28 lacks the field.
        [`container.apparmor.security.beta.kubernetes.io/${name}`]: 'unconfined',
      },
      podSecurity: { runAsNonRoot: false, runAsUser: 0 },
      // Folders, not the socket: the runtime makes its socket anew when it restarts.
      volumes: [configMapVolume('config', name), hostPath('proc', '/proc'), hostPath('kernel', '/sys/kernel'), hostPath('runtime', runtime.folder)],
      containers: [
        {
          name,
          image: images.falco,
          command: ['/usr/bin/falco'],
          args: ['-c', `${folder}/${files.settings}`],
          env: [{ name: 'HOST_ROOT', value: '/host' }, fieldEnv('FALCO_HOSTNAME', 'spec.nodeName'), fieldEnv('FALCO_K8S_NODE_NAME', 'spec.nodeName')],
          ports: { web: port },
          size: config.size,
          // https://github.com/falcosecurity/falco/blob/master/chart/falco/values.yaml: leastPrivileged
          // spc_t: SELinux' name for a container that may look at its node; nodes without SELinux have no use for it.
          security: {
            runAsNonRoot: false,
            seLinuxOptions: { type: 'spc_t' },
            capabilities: { drop: ['ALL'], add: ['BPF', 'PERFMON', 'SYS_PTRACE', 'SYS_RESOURCE'] },
          },
          probes: {
            readiness: httpProbe('/healthz', 'web'),
            liveness: httpProbe('/healthz', 'web', { periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 4 }),
            startup: httpProbe('/healthz', 'web', { periodSeconds: 5, failureThreshold: 24 }),
          },
          mounts: [mount('config', folder), mount('proc', '/host/proc'), mount('kernel', '/sys/kernel'), mount('runtime', `/host${runtime.folder}`)],
        },
      ],
    });
    allow(scope, name, { from: scrapes(needs.metrics, port), to: [] });
    // The pod's name stays: a new pod counts from nothing, and its first match must show.
    podMonitor(scope, needs.metrics, name, 'web', {
      relabelings: [{ action: 'replace', sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' }],
    });
    alerts(scope, needs.metrics, name, falcoAlerts);
  },
});
