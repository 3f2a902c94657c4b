import { alerting, blockStorage, loginProxy, metrics, namespaces, offer, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, monitor } from '../../kit/metrics.ts';
import { alertmanagerAlerts } from './alerts.ts';
import { alertmanagerConfig, alertmanagerMistakes, profiles, receiversOf, supplied, tenantMailOf } from './config.ts';
import { configuration } from './configuration.ts';
import { dashboard } from './dashboard.ts';
import { name, namespace, page, ports } from './names.ts';
import { network } from './network.ts';
import { server } from './server.ts';

/**
 * Tells people of alerts: groups them, keeps the night quiet, and tells once. A plain StatefulSet and not the operator's
 * Alertmanager: its configuration then is a file that amtool checks, secrets are files beside it, and quiet hours know a time zone.
 */
export const alertmanager = component({
  name,
  area: 'observability',
  purpose: 'Alertmanager: tells people of alerts by mail, webhook or Matrix, in groups, and not at night what can wait',
  homepage: 'https://prometheus.io/docs/alerting/latest/alertmanager/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated, as a part of Prometheus',
  choice: { runnerUp: "Grafana's alerting", because: 'it is the counterpart of Prometheus, runs as a cluster, and is open source without the AGPL' },
  upgrade: 'Silences are kept. Members of neighbouring minors talk with each other, so that a rollout loses no alert.',
  images: { alertmanager: { repository: 'quay.io/prometheus/alertmanager', version: 'v0.34.2' } },
  crds: [],
  namespace: { name: namespace, podSecurity: 'restricted' },
  config: alertmanagerConfig,
  profiles,
  needs: { namespaces, metrics, blockStorage },
  wants: { trustBundle },
  knows: { loginProxy },
  supplies: ({ cluster, config }) => supplied(config, cluster.tenants),
  dashboards: [dashboard],
  mistakes: alertmanagerMistakes,
  webUis: () => [page],
  offers: () => [
    offer(alerting, { url: `http://${name}.${namespace}.svc:${ports.web}`, namespace, podLabels: selectorLabels(name), port: ports.web, service: name }),
  ],
  build(scope, context) {
    const { config, cluster } = context;
    server(scope, configuration(config, context.wants.trustBundle, cluster.tenants), context);
    network(scope, context);
    monitor(scope, context.needs.metrics, name, 'web');
    alerts(
      scope,
      context.needs.metrics,
      name,
      alertmanagerAlerts({
        replicas: config.replicas,
        tellsNobody: cluster.profile !== 'lab' && receiversOf(config).length === 0,
        tellsNoTenant: cluster.tenants.some(({ archived }) => archived === undefined) && receiversOf(config).length > 0 && tenantMailOf(config) === undefined,
      }),
    );
  },
});
