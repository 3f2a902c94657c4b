import type { Case } from '../case.ts';
import { container, deployment, pod } from '../objects.ts';
import { exempt, mirror, other, system } from '../setting.ts';
import { noVersion } from './no-latest.ts';

const give = 'remove it, or ask the platform team for a namespace of the layer system';

export const noHostAccess: readonly Case[] = [
  { policy: 'no-host-access', it: 'lets a pod of its own pass', request: { create: pod(other, 'web') } },
  ...['hostNetwork', 'hostPID', 'hostIPC'].map(
    (field): Case => ({
      policy: 'no-host-access',
      it: `refuses ${field}`,
      request: { create: deployment(other, 'web', { [field]: true, containers: [container({ ports: [{ containerPort: 8080 }] })] }) },
      refused: `the pod sets ${field}, which shares what is the node's own; ${give}`,
    }),
  ),
  {
    policy: 'no-host-access',
    it: 'refuses hostPath',
    request: { create: pod(other, 'web', { volumes: [{ name: 'run', hostPath: { path: '/var/run' } }] }) },
    refused: `volume "run" is hostPath "/var/run", a folder of the node; ${give}`,
  },
  {
    policy: 'no-host-access',
    it: 'refuses hostPort',
    request: {
      create: deployment(other, 'web', {
        containers: [
          container({
            ports: [
              { name: 'http', containerPort: 8080, hostPort: 80 },
              { name: 'https', containerPort: 8443, hostPort: 443 },
              { name: 'admin', containerPort: 9000 },
            ],
          }),
        ],
      }),
    },
    refused: `container "web" takes hostPort 80, 443 of the node; ${give}`,
  },
  { policy: 'no-host-access', it: 'lets system namespaces of the platform reach the host', request: { create: pod(system, 'web', { hostNetwork: true }) } },
  { policy: 'no-host-access', it: 'lets an exempt namespace reach the host', request: { create: pod(exempt, 'web', { hostPID: true }) } },
  {
    policy: 'no-latest',
    it: 'holds in a namespace that is exempt from another policy',
    request: { create: pod(exempt, 'web', { containers: [container({ image: `${mirror}/web` })] }) },
    refused: `container "web" has image "${mirror}/web", ${noVersion}`,
  },
];
