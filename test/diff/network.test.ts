import { describe, expect, it } from 'vitest';
import { exposureChanges } from '../../charts-ts/diff/exposure.ts';
import { networkChanges } from '../../charts-ts/diff/openings.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { object, pair, workload } from './objects.ts';

const web = workload('Deployment');
const policy = (spec: Readonly<Record<string, unknown>>, name = 'web'): KubeObject =>
  object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'], ...spec } });
const denied = policy({ podSelector: {} }, 'default-deny');
const from = (peers: readonly unknown[], ports: readonly unknown[] = [{ port: 8080 }]) => policy({ ingress: [{ from: peers, ports }] });
const app = (name: string) => ({ podSelector: { matchLabels: { app: name } } });
const block = (cidr: string, except: readonly string[] = []) => ({ ipBlock: { cidr, except } });

function told(before: readonly KubeObject[], after: readonly KubeObject[]): string[] {
  return networkChanges({ before: [web, ...before], after: [web, ...after] }).map(
    ({ change, pods, direction, peer, ports }) => `${change} ${pods} ${direction} ${peer} on ${ports}`,
  );
}

const cases: readonly (readonly [rule: string, before: readonly KubeObject[], after: readonly KubeObject[], told: readonly string[]])[] = [
  ['another peer is opened', [from([app('a')])], [from([app('a'), app('b')])], ['opened shop/web from pods app=b in namespace shop on TCP 8080']],
  [
    'another port is opened',
    [from([app('a')])],
    [from([app('a')], [{ port: 8080 }, { port: 9090, endPort: 9099 }])],
    ['opened shop/web from pods app=a in namespace shop on TCP 9090-9099'],
  ],
  [
    'a rule that moves to another policy opens nothing',
    [from([app('a')])],
    [policy({}), { ...from([app('a')]), metadata: { name: 'other', namespace: 'shop' } }],
    [],
  ],
  ['the first policy closes what was open', [], [from([app('a')])], ['closed shop/web from everywhere on every port']],
  ['the last policy leaves its pods open', [from([app('a')])], [], ['opened shop/web from everywhere on every port']],
  ['one that is left keeps them closed', [from([app('a')]), denied], [denied], ['closed shop/web from pods app=a in namespace shop on TCP 8080']],
  [
    'a policy that no longer selects them leaves them open',
    [from([app('a')])],
    [policy({ podSelector: { matchLabels: { app: 'other' } } })],
    ['closed shop/pods app=other from everywhere on every port', 'opened shop/web from everywhere on every port'],
  ],
  ['a part of a network is not new', [from([block('10.0.0.0/8')])], [from([block('10.0.0.0/8'), block('10.1.0.0/16')])], []],
  ['two halves are the whole', [from([block('10.0.0.0/9'), block('10.128.0.0/9')])], [from([block('10.0.0.0/8')])], []],
  [
    'an exception that goes is opened',
    [from([block('10.0.0.0/8', ['10.1.0.0/16'])])],
    [from([block('10.0.0.0/8')])],
    ['opened shop/web from 10.0.0.0/8 on TCP 8080'],
  ],
  [
    'another namespace is told by its name',
    [denied],
    [denied, from([{ ...app('a'), namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'bank' } } }])],
    ['opened shop/web from pods app=a in namespace bank on TCP 8080'],
  ],
  [
    'pods that only an operator makes are told by the selector',
    [],
    [policy({ podSelector: { matchLabels: { db: 'x' } }, ingress: [{ from: [app('a')] }] })],
    ['closed shop/pods db=x from everywhere on every port'],
  ],
  [
    'what goes out is told as well',
    [policy({ policyTypes: ['Egress'], egress: [] })],
    [policy({ policyTypes: ['Egress'], egress: [{ to: [block('192.0.2.0/24')], ports: [{ port: 53, protocol: 'UDP' }] }] })],
    ['opened shop/web to 192.0.2.0/24 on UDP 53'],
  ],
];

describe('network policies', () => {
  it.each(cases)('%s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });

  it.each(cases)('the way back exchanges opened and closed: %s', (_, before, after) => {
    const swapped = told(after, before).map((line) => (line.startsWith('opened') ? line.replace('opened', 'closed') : line.replace('closed', 'opened')));

    expect(swapped.sort()).toEqual(told(before, after).sort());
  });
});

describe('pods that come new', () => {
  it('open nothing: nobody reached them before', () => {
    expect(networkChanges({ before: [], after: [web, from([app('a')])] })).toEqual([]);
  });
});

const route = (hostnames: readonly string[], name = 'web') => object('gateway.networking.k8s.io/v1', 'HTTPRoute', name, { spec: { hostnames } });
const service = (spec: Readonly<Record<string, unknown>>) => object('v1', 'Service', 'web', { spec });

describe('ways in from outside', () => {
  it.each<readonly [string, readonly (readonly [KubeObject | undefined, KubeObject | undefined])[], readonly string[]]>([
    ['a new hostname is opened', [[route(['a.example.nl']), route(['a.example.nl', 'b.example.nl'])]], ['opened hostname b.example.nl']],
    [
      'a hostname that moves to another route is not',
      [
        [route(['a.example.nl']), undefined],
        [undefined, route(['a.example.nl'], 'other')],
      ],
      [],
    ],
    [
      'a load balancer is opened where a port of the nodes closes',
      [[service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }), service({ type: 'LoadBalancer', ports: [{ port: 80 }] })]],
      ['opened load balancer TCP 80', 'closed node port TCP 80, on 30080 of the nodes'],
    ],
    ['a Service inside is no way in', [[undefined, service({ ports: [{ port: 80 }] })]], []],
    [
      'the host of an OpenShift Route',
      [[undefined, object('route.openshift.io/v1', 'Route', 'web', { spec: { host: 'r.example.nl' } })]],
      ['opened hostname r.example.nl'],
    ],
    [
      'an Ingress',
      [[object('networking.k8s.io/v1', 'Ingress', 'web', { spec: { rules: [{ host: 'i.example.nl' }] } }), undefined]],
      ['closed hostname i.example.nl'],
    ],
    [
      'the network of the nodes',
      [[workload('DaemonSet'), workload('DaemonSet', { pod: { hostNetwork: true } })]],
      ["opened host network the nodes' own network"],
    ],
    [
      'a port of the nodes',
      [[workload('DaemonSet'), workload('DaemonSet', { container: { ports: [{ containerPort: 80, hostPort: 80 }] } })]],
      ['opened host port TCP 80'],
    ],
  ])('%s', (_, pairs, expected) => {
    expect(exposureChanges(pairs.map(([before, after]) => pair(before, after))).map(({ change, kind, what }) => `${change} ${kind} ${what}`)).toEqual(expected);
  });
});
