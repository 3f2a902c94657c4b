import type { Case } from '../case.ts';
import { service } from '../objects.ts';
import { other, team } from '../setting.ts';

const around = 'which leads around the Gateway; use ClusterIP, and a route for what is public';

export const noExternalServices: readonly Case[] = [
  { policy: 'no-external-services', it: 'lets a Service of the cluster pass', request: { create: service(team, 'web') } },
  { policy: 'no-external-services', it: 'lets a headless Service pass', request: { create: service(team, 'web', { clusterIP: 'None' }) } },
  { policy: 'no-external-services', it: 'asks nothing outside tenants', request: { create: service(other, 'web', { type: 'NodePort' }) } },
  ...['LoadBalancer', 'NodePort'].map(
    (type): Case => ({
      policy: 'no-external-services',
      it: `refuses the type ${type}`,
      request: { create: service(team, 'web', { type }) },
      refused: `Service "web" is of the type ${type}, ${around}`,
    }),
  ),
  {
    policy: 'no-external-services',
    it: 'refuses the type ExternalName',
    request: { create: service(team, 'web', { type: 'ExternalName', externalName: 'argocd-server.argocd.svc.cluster.local' }) },
    refused: `Service "web" is of the type ExternalName, ${around}`,
  },
  {
    policy: 'no-external-services',
    it: 'refuses externalIPs, which take the traffic of others',
    request: { create: service(team, 'web', { externalIPs: ['203.0.113.7', '203.0.113.8'] }) },
    refused: 'Service "web" takes the addresses 203.0.113.7, 203.0.113.8, whoever they belong to; remove externalIPs',
  },
];
