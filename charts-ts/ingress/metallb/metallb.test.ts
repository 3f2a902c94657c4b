import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { traefik } from '../traefik/index.ts';
import { AddressRange } from './addresses.ts';
import { metallb } from './index.ts';

type Changes = Readonly<Record<string, unknown>>;

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };
const pools = { public: { addresses: ['192.0.2.0/28', '2001:db8::10-2001:db8::1f'] } };
const routers = { asn: 64513, peers: { 'router-a': { address: '10.20.0.1', asn: 64512 } } };

/** Services of both IP versions. */
const network = { pods: ['10.42.0.0/16', 'fd00:42::/56'], services: ['10.43.0.0/16', 'fd00:43::/112'], nodes: ['10.20.0.0/24', 'fd00:20::/64'] };

function rendered(config: Changes = {}, changes: Changes = {}) {
  return renderComponent(metallb, { network, ...changes, components: { metallb: { pools, ...config } } });
}

function mistake(config: Changes): () => unknown {
  return () => rendered(config);
}

describe('a range of addresses', () => {
  it.each(['192.0.2.0/28', '192.0.2.7/32', '192.0.2.10-192.0.2.20', '2001:db8::/120', '2001:db8::1-2001:db8::9'])('may be %s', (range) => {
    expect(AddressRange.safeParse(range).success).toBe(true);
  });

  it.each(['192.0.2.10', '192.0.2.20-192.0.2.10', '192.0.2.1-2001:db8::1', '192.0.2.0/33', '192.0.2.1-192.0.2.2-192.0.2.3', 'public', ''])(
    'is not "%s"',
    (range) => {
      expect(AddressRange.safeParse(range).error?.issues[0]?.message).toMatch(/is not a range of addresses; write it like 192\.0\.2\.0\/28/);
    },
  );
});

