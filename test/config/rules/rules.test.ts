import { describe, expect, it } from 'vitest';
import { problemText } from '../../../charts-ts/config/problem.ts';
import { airGappedHasMirrors } from '../../../charts-ts/config/rules/air-gapped-has-mirrors.ts';
import { domainsDoNotOverlap } from '../../../charts-ts/config/rules/domains-do-not-overlap.ts';
import { networksDoNotOverlap } from '../../../charts-ts/config/rules/networks-do-not-overlap.ts';
import { networksHoldTheNodes } from '../../../charts-ts/config/rules/networks-hold-the-nodes.ts';
import type { Rule } from '../../../charts-ts/config/rules/rules.ts';
import { exampleCluster } from '../../support/render.ts';

/** What a rule says of clusters, without the place. */
function verdict(rule: Rule, ...changes: readonly Readonly<Record<string, unknown>>[]): string[] {
  const clusters = changes.map((change, index) => ({ ...exampleCluster(change), id: `site/c${index + 1}` }));
  return rule(clusters).map((problem) => problemText(problem).replace(/^\S+ /, ''));
}

function domain(name: string) {
  return { ingress: { domain: name } };
}

describe('domains of clusters', () => {
  it('may be neighbours, and may end in the same letters', () => {
    expect(verdict(domainsDoNotOverlap, domain('a.example.nl'), domain('b.example.nl'), domain('xa.example.nl'))).toEqual([]);
  });

  it('may not be the same: the later cluster is told', () => {
    expect(verdict(domainsDoNotOverlap, domain('a.example.nl'), domain('a.example.nl'))).toEqual([
      'ingress.domain: "a.example.nl" is the domain of site/c1 already; give each cluster its own',
    ]);
  });

  it.each([
    ['directly', 'b.a.example.nl'],
    ['deeper', 'd.c.b.a.example.nl'],
  ])('may not lie %s inside one another, whichever is read first', (_, inner) => {
    expect(verdict(domainsDoNotOverlap, domain(inner), domain('a.example.nl'))).toEqual([
      `ingress.domain: "${inner}" lies inside "a.example.nl" of site/c2; give each cluster its own`,
    ]);
    expect(verdict(domainsDoNotOverlap, domain('a.example.nl'), domain(inner))).toEqual([
      `ingress.domain: "${inner}" lies inside "a.example.nl" of site/c1; give each cluster its own`,
    ]);
  });
});

describe('networks of a cluster', () => {
  it('may touch', () => {
    expect(verdict(networksDoNotOverlap, { network: { pods: ['10.42.0.0/16'], services: ['10.43.0.0/16'], nodes: ['10.41.0.0/16'] } })).toEqual([]);
  });

  it('tell each pair that overlaps, at the later one', () => {
    expect(verdict(networksDoNotOverlap, { network: { pods: ['10.0.0.0/8'], services: ['10.43.0.0/16'], nodes: ['10.43.1.0/24'] } })).toEqual([
      'network.services[0]: 10.43.0.0/16 overlaps 10.0.0.0/8 of network.pods; choose networks that share no address',
      'network.nodes[0]: 10.43.1.0/24 overlaps 10.0.0.0/8 of network.pods; choose networks that share no address',
      'network.nodes[0]: 10.43.1.0/24 overlaps 10.43.0.0/16 of network.services; choose networks that share no address',
    ]);
  });

  it('of other clusters may be the same: their pods do not meet', () => {
    expect(verdict(networksDoNotOverlap, {}, {})).toEqual([]);
  });

  it('must hold exactly the declared nodes, and no more', () => {
    const nodes = [{ zone: 'a', count: 4, cpu: '16', memory: '64Gi' }];

    expect(verdict(networksHoldTheNodes, { nodes, network: { pods: ['10.42.0.0/22'], nodes: ['10.20.0.0/30'] } })).toEqual([]);
    expect(verdict(networksHoldTheNodes, { nodes, network: { pods: ['10.42.0.0/23'], nodes: ['10.20.0.0/31'] } })).toEqual([
      'network.pods[0]: 10.42.0.0/23 has room for the pods of 2 nodes (a /24 each), and there are 4; choose a larger network',
      'network.nodes[0]: 10.20.0.0/31 has 2 addresses, and there are 4 nodes; choose a larger network',
    ]);
  });

  it('count control-plane nodes too, and give each IPv6 node a /64', () => {
    const nodes = [
      { role: 'control-plane', zone: 'a', count: 2, cpu: '4', memory: '8Gi' },
      { zone: 'a', count: 3, cpu: '16', memory: '64Gi' },
    ];

    expect(verdict(networksHoldTheNodes, { nodes, network: { pods: ['fd00:42::/61'] } })).toEqual([]);
    expect(verdict(networksHoldTheNodes, { nodes, network: { pods: ['fd00:42::/62'] } })).toEqual([
      'network.pods[0]: fd00:42::/62 has room for the pods of 4 nodes (a /64 each), and there are 5; choose a larger network',
    ]);
  });

  it('hold at least 256 Services', () => {
    expect(verdict(networksHoldTheNodes, { network: { services: ['10.43.0.0/24', 'fd00:43::/120'] } })).toEqual([]);
    expect(verdict(networksHoldTheNodes, { network: { services: ['10.43.0.0/25'] } })).toEqual([
      'network.services[0]: 10.43.0.0/25 has 128 addresses for Services; choose at least 256',
    ]);
  });
});

describe('an air-gapped cluster', () => {
  const mirrors = { registry: 'registry.example.nl', git: 'https://git.example.nl/mirror' };

  it('needs both mirrors', () => {
    expect(verdict(airGappedHasMirrors, { airGapped: true, mirrors })).toEqual([]);
    expect(verdict(airGappedHasMirrors, { airGapped: true, mirrors: { git: mirrors.git } })).toEqual([
      'airGapped: an air-gapped cluster needs mirrors.registry; write where the site mirrors images',
    ]);
    expect(verdict(airGappedHasMirrors, { airGapped: true, mirrors: { registry: mirrors.registry } })).toEqual([
      'airGapped: an air-gapped cluster needs mirrors.git; write where the site mirrors repositories',
    ]);
  });

  it('alone needs mirrors', () => {
    expect(verdict(airGappedHasMirrors, { airGapped: false })).toEqual([]);
  });
});
