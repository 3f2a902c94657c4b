import { describe, expect, it } from 'vitest';
import { addresses } from '../../charts-ts/checks/reach/addresses.ts';
import { type End, judgeOf, type PlaceEnd, type PodEnd } from '../../charts-ts/checks/reach/evaluate.ts';
import type { NetworkPolicySpec, Protocol } from '../../charts-ts/checks/reach/policy-types.ts';
import { everyPort, portsText } from '../../charts-ts/checks/reach/ports.ts';
import type { LabelSelector } from '../../charts-ts/kit/admission.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';

/** Cases of https://kubernetes.io/docs/concepts/services-networking/network-policies/ and of the comments in k8s.io/api/networking/v1/types.go. */

const podNetworks = addresses(['10.42.0.0/16']);

function pod(namespace: string, labels: Readonly<Record<string, string>> = {}, changes: Partial<PodEnd> = {}): PodEnd {
  return { kind: 'pod', namespace, namespaceLabels: { 'kubernetes.io/metadata.name': namespace }, labels, ports: [], ...changes };
}

function place(...cidrs: readonly string[]): PlaceEnd {
  return { kind: 'place', addresses: addresses(cidrs) };
}

function policy(spec: NetworkPolicySpec, namespace = 'default', name = 'policy'): KubeObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

/** On which ports one end may connect to another under these policies, as text; `nothing` on none. */
function allowed(policies: readonly KubeObject[], from: End, to: End): string {
  return portsText(judgeOf(policies, podNetworks)(from, to).allowed) || 'nothing';
}

const db = pod('default', { role: 'db' });
const frontend = pod('default', { role: 'frontend' });
const elsewhere = pod('other', { role: 'frontend' });
const outside = place('203.0.113.7/32');

describe('a pod that no policy selects', () => {
  it('accepts and opens everything', () => {
    expect(allowed([], elsewhere, db)).toBe('every port');
    expect(allowed([], db, outside)).toBe('every port');
    expect(allowed([], outside, db)).toBe('every port');
  });

  it('stays open beside one that a policy of its namespace selects', () => {
    const policies = [policy({ podSelector: { matchLabels: { role: 'db' } } })];

    expect(allowed(policies, frontend, db)).toBe('nothing');
    expect(allowed(policies, elsewhere, frontend)).toBe('every port');
  });

  it('is not selected by a policy of another namespace', () => {
    expect(allowed([policy({ podSelector: {} }, 'other')], frontend, db)).toBe('every port');
  });
});

describe('podSelector of the policy', () => {
  it('selects every pod of the namespace when it is empty', () => {
    expect(allowed([policy({ podSelector: {} })], elsewhere, frontend)).toBe('nothing');
  });

  it('selects every pod of the namespace when it is left out', () => {
    expect(allowed([policy({})], elsewhere, frontend)).toBe('nothing');
  });

  it.each<[string, LabelSelector, boolean]>([
    ['In one of the values', { matchExpressions: [{ key: 'role', operator: 'In', values: ['db', 'cache'] }] }, true],
    ['In other values', { matchExpressions: [{ key: 'role', operator: 'In', values: ['cache'] }] }, false],
    ['In, without the label', { matchExpressions: [{ key: 'tier', operator: 'In', values: ['db'] }] }, false],
    ['NotIn other values', { matchExpressions: [{ key: 'role', operator: 'NotIn', values: ['cache'] }] }, true],
    ['NotIn its value', { matchExpressions: [{ key: 'role', operator: 'NotIn', values: ['db'] }] }, false],
    ['NotIn, without the label', { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] }, true],
    ['Exists', { matchExpressions: [{ key: 'role', operator: 'Exists' }] }, true],
    ['Exists, without the label', { matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, false],
    ['DoesNotExist', { matchExpressions: [{ key: 'role', operator: 'DoesNotExist' }] }, false],
    ['DoesNotExist, without the label', { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }, true],
    ['labels and expressions, of which one does not hold', { matchLabels: { role: 'db' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, false],
  ])('%s', (_, podSelector, selects) => {
    expect(allowed([policy({ podSelector })], elsewhere, db)).toBe(selects ? 'nothing' : 'every port');
  });
});

describe('policyTypes', () => {
  it('means Ingress when it is left out', () => {
    const policies = [policy({ podSelector: {} })];

    expect(allowed(policies, elsewhere, db)).toBe('nothing');
    expect(allowed(policies, db, outside)).toBe('every port');
  });

  it('means Egress too when it is left out and there are egress rules', () => {
    const policies = [policy({ podSelector: {}, egress: [{ to: [{ podSelector: {} }] }] })];

    expect(allowed(policies, db, outside)).toBe('nothing');
    expect(allowed(policies, elsewhere, db)).toBe('nothing');
  });

  it('leaves what comes in alone when it is Egress only', () => {
    const policies = [policy({ podSelector: {}, policyTypes: ['Egress'] })];

    expect(allowed(policies, db, outside)).toBe('nothing');
    expect(allowed(policies, elsewhere, db)).toBe('every port');
  });

  it('makes rules of a direction that it does not name count for nothing', () => {
    const policies = [policy({ podSelector: {}, policyTypes: ['Ingress'], egress: [{ ports: [{ port: 53 }] }] })];

    expect(allowed(policies, db, outside)).toBe('every port');
  });
});

describe('default policies', () => {
  const denyIngress = policy({ podSelector: {}, policyTypes: ['Ingress'] }, 'default', 'deny-ingress');
  const denyEgress = policy({ podSelector: {}, policyTypes: ['Egress'] }, 'default', 'deny-egress');
  const denyAll = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, 'default', 'deny-all');
  const allowIngress = policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] }, 'default', 'allow-ingress');
  const allowEgress = policy({ podSelector: {}, policyTypes: ['Egress'], egress: [{}] }, 'default', 'allow-egress');

  it('deny all ingress, and say nothing of egress', () => {
    expect(allowed([denyIngress], elsewhere, db)).toBe('nothing');
    expect(allowed([denyIngress], db, elsewhere)).toBe('every port');
  });

  it('deny all egress, and say nothing of ingress', () => {
    expect(allowed([denyEgress], db, elsewhere)).toBe('nothing');
    expect(allowed([denyEgress], elsewhere, db)).toBe('every port');
  });

  it('deny all, also between two pods of the namespace', () => {
    expect(allowed([denyAll], db, elsewhere)).toBe('nothing');
    expect(allowed([denyAll], elsewhere, db)).toBe('nothing');
    expect(allowed([denyAll], frontend, db)).toBe('nothing');
  });

  it('allow all ingress, and all egress, whatever else isolates the pods', () => {
    expect(allowed([denyAll, allowIngress], outside, db)).toBe('every port');
    expect(allowed([denyAll, allowEgress], db, outside)).toBe('every port');
    expect(allowed([denyAll, allowIngress], db, outside)).toBe('nothing');
  });
});

