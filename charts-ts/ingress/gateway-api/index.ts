import { z } from 'zod';
import { gatewayApi, offer } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';

/** The Gateway API's definitions: how platform and tenants say which hostname goes where, whatever program serves it. */
export const gatewayApiDefinitions = component({
  name: 'gateway-api',
  area: 'ingress',
  purpose: "The Gateway API's definitions, standard channel",
  homepage: 'https://gateway-api.sigs.k8s.io/',
  licence: 'Apache-2.0',
  governance: 'Kubernetes SIG Network',
  choice: { runnerUp: 'Ingress', because: 'hostnames and their owners are separate objects, so a tenant can hold a route and not the door' },
  upgrade: "Only to the minor that Traefik's release notes name: a newer one may leave routes unserved.",
  images: {},
  crds: [
    {
      repository: 'https://github.com/kubernetes-sigs/gateway-api.git',
      // What Traefik 3.7 is tested with: https://doc.traefik.io/traefik/v3.7/migrate/v3/. Those of 1.6.3 differ in words only.
      tag: 'v1.6.1',
      commit: '8bb74df00e56ec8f944d48c25e6c1c9c2f6848e3',
      // Never `experimental`: with one channel's definitions and the other's setting a controller does not start.
      path: 'config/crd/standard',
      // Takes in the policy that refuses a downgrade or a change of channel.
      include: 'gateway.networking.k8s.io_*.yaml',
      kinds: {
        'gateway.networking.k8s.io/BackendTLSPolicy': 'Namespaced',
        'gateway.networking.k8s.io/GatewayClass': 'Cluster',
        'gateway.networking.k8s.io/Gateway': 'Namespaced',
        'gateway.networking.k8s.io/GRPCRoute': 'Namespaced',
        'gateway.networking.k8s.io/HTTPRoute': 'Namespaced',
        'gateway.networking.k8s.io/ListenerSet': 'Namespaced',
        'gateway.networking.k8s.io/ReferenceGrant': 'Namespaced',
        'gateway.networking.k8s.io/TCPRoute': 'Namespaced',
        'gateway.networking.k8s.io/TLSRoute': 'Namespaced',
        'gateway.networking.k8s.io/UDPRoute': 'Namespaced',
      },
    },
  ],
  // It has no objects beside the definitions, so it needs no namespace of its own.
  namespace: { name: 'kube-system', podSecurity: 'privileged' },
  config: z.strictObject({}),
  profiles: {},
  needs: {},
  wants: {},
  offers: () => [offer(gatewayApi, {})],
  build() {},
});
