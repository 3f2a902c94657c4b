import { logCollection, logStore, metricStore, metrics, namespaces, offer, telemetry, traceStore, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, monitor, podMonitor, scrapes } from '../../kit/metrics.ts';
import { allow, namespacesWith, toApiServer, toEndpoint } from '../../kit/network.ts';
import { trusting } from '../../kit/trust.ts';
import { agentConfig } from './agent.ts';
import { collectorAlerts } from './alerts.ts';
import { type Config, config, settled } from './config.ts';
import { dashboard } from './dashboard.ts';
import { gatewayConfig } from './gateway.ts';
import { agentRights, gatewayRights } from './rbac.ts';
import { ports } from './shared.ts';
import { agentProgram, gatewayProgram } from './workloads.ts';

const name = 'otel-collector';
const gateway = 'otel-gateway';

/** Brings logs, traces and metrics to their stores: an agent on each node, and a gateway that programs send to. */
export const otelCollector = component({
  name,
  area: 'observability',
  purpose: 'OpenTelemetry Collector, which brings the logs of all pods and what programs send by OTLP to their stores',
  homepage: 'https://opentelemetry.io/docs/collector/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated',
  choice: {
    runnerUp: 'Fluent Bit',
    because: 'one program for logs, traces and metrics in an open protocol, so that stores can be changed without touching who sends',
  },
  upgrade: 'Its minor versions may rename settings: read the changelogs of the collector and of contrib, and validate as test/e2e/otelcol.test.ts does.',
  images: {
    collector: { repository: 'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s', version: '0.160.0' },
  },
  crds: [],
  namespace: { name, podSecurity: 'privileged' },
  config,
  profiles: {
    lab: {
      agent: { size: { cpu: '25m', memory: '128Mi', cpuLimit: '500m' } },
      gateway: { size: { cpu: '25m', memory: '128Mi', cpuLimit: '500m' } },
    },
    production: {
      agent: { size: { cpu: '100m', memory: '384Mi', cpuLimit: '2' } },
      gateway: { replicas: 2, size: { cpu: '100m', memory: '512Mi', cpuLimit: '2' } },
    },
  },
  needs: { namespaces, logStore },
  wants: { metrics, metricStore, traceStore, trustBundle },
  exceptions: [
    {
      object: `DaemonSet/${name}`,
      rule: 'host-path',
      reason: 'It reads the logs that the container runtime writes on the node, and keeps there how far it has read, and what the store has not taken yet.',
    },
    {
      object: `DaemonSet/${name}`,
      rule: 'root-user',
      reason: 'The container runtime writes log files that only root may read. It has no capability beside that.',
    },
  ],
  dashboards: [dashboard],
  offers: (planned) => [
    ...(planned.config.podLogs ? [offer(logCollection, {})] : []),
    offer(telemetry, {
      grpc: `${gateway}.${name}.svc:${ports.grpc}`,
      http: `http://${gateway}.${name}.svc:${ports.http}`,
      namespace: name,
      podLabels: selectorLabels(gateway),
    }),
  ],
  build(scope, { cluster, config, needs, wants, images, namespace }) {
    const { priorityClass } = needs.namespaces;
    const { logStore: logs } = needs;
    const toLogs = [logs, ...(logs.audit === undefined ? [] : [{ ...logs, ...logs.audit }])].map((store) => toEndpoint(cluster, store, [store.otlp]));
    const scraped = scrapes(wants.metrics, ports.metrics);

    if (hasAgent(config)) {
      const program = {
        name,
        image: images.collector,
        priorityClass,
        size: config.agent.size,
        trust: trusting(wants.trustBundle, [logs.otlp, logs.audit?.otlp]),
      };
      agentRights(scope, name, namespace);
      const own = settled(config, cluster);
      agentProgram(scope, { ...program, config: agentConfig(own, logs, { namespace, name }) }, own.auditLog?.path);
      allow(scope, name, { from: scraped, to: [toApiServer(cluster), ...toLogs] });
      podMonitor(scope, wants.metrics, name, 'metrics');
    }

    const stores = { logs, traces: wants.traceStore, metrics: wants.metricStore };
    gatewayRights(scope, gateway, namespace, config.events);
    gatewayProgram(
      scope,
      {
        name: gateway,
        image: images.collector,
        priorityClass,
        size: config.gateway.size,
        trust: trusting(wants.trustBundle, [logs.otlp, wants.traceStore?.otlp, wants.metricStore?.url]),
        config: gatewayConfig(config, stores, { namespace, name: gateway }),
      },
      config.gateway.replicas,
    );
    const { traces, metrics: measured } = stores;
    const others = [
      ...(traces === undefined ? [] : [toEndpoint(cluster, traces, [traces.otlp])]),
      ...(measured === undefined ? [] : [toEndpoint(cluster, measured, measured.otlp ?? [measured.url])]),
    ];
    allow(scope, gateway, {
      // Tenants' programs and the platform's: whose it is, is read from the address.
      from: [{ peers: namespacesWith({}), ports: [ports.grpc, ports.http] }, ...scraped],
      to: [toApiServer(cluster), ...toLogs.slice(0, 1), ...others],
    });
    monitor(scope, wants.metrics, gateway, 'metrics');
    alerts(scope, wants.metrics, name, collectorAlerts(hasAgent(config)));
  },
});

/** On the nodes there is only something to do where there are files to read. */
function hasAgent({ podLogs, auditLog }: Config): boolean {
  return podLogs || auditLog !== undefined;
}