describe('from and to', () => {
  const letting = (from: NonNullable<NonNullable<NetworkPolicySpec['ingress']>[number]['from']>) => [policy({ podSelector: {}, ingress: [{ from }] })];

  it('allow everybody when the list is left out, and when it is empty', () => {
    expect(allowed([policy({ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] })], outside, db)).toBe('TCP 80');
    expect(allowed(letting([]), outside, db)).toBe('every port');
    expect(allowed([policy({ podSelector: {}, egress: [{ to: [] }] })], db, outside)).toBe('every port');
  });

  it('select pods of the own namespace by a podSelector alone', () => {
    const policies = letting([{ podSelector: { matchLabels: { role: 'frontend' } } }]);

    expect(allowed(policies, frontend, db)).toBe('every port');
    expect(allowed(policies, elsewhere, db)).toBe('nothing');
  });

  it('select every pod of the own namespace by an empty podSelector', () => {
    expect(allowed(letting([{ podSelector: {} }]), frontend, db)).toBe('every port');
    expect(allowed(letting([{ podSelector: {} }]), elsewhere, db)).toBe('nothing');
  });

  it('select every pod of other namespaces by a namespaceSelector alone', () => {
    const policies = letting([{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } }]);

    expect(allowed(policies, elsewhere, db)).toBe('every port');
    expect(allowed(policies, frontend, db)).toBe('nothing');
  });

  it('select every pod of every namespace by an empty namespaceSelector, and nobody outside', () => {
    expect(allowed(letting([{ namespaceSelector: {} }]), elsewhere, db)).toBe('every port');
    expect(allowed(letting([{ namespaceSelector: {} }]), frontend, db)).toBe('every port');
    expect(allowed(letting([{ namespaceSelector: {} }]), outside, db)).toBe('nothing');
  });

  const alice = { matchLabels: { user: 'alice' } };
  const client = { matchLabels: { role: 'client' } };
  const inAlice = (labels: Readonly<Record<string, string>>) => pod('alice', labels, { namespaceLabels: { user: 'alice' } });

  it('select pods that meet both selectors of one entry', () => {
    const policies = letting([{ namespaceSelector: alice, podSelector: client }]);

    expect(allowed(policies, inAlice({ role: 'client' }), db)).toBe('every port');
    expect(allowed(policies, inAlice({ role: 'server' }), db)).toBe('nothing');
    expect(allowed(policies, pod('default', { role: 'client' }), db)).toBe('nothing');
  });

  it('select pods that meet either of two entries', () => {
    const policies = letting([{ namespaceSelector: alice }, { podSelector: client }]);

    expect(allowed(policies, inAlice({ role: 'server' }), db)).toBe('every port');
    expect(allowed(policies, pod('default', { role: 'client' }), db)).toBe('every port');
    expect(allowed(policies, pod('other', { role: 'client' }), db)).toBe('nothing');
  });

  it('select namespaces by expressions over their labels', () => {
    const policies = letting([{ namespaceSelector: { matchExpressions: [{ key: 'user', operator: 'DoesNotExist' }] } }]);

    expect(allowed(policies, elsewhere, db)).toBe('every port');
    expect(allowed(policies, inAlice({}), db)).toBe('nothing');
  });
});

