import { tenantDeployment } from '../support/tenant-repositories.ts';
import { type Action, type Attempt, create, forbidden, own } from './attempt.ts';

/** A Deployment of the tenant that all policies let pass, with changes of its pod and its container. */
export function triedDeployment(image: string, pod: object = {}, container: object = {}): Action {
  return create(tenantDeployment({ name: 'tried', namespace: own, image }, { pod, container }));
}

/** What a tenant tries by the pods that it has made: at nodes, and at those that run beside them. */
export function attemptsOfPods(image: string): readonly Attempt[] {
  const deployment = (pod: object = {}, container: object = {}) => triedDeployment(image, pod, container);
  const fine = deployment();

  return [
    {
      to: 'mount a folder of the node',
      as: 'developer',
      refused: deployment({ volumes: [{ name: 'root', hostPath: { path: '/' } }] }),
      words: /hostPath/,
      allowed: fine,
    },
    { to: 'use the network of the node', as: 'developer', refused: deployment({ hostNetwork: true }), words: /hostNetwork/, allowed: fine },
    { to: 'see the processes of the node', as: 'developer', refused: deployment({ hostPID: true }), words: /hostPID/, allowed: fine },
    {
      to: 'take a port of the node',
      as: 'developer',
      refused: deployment({}, { ports: [{ name: 'http', containerPort: 8080, hostPort: 443 }] }),
      words: /hostPort/,
      allowed: fine,
    },
    {
      to: 'run an image from anywhere',
      as: 'developer',
      refused: deployment({}, { image: 'evil.example.com/miner:1.0.0' }),
      words: /which is not from/,
      allowed: fine,
    },
    {
      to: 'run an image that may change',
      as: 'developer',
      refused: deployment({}, { image: image.replace(/:[^:]+$/, ':latest') }),
      words: /latest/,
      allowed: fine,
    },
    {
      to: 'take the place of others by priority',
      as: 'developer',
      refused: deployment({ priorityClassName: 'system-node-critical' }),
      words: /priority class/,
      allowed: fine,
    },
    {
      to: 'run beside the control plane',
      as: 'developer',
      refused: deployment({ tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }] }),
      words: /kept for the cluster itself/,
      allowed: deployment({ tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] }),
    },
    {
      to: 'run on every node, whatever its taints',
      as: 'developer',
      refused: deployment({ tolerations: [{ operator: 'Exists' }] }),
      words: /tolerates every taint/,
      allowed: deployment({ tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] }),
    },
    {
      to: 'name a node, past the scheduler',
      as: 'developer',
      refused: deployment({ nodeName: 'control-1' }),
      words: /past the scheduler/,
      allowed: deployment({ nodeSelector: { 'kubernetes.io/os': 'linux' } }),
    },
    { to: 'run without limits', as: 'developer', refused: deployment({}, { resources: {} }), words: /has no requests/, allowed: fine },
    {
      to: 'start a pod alone, past who keeps it running',
      as: 'admin',
      refused: create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'tried', namespace: own }, spec: { containers: [{ name: 'tried', image }] } }),
      words: forbidden,
      allowed: fine,
    },
    {
      to: 'run something on every node',
      as: 'admin',
      refused: create({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'tried', namespace: own }, spec: {} }),
      words: forbidden,
      allowed: fine,
    },
  ];
}
