import type { Case } from '../case.ts';
import { container, cronJob, deployment, image, pod } from '../objects.ts';
import { drivers, oldDeployment, oldPod, other, provider } from '../setting.ts';

const fromNowhere =
  'which is not from registry.example.nl/mirror/ or registry.example.nl/tenants/; use an image from there, or ask the platform team to allow its registry';

export const allowedRegistries: readonly Case[] = [
  { policy: 'allowed-registries', it: "lets an image of the site's mirror pass", request: { create: deployment(other, 'web') } },
  {
    policy: 'allowed-registries',
    it: 'lets an image of a registry pass that the cluster adds',
    request: { create: pod(other, 'web', { containers: [container({ image: 'registry.example.nl/tenants/team/web:1.2.3' })] }) },
  },
  {
    policy: 'allowed-registries',
    it: 'refuses an image of another registry in a Deployment',
    request: { create: deployment(other, 'web', { containers: [container({ image: 'quay.io/example/web:1.2.3' })] }) },
    refused: `container "web" has image "quay.io/example/web:1.2.3", ${fromNowhere}`,
  },
  {
    policy: 'allowed-registries',
    it: 'refuses a short name, which means Docker Hub',
    request: { create: pod(other, 'web', { containers: [container({ image: 'web:1.2.3' })] }) },
    refused: `container "web" has image "web:1.2.3", ${fromNowhere}`,
  },
  {
    policy: 'allowed-registries',
    it: "refuses a registry whose name only begins like the site's",
    request: { create: pod(other, 'web', { containers: [container({ image: 'registry.example.nl/mirror-of-mine/web:1.2.3' })] }) },
    refused: `container "web" has image "registry.example.nl/mirror-of-mine/web:1.2.3", ${fromNowhere}`,
  },
  {
    policy: 'allowed-registries',
    it: 'refuses init containers, and tells all at once',
    request: {
      create: cronJob(other, 'web', {
        containers: [container({ image: 'quay.io/example/web:1.2.3' })],
        initContainers: [container({ name: 'init', image: 'quay.io/example/init:1.2.3', readinessProbe: undefined, livenessProbe: undefined })],
      }),
    },
    refused: `container "web" has image "quay.io/example/web:1.2.3", ${fromNowhere}; container "init" has image "quay.io/example/init:1.2.3", ${fromNowhere}`,
  },
  { policy: 'allowed-registries', it: 'lets a Deployment of before be labelled', request: { update: oldDeployment, to: { metadata: { labels: { a: 'b' } } } } },
  { policy: 'allowed-registries', it: 'lets a Deployment of before be scaled down', request: { update: oldDeployment, to: { spec: { replicas: 0 } } } },
  { policy: 'allowed-registries', it: 'lets a pod of before be labelled', request: { update: oldPod, to: { metadata: { labels: { a: 'b' } } } } },
  { policy: 'allowed-registries', it: 'lets a pod of before be deleted', request: { delete: oldPod } },
  {
    policy: 'allowed-registries',
    it: 'refuses another image in a running pod',
    request: { update: oldPod, to: { spec: { containers: [{ name: 'web', image: 'quay.io/example/web:1.2.3' }] } } },
    refused: `container "web" has image "quay.io/example/web:1.2.3", ${fromNowhere}`,
  },
  { policy: 'allowed-registries', it: 'lets a pod of before be debugged', request: { debug: oldPod, image, name: 'allowed' } },
  {
    policy: 'allowed-registries',
    it: 'refuses an image to debug with',
    request: { debug: oldPod, image: 'quay.io/example/debug:1.2.3', name: 'debugger' },
    refused: `container "debugger" has image "quay.io/example/debug:1.2.3", ${fromNowhere}`,
  },
  {
    policy: 'allowed-registries',
    it: 'leaves system namespaces alone',
    request: { create: pod(drivers, 'web', { containers: [container({ image: 'quay.io/example/web:1.2.3' })] }) },
  },
  {
    policy: 'allowed-registries',
    it: 'leaves system namespaces alone that are known by the beginning of their name',
    request: { create: pod(provider, 'web', { containers: [container({ image: 'quay.io/example/web:1.2.3' })] }) },
  },
];