describe('ipBlock', () => {
  const block = { cidr: '172.17.0.0/16', except: ['172.17.1.0/24'] };
  const policies = [
    policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{ from: [{ ipBlock: block }] }], egress: [{ to: [{ ipBlock: block }] }] }),
  ];

  it.each([
    ['172.17.0.1/32', 'every port'],
    ['172.17.0.255/32', 'every port'],
    ['172.17.1.0/32', 'nothing'],
    ['172.17.1.255/32', 'nothing'],
    ['172.17.2.0/32', 'every port'],
    ['172.18.0.0/32', 'nothing'],
  ])('with an exception, in both directions: %s', (cidr, ports) => {
    expect(allowed(policies, place(cidr), db)).toBe(ports);
    expect(allowed(policies, db, place(cidr))).toBe(ports);
  });

  it('allows a network only when all of it is in the block, and tells when a part is', () => {
    const verdict = judgeOf(policies, podNetworks)(db, place('172.17.0.0/16'));

    expect(verdict.allowed).toEqual([]);
    expect(verdict.possible).toEqual(everyPort);
    expect(allowed(policies, db, place('172.17.128.0/17'))).toBe('every port');
  });

  it('allows a network that two blocks of one rule cover together', () => {
    const to = [{ ipBlock: { cidr: '10.0.0.0/25' } }, { ipBlock: { cidr: '10.0.0.128/25' } }];

    expect(allowed([policy({ podSelector: {}, egress: [{ to }] })], db, place('10.0.0.0/24'))).toBe('every port');
  });

  it('keeps IPv4 and IPv6 apart', () => {
    const both = [policy({ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '::/0', except: ['fd00:10:42::/56'] } }] }] })];

    expect(allowed(both, db, place('2001:db8::1/128'))).toBe('every port');
    expect(allowed(both, db, place('fd00:10:42::1/128'))).toBe('nothing');
    expect(allowed(both, db, outside)).toBe('nothing');
  });

  it('does not tell a pod by it, unless it holds every address that a pod can have', () => {
    const to = (cidr: string, except: readonly string[] = []) => [policy({ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr, except } }] }] })];

    expect(allowed(to('0.0.0.0/0'), db, elsewhere)).toBe('every port');
    expect(allowed(to('0.0.0.0/0', ['10.42.0.0/16']), db, elsewhere)).toBe('nothing');
    expect(allowed(to('10.42.0.0/24'), db, elsewhere)).toBe('nothing');
    expect(judgeOf(to('10.42.0.0/24'), podNetworks)(db, elsewhere).possible).toEqual(everyPort);
  });
});

describe('ports', () => {
  const web = pod('default', { role: 'web' }, { ports: [port('http', 8080), port('dns', 5353, 'UDP'), port('metrics', 9100)] });
  const on = (ports: NonNullable<NetworkPolicySpec['ingress']>[number]['ports']) => [policy({ podSelector: {}, ingress: [{ ports: ports ?? [] }] })];

  function port(name: string, number: number, protocol: Protocol = 'TCP') {
    return { name, port: number, protocol };
  }

  it.each<[string, NonNullable<NetworkPolicySpec['ingress']>[number]['ports'], string]>([
    ['an empty list: every port', [], 'every port'],
    ['TCP when no protocol is named', [{ port: 80 }], 'TCP 80'],
    ['the protocol that is named', [{ port: 53, protocol: 'UDP' }, { port: 53 }], 'TCP 53; UDP 53'],
    ['SCTP', [{ port: 132, protocol: 'SCTP' }], 'SCTP 132'],
    ['every port of a protocol when no port is named', [{ protocol: 'UDP' }], 'UDP every port'],
    ['TCP when neither is named', [{}], 'TCP every port'],
    ['endPort: all from the port to it', [{ port: 32000, endPort: 32768 }], 'TCP 32000-32768'],
    ['a port by the name that a container has', [{ port: 'http' }], 'TCP 8080'],
    ['a name of another protocol: nothing', [{ port: 'dns' }], 'nothing'],
    ['a name with its protocol', [{ port: 'dns', protocol: 'UDP' }], 'UDP 5353'],
    ['a name that no container has: nothing', [{ port: 'grpc' }], 'nothing'],
  ])('%s', (_, ports, text) => {
    expect(allowed(on(ports), frontend, web)).toBe(text);
  });

  it('by name are those of the pod that is connected to, in egress too', () => {
    const policies = [policy({ podSelector: { matchLabels: { role: 'frontend' } }, egress: [{ ports: [{ port: 'metrics' }] }] })];

    expect(allowed(policies, frontend, web)).toBe('TCP 9100');
    expect(allowed(policies, frontend, db)).toBe('nothing');
    expect(allowed(policies, frontend, outside)).toBe('nothing');
  });
});

