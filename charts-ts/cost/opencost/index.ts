import { k8s } from 'cdk8s-plus-28';
import { z } from 'zod';
import { loginProxy, metricStore, metrics, namespaces } from '../../kit/capability.ts';
import { checksumOf } from '../../kit/checksum.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { fromLoginProxy } from '../../kit/login.ts';
import { alerts, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer, toEndpoint } from '../../kit/network.ts';
import { sized } from '../../kit/size.ts';
import { openCostAlerts } from './alerts.ts';
import { showbackDashboard } from './dashboard.ts';
import { openCostMonitor } from './monitor.ts';
import { examplePrices, Prices } from './prices.ts';
import { pricingModel } from './pricing-model.ts';
import { openCostProgram, ports } from './program.ts';
import { openCostRights } from './rbac.ts';
import { showback } from './recordings.ts';
import { uiConfig } from './ui.ts';

const name = 'opencost';

/** Says what each tenant and body costs, at the site's own prices: showback, not a bill. */
export const opencost = component({
  name,
  area: 'cost',
  purpose: "OpenCost, which says what each tenant and body costs at the site's own prices",
  homepage: 'https://opencost.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF incubating',
  choice: {
    runnerUp: 'sums over requests, in Prometheus alone',
    because: 'it also counts what is used above the request, GPUs and volumes, and its way of counting is a specification that others keep to',
  },
  upgrade: 'Raise both images together; its names of metrics and its price file are no stable API: the tests of the rules say which are used.',
  images: {
    opencost: { repository: 'ghcr.io/opencost/opencost', version: '1.121.2' },
    ui: { repository: 'ghcr.io/opencost/opencost-ui', version: '1.121.2' },
  },
  crds: [],
  namespace: { name, podSecurity: 'restricted' },
  config: z.strictObject({
    prices: Prices.optional().describe("The site's prices, in euros; without them example prices count, and an alert says so"),
    size: sized({ cpu: '50m', memory: '256Mi', cpuLimit: '1' }),
    uiSize: sized({ cpu: '10m', memory: '32Mi', cpuLimit: '250m' }),
  }),
  profiles: {
    lab: { size: { cpu: '10m', memory: '128Mi', cpuLimit: '500m' } },
    production: { size: { cpu: '100m', memory: '768Mi', cpuLimit: '2' } },
  },
  enabledIn: ['small', 'production'],
  needs: { namespaces, metrics, metricStore },
  wants: {},
  knows: { loginProxy },
  dashboards: [showbackDashboard],
  webUis: () => [
    {
      name,
      title: 'Costs',
      service: name,
      port: 80,
      podLabels: selectorLabels(name),
      containerPort: ports.ui,
      roles: ['administrator', 'operator', 'viewer'],
    },
  ],
  offers: () => [],
  build(scope, { cluster, config, needs, knows, images, namespace }) {
    const prices = config.prices ?? examplePrices;
    const files = { 'default.json': `${JSON.stringify(pricingModel(prices, cluster.id), null, 1)}\n`, 'nginx.conf': uiConfig(ports.api) };
    new k8s.KubeConfigMap(scope, 'settings', { metadata: { name }, data: files });
    openCostRights(scope, name, namespace);
    openCostProgram(scope, {
      name,
      namespace,
      images,
      cluster: cluster.id,
      priorityClass: needs.namespaces.priorityClass,
      size: config.size,
      uiSize: config.uiSize,
      metricStore: needs.metricStore.url,
      checksum: checksumOf(JSON.stringify(files)),
    });
    allow(scope, name, {
      from: [...scrapes(needs.metrics, ports.api), ...fromLoginProxy(knows.loginProxy, ports.ui)],
      to: [toApiServer(cluster), toEndpoint(cluster, needs.metricStore)],
    });
    openCostMonitor(scope, needs.metrics, name);
    alerts(scope, needs.metrics, name, openCostAlerts(config.prices !== undefined), showback(prices));
  },
});
