import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { dump } from 'js-yaml';
import { serviceAccount } from '../../kit/rbac.ts';
import { configMapVolume, daemonSet, deployment, fieldEnv, httpProbe, mount, type Size, secretVolume, service } from '../../kit/workload.ts';
import { controller, memberlist, ports, speaker } from './names.ts';
import { controllerRights, speakerRights } from './rbac.ts';

interface Program {
  readonly namespace: string;
  readonly priorityClass: string;
  readonly image: string;
  readonly size: Size;
}

const commonArgs = [`--port=${ports.metrics}`, `--health-probe-port=${ports.health}`, '--log-level=info', '--tls-min-version=VersionTLS13'];
const scraped = { metrics: { port: ports.metrics, target: 'metrics' } } as const;

/** Gives each Service an address of a pool. One pod: it has no leader election, and two would give twice. */
export function controllerProgram(scope: Construct, { namespace, ...program }: Program): void {
  controllerRights(scope, namespace);
  deployment(scope, {
    ...program,
    name: controller,
    replicas: 1,
    recreate: true,
    serviceAccount: serviceAccount(scope, controller),
    callsApi: true,
    // The image's user is root; 65532 is free on every node.
    runAsUser: 65532,
    containers: [
      {
        ...program,
        name: 'controller',
        // No webhook: all that it would refuse, generate refuses. So the controller needs no right to change definitions and webhooks.
        args: [...commonArgs, '--webhook-mode=disabled'],
        env: [
          fieldEnv('METALLB_NAMESPACE', 'metadata.namespace'),
          fieldEnv('METALLB_POD_NAME', 'metadata.name'),
          { name: 'METALLB_DEPLOYMENT', value: controller },
          { name: 'METALLB_ML_SECRET_NAME', value: memberlist },
        ],
        ports: { metrics: ports.metrics, health: ports.health },
        probes: { readiness: httpProbe('/readyz', 'health'), liveness: httpProbe('/healthz', 'health') },
      },
    ],
  });
  service(scope, controller, scraped);
}

/** On each node: answers ARP and NDP for an address, or tells routers of it by BGP. */
export function speakerProgram(scope: Construct, { namespace, ...program }: Program, options: { readonly ignoreExcluded: boolean }): void {
  speakerRights(scope, namespace);
  interfaces(scope);
  const local = { host: '127.0.0.1' };
  daemonSet(scope, {
    ...program,
    name: speaker,
    everyNode: true,
    serviceAccount: serviceAccount(scope, speaker),
    callsApi: true,
    terminationGracePeriodSeconds: 5,
    host: { network: true },
    podSecurity: { runAsNonRoot: false, runAsUser: 0 },
    volumes: [secretVolume('memberlist', memberlist), configMapVolume('interfaces', speaker)],
    containers: [
      {
        ...program,
        name: 'speaker',
        args: [...commonArgs, ...(options.ignoreExcluded ? ['--ignore-exclude-lb=true'] : [])],
        env: [
          fieldEnv('METALLB_NAMESPACE', 'metadata.namespace'),
          fieldEnv('METALLB_POD_NAME', 'metadata.name'),
          fieldEnv('METALLB_NODE_NAME', 'spec.nodeName'),
          fieldEnv('METALLB_ML_BIND_ADDR', 'status.podIP'),
          { name: 'METALLB_ML_LABELS', value: `app.kubernetes.io/name=${speaker}` },
          { name: 'METALLB_ML_SECRET_KEY_PATH', value: '/etc/memberlist' },
        ],
        ports: { metrics: ports.metrics, health: ports.health, memberlist: ports.memberlist },
        probes: { readiness: httpProbe('/readyz', 'health', local), liveness: httpProbe('/healthz', 'health', local) },
        mounts: [mount('memberlist', '/etc/memberlist'), mount('interfaces', '/etc/metallb')],
        security: { runAsNonRoot: false, runAsUser: 0, capabilities: { drop: ['ALL'], add: ['NET_RAW'] } },
      },
    ],
  });
  service(scope, speaker, scraped, { headless: true });
}

/** Interfaces that lead to pods, not to the network: an answer there would be lost. As regular expressions; speaker/main.go of the release. */
function interfaces(scope: Construct): void {
  const ofPods = [
    'docker',
    'cni',
    'cbr',
    'veth',
    'cali',
    'tunl',
    'vxlan',
    'flannel',
    'cilium',
    'lxc',
    'kube-ipvs',
    'kube-bridge',
    'nodelocaldns',
    'dummy',
    'virbr',
  ];
  new k8s.KubeConfigMap(scope, 'interfaces', {
    metadata: { name: speaker },
    data: { 'excludel2.yaml': dump({ announcedInterfacesToExclude: ['^lo$', ...ofPods.map((name) => `^${name}`)] }) },
  });
}
