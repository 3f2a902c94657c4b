import { gateway, gatewayApi, metrics, namespaces, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { serviceHostnamesOf } from '../../kit/hostnames.ts';
import { alerts, monitor, scrapes } from '../../kit/metrics.ts';
import { allow, toApiServer } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { configMapVolume, deployment, httpProbe, mount, service } from '../../kit/workload.ts';
import { externalDnsAlerts } from './alerts.ts';
import { externalDnsArgs, ports, secretVariable, trustFolder } from './args.ts';
import { domainsOf, ExternalDnsConfig, externalDnsMistakes, providerOf } from './config.ts';
import { externalDnsDashboard } from './dashboard.ts';
import { toNameserver } from './network.ts';
import { externalDnsRights } from './rbac.ts';

const name = 'external-dns';

/** Gives each hostname of the Gateway its DNS record, at the site's own name server. */
export const externalDns = component({
  name,
  area: 'ingress',
  purpose: "external-dns, which writes the Gateway's hostnames into the site's DNS",
  homepage: 'https://kubernetes-sigs.github.io/external-dns/',
  licence: 'Apache-2.0',
  governance: 'Kubernetes SIG Network (CNCF graduated)',
  choice: { runnerUp: 'a wildcard record made by hand', because: 'names move between clusters and Gateways, and each name says which cluster made it' },
  upgrade: 'Read its release notes for renamed flags; the names of the TXT records that say whose a record is must stay the same.',
  images: { externalDns: { repository: 'registry.k8s.io/external-dns/external-dns', version: 'v0.23.0' } },
  crds: [],
  namespace: { name, podSecurity: 'restricted' },
  config: ExternalDnsConfig,
  profiles: {
    lab: { size: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' } },
    production: { size: { cpu: '20m', memory: '256Mi', cpuLimit: '1' } },
  },
  enabledIn: [],
  needs: { namespaces, gatewayApi, gateway },
  wants: { metrics, trustBundle },
  dashboards: [externalDnsDashboard],
  supplies: ({ config }) => {
    const provider = providerOf(config);
    if (provider === undefined) return [];
    if (provider.by === 'powerdns') {
      const { apiKey, url } = provider.powerdns;
      return [{ name: apiKey.name, keys: [apiKey.key], purpose: `The API key of PowerDNS at ${url}, from the DNS team; without a line end` }];
    }
    const { tsigSecret, tsigKeyName, nameserver } = provider.rfc2136;
    return [
      {
        name: tsigSecret.name,
        keys: [tsigSecret.key],
        purpose: `The TSIG key ${tsigKeyName} of ${nameserver}, in base64, from the DNS team; it must allow updates and zone transfers, and have no line end`,
      },
    ];
  },
  mistakes: externalDnsMistakes,
  offers: () => [],
  build(scope, { cluster, config, needs, wants, images, namespace, platform }) {
    const provider = providerOf(config);
    // A mistake has told already.
    if (provider === undefined) return;
    const trust = provider.by === 'powerdns' ? wants.trustBundle : undefined;
    const account = serviceAccount(scope, name);
    const services = serviceHostnamesOf(platform, cluster);
    externalDnsRights(scope, account, namespace, { door: needs.gateway.kind, services: services.length > 0 });
    deployment(scope, {
      name,
      replicas: 1,
      // Two at once would each write the same change.
      recreate: true,
      serviceAccount: account,
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      // The image names its user by name; 65532 is that user's number.
      runAsUser: 65532,
      ...(trust === undefined ? {} : { volumes: [configMapVolume('trust', trust.configMap)] }),
      containers: [
        {
          name,
          image: images.externalDns,
          args: externalDnsArgs({
            cluster,
            config,
            provider,
            domains: domainsOf({ cluster, config }),
            gateway: needs.gateway,
            services,
            ca: trust === undefined ? undefined : `${trustFolder}/${trust.key}`,
          }),
          env: [secretVariable(provider)],
          ports,
          size: config.size,
          probes: { readiness: httpProbe('/healthz', 'http'), liveness: httpProbe('/healthz', 'http') },
          ...(trust === undefined ? {} : { mounts: [mount('trust', trustFolder)] }),
        },
      ],
    });
    service(scope, name, { http: { port: ports.http, target: 'http' } });
    allow(scope, name, { from: scrapes(wants.metrics, ports.http), to: [toApiServer(cluster), ...toNameserver(provider, cluster)] });

    monitor(scope, wants.metrics, name, 'http');
    alerts(scope, wants.metrics, name, externalDnsAlerts);
  },
});
