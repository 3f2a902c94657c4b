import { describe, expect, it } from 'vitest';
import { capacity, nodesHoldTheRequests, requests } from '../../charts-ts/checks/nodes-hold-the-requests.ts';
import { clusterContext } from '../../charts-ts/order.ts';
import { verdict } from '../support/check.ts';
import { built, deploymentObject, object } from '../support/fakes.ts';
import { exampleCluster } from '../support/render.ts';

function node(cpu: string, memory: string, count = 1, role = 'worker') {
  return { zone: 'a', role, count, cpu, memory };
}

/** A Deployment whose pods each ask for so much. */
function asks(cpu: string, memory: string, replicas = 1) {
  return deploymentObject({ replicas, container: { resources: { requests: { cpu, memory } } } });
}

describe('nodesHoldTheRequests', () => {
  it('takes what the nodes hold, to the last', () => {
    expect(verdict(nodesHoldTheRequests, [built('web', [asks('500m', '1Gi', 2)])], { nodes: [node('1', '2Gi')] })).toEqual([]);
  });

  it('refuses more CPU than the nodes offer', () => {
    expect(verdict(nodesHoldTheRequests, [built('web', [asks('600m', '1Gi', 2)])], { nodes: [node('1100m', '2Gi')] })).toEqual([
      'the platform requests 1.2 CPU and the nodes offer 1.1; add nodes, or leave out components',
    ]);
  });

  it('refuses more memory than the nodes offer', () => {
    expect(verdict(nodesHoldTheRequests, [built('web', [asks('100m', '1Gi', 3)])], { nodes: [node('1', '1Gi', 2)] })).toEqual([
      'the platform requests 3.0 GiB of memory and the nodes offer 2.0 GiB; add nodes, or leave out components',
    ]);
  });

  it('refuses a cluster where no node runs pods', () => {
    expect(verdict(nodesHoldTheRequests, [], { nodes: [node('4', '8Gi', 3, 'control-plane')] })).toEqual([
      'no node runs pods; add a group with role worker or both',
    ]);
  });

  it('counts of a pod what its greediest init container asks, where that is more than all the others together', () => {
    const initContainers = [{ name: 'first', resources: { requests: { cpu: '50m', memory: '3Gi' } } }];
    const pod = deploymentObject({ pod: { initContainers }, container: { resources: { requests: { cpu: '100m', memory: '1Gi' } } } });

    expect(verdict(nodesHoldTheRequests, [built('web', [pod])], { nodes: [node('1', '2Gi')] })).toEqual([
      'the platform requests 3.0 GiB of memory and the nodes offer 2.0 GiB; add nodes, or leave out components',
    ]);
  });

  it('counts nodes that do both, and none of the control plane', () => {
    const nodes = [node('4', '8Gi', 3, 'control-plane'), node('2', '1Gi', 2, 'both')] as Parameters<typeof capacity>[0]['nodes'];

    expect(capacity({ nodes })).toEqual({ nodes: 2, cpu: 4, memory: 2 * 2 ** 30 });
  });

  it('counts a pod of a DaemonSet on each node, and each container of a pod', () => {
    const container = (name: string) => ({ name, resources: { requests: { cpu: '1', memory: '1Gi' } } });
    const agents = object('apps/v1', 'DaemonSet', 'agent', { spec: { template: { spec: { containers: [container('a'), container('b')] } } } }, 'apps');

    const nodes = [node('4', '8Gi', 5, 'worker')] as Parameters<typeof capacity>[0]['nodes'];

    expect(requests([built('agent', [agents])], { ...clusterContext(exampleCluster()), nodes })).toEqual({ cpu: 10, memory: 10 * 2 ** 30 });
  });
});