describe('several policies', () => {
  it('add up: each allows what it allows, in any order', () => {
    const one = policy({ podSelector: {}, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }] }, 'default', 'one');
    const two = policy({ podSelector: { matchLabels: { role: 'db' } }, ingress: [{ ports: [{ port: 5432 }] }] }, 'default', 'two');

    expect(allowed([one, two], frontend, db)).toBe('TCP 80, 5432');
    expect(allowed([two, one], frontend, db)).toBe('TCP 80, 5432');
    expect(allowed([one, two], elsewhere, db)).toBe('TCP 5432');
  });

  it('allow a connection only when the pods at both ends do', () => {
    const out = policy({ podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 80, endPort: 90 }] }] }, 'other');
    const into = policy({ podSelector: {}, ingress: [{ ports: [{ port: 85, endPort: 95 }] }] });

    expect(allowed([out], elsewhere, db)).toBe('TCP 80-90');
    expect(allowed([into], elsewhere, db)).toBe('TCP 85-95');
    expect(allowed([out, into], elsewhere, db)).toBe('TCP 85-90');
  });

  it('say nothing of the way back: replies to what is allowed pass', () => {
    const policies = [
      policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, 'default', 'deny-all'),
      policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 5432 }] }] }, 'default', 'let-in'),
    ];

    expect(allowed(policies, elsewhere, db)).toBe('TCP 5432');
    expect(allowed(policies, db, elsewhere)).toBe('nothing');
  });
});

describe('nodes', () => {
  const nodes = place('10.20.0.0/24');
  const denyAll = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });

  it('are let in by their addresses only, as pods on the host network are', () => {
    const letting = policy({ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 8443 }] }] }, 'default', 'nodes');

    expect(allowed([denyAll], nodes, db)).toBe('nothing');
    expect(allowed([denyAll, letting], nodes, db)).toBe('TCP 8443');
    expect(allowed([denyAll, policy({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }, 'default', 'pods')], nodes, db)).toBe('nothing');
  });

  it('are not isolated themselves, nor are pods on the host network', () => {
    expect(allowed([denyAll], nodes, outside)).toBe('every port');
    expect(allowed([denyAll], elsewhere, nodes)).toBe('every port');
  });

  it('always reach the pods that run on them, and are reached by these', () => {
    expect(allowed([denyAll], { ...nodes, ownNode: true }, db)).toBe('every port');
    expect(allowed([denyAll], db, { ...nodes, ownNode: true })).toBe('every port');
  });
});

it('reads the example of the documentation as the documentation does', () => {
  const example = policy({
    podSelector: { matchLabels: { role: 'db' } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [
          { ipBlock: { cidr: '172.17.0.0/16', except: ['172.17.1.0/24'] } },
          { namespaceSelector: { matchLabels: { project: 'myproject' } } },
          { podSelector: { matchLabels: { role: 'frontend' } } },
        ],
        ports: [{ protocol: 'TCP', port: 6379 }],
      },
    ],
    egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/24' } }], ports: [{ protocol: 'TCP', port: 5978 }] }],
  });
  const ofProject = pod('project', {}, { namespaceLabels: { project: 'myproject' } });

  expect([frontend, ofProject, place('172.17.0.9/32')].map((from) => allowed([example], from, db))).toEqual(['TCP 6379', 'TCP 6379', 'TCP 6379']);
  expect([elsewhere, place('172.17.1.9/32'), outside].map((from) => allowed([example], from, db))).toEqual(['nothing', 'nothing', 'nothing']);
  expect(allowed([example], db, place('10.0.0.0/24'))).toBe('TCP 5978');
  expect(allowed([example], db, outside)).toBe('nothing');
  expect(allowed([example], elsewhere, frontend)).toBe('every port');
});

it('names the policies that decide, at each end', () => {
  const denyAll = policy({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, 'default', 'deny-all');
  const letting = policy({ podSelector: {}, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }] }, 'default', 'let-in');

  const verdict = judgeOf([denyAll, letting], podNetworks)(frontend, db);

  expect(verdict.egress.isolatedBy.map(({ object }) => object.metadata.name)).toEqual(['deny-all']);
  expect(verdict.egress.openings).toEqual([]);
  expect(verdict.ingress.openings.map(({ policy: one }) => one?.object.metadata.name)).toEqual(['let-in']);
});