describe('a pool', () => {
  it('gives its addresses to any Service, and leaves out those that old equipment drops', () => {
    expect(rendered().object('IPAddressPool', 'public')['spec']).toEqual({
      addresses: ['192.0.2.0/28', '2001:db8::10-2001:db8::1f'],
      autoAssign: true,
      avoidBuggyIPs: true,
    });
  });

  it('may be kept for the Services of some namespaces', () => {
    expect(rendered({ pools: { public: { addresses: ['192.0.2.0/28'], namespaces: ['traefik'] } } }).object('IPAddressPool', 'public')['spec']).toMatchObject({
      serviceAllocation: { namespaces: ['traefik'] },
    });
  });

  it('is announced by ARP and NDP from every node, unless it says otherwise', () => {
    expect(rendered().object('L2Advertisement', 'layer2')['spec']).toEqual({ ipAddressPools: ['public'] });
    expect(() => rendered().object('BGPAdvertisement', 'bgp')).toThrow(/no BGPAdvertisement/);
  });

  it('is announced from some interfaces of some nodes where that is said', () => {
    expect(rendered({ layer2: { interfaces: ['bond0'], nodes: { edge: 'true' } } }).object('L2Advertisement', 'layer2')['spec']).toMatchObject({
      interfaces: ['bond0'],
      nodeSelectors: [{ matchLabels: { edge: 'true' } }],
    });
  });

  it('is what a cluster must name', () => {
    expect(mistake({ pools: null })).toThrow();
    expect(() => renderComponent(metallb)).toThrow(/pools: there is no pool of addresses to give; write pools:/);
  });

  it.each([
    ['10.42.7.0/28', /"10\.42\.7\.0\/28" overlaps the pods' network \(10\.42\.0\.0\/16\)/],
    ['10.43.0.9-10.43.0.12', /overlaps the Services' network \(10\.43\.0\.0\/16\)/],
    ['10.20.0.0/24', /holds all of the nodes' network \(10\.20\.0\.0\/24\)/],
  ])('may not take %s of the cluster itself', (range, message) => {
    expect(mistake({ pools: { public: { addresses: [range] } } })).toThrow(message);
  });

  it('has only addresses of a version that Services have', () => {
    expect(() => rendered({}, { network: { pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], nodes: ['10.20.0.0/24'] } })).toThrow(
      /"2001:db8::10-2001:db8::1f" is IPv6, which Services of this cluster have not/,
    );
  });

  it('may lie within the network of the nodes: that is where ARP is heard', () => {
    expect(mistake({ pools: { public: { addresses: ['10.20.0.200-10.20.0.220'] } } })).not.toThrow();
  });

  it('shares no address with another', () => {
    expect(mistake({ pools: { a: { addresses: ['192.0.2.0/28'] }, b: { addresses: ['192.0.2.15-192.0.2.20'] } } })).toThrow(
      /"192\.0\.2\.15-192\.0\.2\.20" overlaps "192\.0\.2\.0\/28" of pool a/,
    );
  });
});

describe('BGP', () => {
  const byBgp = { pools: { public: { addresses: ['192.0.2.0/28'], announce: 'bgp' } }, bgp: routers };

  it('speaks with each router, with a password that a person supplies', () => {
    expect(rendered(byBgp).object('BGPPeer', 'router-a')['spec']).toEqual({
      myASN: 64513,
      peerASN: 64512,
      peerAddress: '10.20.0.1',
      peerPort: 179,
      holdTime: '30s',
      passwordSecret: { name: 'bgp-router-a' },
    });
  });

  it('tells how to make that Secret, of the type that MetalLB takes', () => {
    const config = metallb.config.parse(byBgp);

    expect(metallb.supplies?.({ cluster: {} as never, config })).toMatchObject([
      { name: 'bgp-router-a', keys: ['password'], command: expect.stringContaining('--type=kubernetes.io/basic-auth') },
    ]);
  });

  it('goes without a password only where that is said', () => {
    const open = { ...byBgp, bgp: { ...routers, peers: { 'router-a': { address: '10.20.0.1', asn: 64512, authenticate: false } } } };

    expect(JSON.stringify(rendered(open).object('BGPPeer', 'router-a'))).not.toContain('passwordSecret');
    expect(metallb.supplies?.({ cluster: {} as never, config: metallb.config.parse(open) })).toEqual([]);
  });

  it('announces its pools and no others', () => {
    const both = { ...byBgp, pools: { ...byBgp.pools, local: { addresses: ['198.51.100.0/29'] } } };

    expect(rendered(both).object('BGPAdvertisement', 'bgp')['spec']).toEqual({ ipAddressPools: ['public'] });
    expect(rendered(both).object('L2Advertisement', 'layer2')['spec']).toEqual({ ipAddressPools: ['local'] });
  });

  it.each([
    ['a pool without a router', { pools: byBgp.pools }, /pools\.public\.announce: bgp needs a router to speak with/],
    ['a router without a pool', { bgp: routers }, /bgp\.peers: no pool is announced to these routers/],
    ['IPv6', { ...byBgp, pools: { public: { addresses: ['2001:db8::/120'], announce: 'bgp' } } }, /is IPv6, which MetalLB's own BGP does not announce/],
    [
      'the nodes’ own network',
      { ...byBgp, pools: { public: { addresses: ['10.20.0.64/28'], announce: 'bgp' } } },
      /overlaps the nodes' network, which no router learns/,
    ],
  ])('refuses %s', (_, config, message) => {
    expect(mistake(config)).toThrow(message);
  });
});

describe('the Gateway', () => {
  const service = (config: Changes) =>
    renderComponent(traefik, { network, components: { metallb: { enabled: true, pools, ...config } } }).object('Service', 'traefik').metadata.annotations;

  it('gets its address from the pool that is named, or the very address', () => {
    expect(service({ gateway: { pool: 'public', addresses: ['192.0.2.5', '2001:db8::15'] } })).toEqual({
      'metallb.io/address-pool': 'public',
      'metallb.io/loadBalancerIPs': '192.0.2.5,2001:db8::15',
    });
  });

  it('gets one of the first pool that is for all when nothing is said', () => {
    expect(service({})).toEqual({ 'metallb.io/address-pool': 'public' });
    expect(service({ pools: { ...pools, public: { ...pools.public, namespaces: ['team'] }, open: { addresses: ['198.51.100.0/29'] } } })).toEqual({
      'metallb.io/address-pool': 'open',
    });
  });

  it.each([
    [{ pool: 'pubic' }, /gateway\.pool: "pubic" is no pool; there is public/],
    [{ addresses: ['198.51.100.1', '2001:db8::15'] }, /"198\.51\.100\.1" is in no range of pool public/],
    [{ addresses: ['192.0.2.5'] }, /gateway\.addresses: pool public has IPv4 and IPv6; write one address of each, or none/],
    [{ addresses: ['192.0.2.5', '192.0.2.6'] }, /write one address of each/],
  ])('is not given what MetalLB cannot give: %j', (gateway, message) => {
    expect(mistake({ gateway })).toThrow(message);
  });
});

describe('the programs', () => {
  it('may change no definition and no webhook, and no Secret but the key of the speakers', () => {
    const roles = rendered().objects.filter(({ kind }) => /Role$/.test(kind));

    expect(JSON.stringify(roles)).not.toMatch(/customresourcedefinitions|webhookconfigurations/);
    expect(JSON.stringify(rendered().object('Deployment', 'metallb-controller'))).toContain('--webhook-mode=disabled');
    expect(rendered().object('Role', 'metallb-controller')['rules']).toContainEqual({
      apiGroups: [''],
      resources: ['secrets'],
      resourceNames: ['memberlist'],
      verbs: ['list'],
    });
  });

  it('run as root only where ARP needs it, with that one capability', () => {
    expect(rendered().object('DaemonSet', 'metallb-speaker')).toMatchObject({
      metadata: { annotations: { 'polder.internal/exception': expect.stringContaining('NET_RAW') } },
      spec: {
        template: {
          spec: {
            hostNetwork: true,
            containers: [
              { securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'], add: ['NET_RAW'] } } },
            ],
          },
        },
      },
    });
  });

  it('ask for the health of a speaker at 127.0.0.1, where alone it listens', () => {
    expect(rendered().object('DaemonSet', 'metallb-speaker')).toMatchObject({
      spec: { template: { spec: { containers: [{ livenessProbe: { httpGet: { host: '127.0.0.1', port: 'health' } } }] } } },
    });
  });

  it('announce from a node of the control plane where that runs pods too', () => {
    const lab = { profile: 'lab', nodes: [{ role: 'both', zone: 'laptop', count: 1, cpu: 4, memory: '8Gi' }] };
    const args = (changes: Changes) => JSON.stringify(rendered({}, changes).object('DaemonSet', 'metallb-speaker'));

    expect(args({ nodes: lab.nodes })).toContain('--ignore-exclude-lb=true');
    expect(args({})).not.toContain('--ignore-exclude-lb');
  });

  it('answer no ARP on interfaces that lead to pods', () => {
    expect(rendered().object('ConfigMap', 'metallb-speaker')['data']).toEqual({
      'excludel2.yaml': expect.stringMatching(/announcedInterfacesToExclude:\n.*\^lo\$/),
    });
  });

  it('are read over TLS by a Prometheus that the API server lets', () => {
    expect(rendered({}, metrics).object('ServiceMonitor', 'metallb-speaker')['spec']).toMatchObject({
      endpoints: [{ port: 'metrics', scheme: 'https', bearerTokenFile: expect.stringContaining('serviceaccount/token') }],
    });
    expect(JSON.stringify(rendered({}, metrics).object('PrometheusRule', 'metallb'))).toContain('ServiceWithoutAddress');
  });

  it.each(['lab', 'small', 'production'])('hold all checks on a cluster of profile %s', (profile) => {
    expect(rendered({}, { profile, ...metrics, mirrors: { registry: 'registry.example.nl' } }).objects.length).toBeGreaterThan(0);
    expect(rendered({}, { profile }).objects.length).toBeGreaterThan(0);
  });
});
