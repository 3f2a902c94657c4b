import { loadBalancer, metrics, namespaces, offer } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer } from '../../kit/network.ts';
import { metalLbAlerts } from './alerts.ts';
import { announcements, passwordSecret } from './announcements.ts';
import { gatewayPool, MetalLbConfig } from './config.ts';
import { metalLbDashboard } from './dashboard.ts';
import { metalLbMistakes } from './mistakes.ts';
import { controller, memberlist, ports, speaker } from './names.ts';
import { controllerProgram, speakerProgram } from './programs.ts';

const name = 'metallb';
const namespace = 'metallb-system';

/** Addresses for Services where no cloud gives them: announced in the nodes' own network, or to routers. */
export const metallb = component({
  name,
  area: 'ingress',
  purpose: 'MetalLB, which gives Services of the type LoadBalancer an address, by ARP and NDP or by BGP',
  homepage: 'https://metallb.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF sandbox',
  choice: { runnerUp: 'kube-vip', because: 'it speaks both with switches (layer 2) and with routers (BGP), from pools of addresses' },
  upgrade: 'Read its release notes; BGP runs in native mode here, so changes to its FRR modes do not matter.',
  images: {
    controller: { repository: 'quay.io/metallb/controller', version: 'v0.16.2' },
    speaker: { repository: 'quay.io/metallb/speaker', version: 'v0.16.2' },
  },
  crds: [
    {
      repository: 'https://github.com/metallb/metallb.git',
      tag: 'v0.16.2',
      path: 'config/crd/bases',
      include: 'metallb.io_*.yaml',
      kinds: {
        'metallb.io/BFDProfile': 'Namespaced',
        'metallb.io/BGPAdvertisement': 'Namespaced',
        'metallb.io/BGPPeer': 'Namespaced',
        'metallb.io/Community': 'Namespaced',
        'metallb.io/ConfigurationState': 'Namespaced',
        'metallb.io/IPAddressPool': 'Namespaced',
        'metallb.io/L2Advertisement': 'Namespaced',
        'metallb.io/ServiceBGPStatus': 'Namespaced',
        'metallb.io/ServiceL2Status': 'Namespaced',
      },
    },
  ],
  namespace: { name: namespace, podSecurity: 'privileged' },
  config: MetalLbConfig,
  profiles: {
    lab: { sizes: { controller: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' }, speaker: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' } } },
    production: { sizes: { controller: { cpu: '50m', memory: '256Mi', cpuLimit: '1' }, speaker: { cpu: '50m', memory: '256Mi', cpuLimit: '1' } } },
  },
  enabledIn: [],
  needs: { namespaces },
  wants: { metrics },
  exceptions: [
    {
      object: `DaemonSet/${speaker}`,
      rule: 'host-network',
      reason: "it answers ARP and NDP on the node's own interfaces, and routers speak with the node's address",
    },
    { object: `DaemonSet/${speaker}`, rule: 'capabilities', reason: 'NET_RAW: ARP and NDP are raw packets; all others are dropped' },
    { object: `DaemonSet/${speaker}`, rule: 'root-user', reason: 'a capability that is added counts only for root: the image has no file capabilities' },
  ],
  madeAtRunTime: [{ kind: 'Secret', name: memberlist, by: 'the controller, at its first start: a random key that the speakers share' }],
  dashboards: [metalLbDashboard],
  supplies: ({ config }) =>
    Object.entries(config.bgp.peers)
      .filter(([, { authenticate }]) => authenticate)
      .map(([peer, { address }]) => ({
        name: passwordSecret(peer),
        keys: ['password'],
        purpose: `The password of the BGP session with ${peer} (${address}), from the network team; without a line end`,
        command: `kubectl -n ${namespace} create secret generic ${passwordSecret(peer)} --type=kubernetes.io/basic-auth --from-file=password=FILE --dry-run=client -o yaml | kubectl apply --server-side -f -`,
      })),
  mistakes: metalLbMistakes,
  offers: ({ config }) => {
    const [pool, { addresses }] = [gatewayPool(config), config.gateway];
    return [
      offer(loadBalancer, {
        gatewayAnnotations: {
          ...(pool === undefined ? {} : { 'metallb.io/address-pool': pool }),
          ...(addresses.length === 0 ? {} : { 'metallb.io/loadBalancerIPs': addresses.join(',') }),
        },
        // Others take a free address of a pool that gives one unasked.
        annotations: {},
      }),
    ];
  },
  build(scope, { cluster, config, needs, wants, images }) {
    const program = (of: 'controller' | 'speaker') => ({
      namespace,
      priorityClass: needs.namespaces.priorityClass,
      image: images[of],
      size: config.sizes[of],
    });
    controllerProgram(scope, program('controller'));
    // kubeadm keeps load balancers from nodes of the control plane; where such a node runs pods too, it is the one that must announce.
    speakerProgram(scope, program('speaker'), { ignoreExcluded: cluster.nodes.some(({ role }) => role === 'both') });
    announcements(scope, config);

    // None for the speakers: network policies do not hold for pods on the host's network.
    allow(scope, controller, { from: scrapes(wants.metrics, ports.metrics), to: [toApiServer(cluster)] });
    for (const workload of [controller, speaker]) monitor(scope, wants.metrics, workload, 'metrics', secured);
    alerts(scope, wants.metrics, name, metalLbAlerts);
  },
});

/** Metrics come over TLS, with a certificate that each pod makes itself, to whoever the API server lets get /metrics. */
const secured = {
  scheme: 'https',
  sendsToken: true,
  tlsConfig: { insecureSkipVerify: true },
} as const;
