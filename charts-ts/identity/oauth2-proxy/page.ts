import type { Construct } from 'constructs';
import type { externalSecrets, gateway, gatewayApi, identityProvider, metrics, namespaces, trustBundle } from '../../kit/capability.ts';
import type { Context } from '../../kit/component.ts';
import { clientSecret, uiHostname, type WebUiOf } from '../../kit/login.ts';
import { monitor, scrapes } from '../../kit/metrics.ts';
import { allow, pods, portOfUrl, toHostnames } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { route } from '../../kit/route.ts';
import type { SecretKeyRef } from '../../kit/secret.ts';
import { configMapVolume, deployment, httpProbe, mount, secretEnv, secretVolume, service } from '../../kit/workload.ts';
import { proxyArguments } from './arguments.ts';
import type { OAuth2ProxyConfig } from './config.ts';
import { clientIdOf, folders, podLabels, ports, workloadOf } from './names.ts';
import { sessions } from './sessions.ts';

interface Needs {
  readonly namespaces: typeof namespaces;
  readonly gatewayApi: typeof gatewayApi;
  readonly gateway: typeof gateway;
  readonly identityProvider: typeof identityProvider;
  readonly externalSecrets: typeof externalSecrets;
}

interface Wants {
  readonly trustBundle: typeof trustBundle;
  readonly metrics: typeof metrics;
}

/** As far as a page's proxy is built from it. */
export type ProxyContext = Pick<
  Context<OAuth2ProxyConfig, Needs & Record<string, never>, Wants & Record<string, never>, 'proxy' | 'sessions'>,
  'cluster' | 'config' | 'needs' | 'wants' | 'images'
>;

/** The proxy of one page: everything that reaches the page through the Gateway comes through it. */
export function page(scope: Construct, context: ProxyContext, one: WebUiOf, cookie: SecretKeyRef): void {
  const { cluster, config, needs, wants, images } = context;
  const { ui, namespace } = one;
  const name = workloadOf(ui);
  const trust = wants.trustBundle?.configMap;
  const client = clientSecret(clientIdOf(ui)).name;
  const kept = ui.roles === 'by-token' ? sessions(config.sessions.size, images.sessions) : undefined;
  deployment(scope, {
    name,
    // Sessions with tokens are in the memory of the one pod: when it goes, the identity provider is asked again, unseen.
    replicas: kept === undefined ? config.replicas : 1,
    serviceAccount: serviceAccount(scope, name),
    callsApi: false,
    priorityClass: needs.namespaces.priorityClass,
    podLabels,
    // The image's user nonroot: https://github.com/GoogleContainerTools/distroless
    runAsUser: 65532,
    containers: [
      // First, since the proxy ends where it finds none.
      ...(kept?.containers ?? []),
      {
        name: 'proxy',
        image: images.proxy,
        args: proxyArguments(context, one),
        // The site's own identity provider may have given it another id.
        env: [secretEnv('OAUTH2_PROXY_CLIENT_ID', client, 'client-id')],
        ports,
        size: config.size,
        probes: {
          readiness: httpProbe('/oauth2/ready', 'http'),
          liveness: httpProbe('/oauth2/ping', 'http', { periodSeconds: 30 }),
        },
        mounts: [mount('cookie', folders.cookie), mount('client', folders.client), ...(trust === undefined ? [] : [mount('trust', folders.trust)])],
      },
    ],
    volumes: [
      secretVolume('cookie', cookie.name),
      secretVolume('client', client),
      ...(trust === undefined ? [] : [configMapVolume('trust', trust)]),
      ...(kept?.volumes ?? []),
    ],
  });
  service(scope, name, { http: { port: 80, target: 'http' }, metrics: { port: ports.metrics, target: 'metrics' } });
  route(scope, { name, hostname: uiHostname(ui, cluster), gateway: needs.gateway, service: name, port: 80, closed: ui.closed ?? [] });
  allow(scope, name, {
    from: [{ peers: pods(needs.gateway.namespace, needs.gateway.podLabels), ports: [ports.http] }, ...scrapes(wants.metrics, ports.metrics)],
    to: [
      { peers: pods(namespace, ui.podLabels), ports: [ui.containerPort] },
      ...toHostnames(cluster, needs.gateway, [portOfUrl(needs.identityProvider.issuer)]),
    ],
  });
  monitor(scope, wants.metrics, name, 'metrics');
}
