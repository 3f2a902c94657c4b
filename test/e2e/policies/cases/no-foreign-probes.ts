import type { Case, Request } from '../case.ts';
import { other, team } from '../setting.ts';

const asked = (spec: Readonly<Record<string, unknown>>, namespace = team): Request => ({
  create: {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Probe',
    metadata: { name: 'web', namespace },
    spec: {
      module: 'https',
      prober: { url: 'blackbox-exporter.monitoring.svc:9115', path: '/probe' },
      targets: { staticConfig: { static: ['https://voorbeeld.example.nl/gezond', 'https://a.team.example.nl/'] } },
      ...spec,
    },
  },
});
const asking = (...addresses: readonly string[]) => asked({ targets: { staticConfig: { static: addresses } } });
const detours = 'Probe "web" changes where Prometheus asks; remove proxies, relabelingConfigs, params, scrapeClass and oauth2';
const theWay = 'use blackbox-exporter.monitoring.svc:9115, the path /probe and the module https';

export const noForeignProbes: readonly Case[] = [
  { policy: 'no-foreign-probes', it: 'lets one pass that asks hostnames of its namespace, below a wildcard too', request: asked({}) },
  { policy: 'no-foreign-probes', it: 'asks nothing outside tenants', request: asked({ prober: { url: 'elsewhere:80' } }, other) },
  ...(
    [
      [
        'other metrics of the cluster as if they were answers',
        { prober: { url: 'kube-state-metrics.monitoring.svc:8080', path: '/metrics' } },
        'kube-state-metrics.monitoring.svc:8080 /metrics https',
      ],
      [
        'another path of the prober',
        { prober: { url: 'blackbox-exporter.monitoring.svc:9115', path: '/metrics' } },
        'blackbox-exporter.monitoring.svc:9115 /metrics https',
      ],
      ['another module', { module: 'tcp' }, 'blackbox-exporter.monitoring.svc:9115 /probe tcp'],
    ] as const
  ).map(
    ([what, spec, way]): Case => ({
      policy: 'no-foreign-probes',
      it: `refuses one for ${what}`,
      request: asked(spec),
      refused: `Probe "web" goes by ${way}; ${theWay}`,
    }),
  ),
  ...(
    [
      ['a proxy', { prober: { url: 'blackbox-exporter.monitoring.svc:9115', path: '/probe', proxyUrl: 'http://elsewhere' } }],
      ['relabelings', { targets: { staticConfig: { static: ['https://voorbeeld.example.nl/'], relabelingConfigs: [{ targetLabel: '__address__' }] } } }],
      ['parameters', { params: [{ name: 'target', values: ['http://elsewhere'] }] }],
    ] as const
  ).map(([what, spec]): Case => ({ policy: 'no-foreign-probes', it: `refuses one with ${what}`, request: asked(spec), refused: detours })),
  ...[
    'https://kaal.example.nl/',
    'http://voorbeeld.example.nl/',
    'https://voorbeeld.example.nl:9090/',
    'https://voorbeeld.example.nl@kaal.example.nl/',
    'https://team.example.nl/',
    'voorbeeld.example.nl',
  ].map(
    (address): Case => ({
      policy: 'no-foreign-probes',
      it: `refuses one that asks ${address}`,
      request: asking(address),
      refused: `Probe "web" asks ${address}, which is not https with a hostname that this namespace has (voorbeeld.example.nl, *.team.example.nl); use one of those`,
    }),
  ),
  {
    policy: 'no-foreign-probes',
    it: 'refuses one that finds its addresses itself',
    request: asked({ targets: { ingress: {} } }),
    refused: 'Probe "web" names no address; write them under targets.staticConfig.static',
  },
];
