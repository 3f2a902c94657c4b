import { externalSecrets, gateway, gatewayApi, identityProvider, loginProxy, metrics, namespaces, offer, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { servedUisOf, uiHostname } from '../../kit/login.ts';
import { alerts } from '../../kit/metrics.ts';
import { generatedPassword } from '../../kit/secret.ts';
import { oauth2ProxyAlerts } from './alerts.ts';
import { clients } from './client.ts';
import { OAuth2ProxyConfig, profiles } from './config.ts';
import { dashboard } from './dashboard.ts';
import { cookieKey, name, podLabels } from './names.ts';
import { page } from './page.ts';

/**
 * Asks for a login in front of every page that has none. One small Deployment for each page: its version 7 routes by path and
 * knows one list of groups, so one for all could not tell hostnames, or who may see which, apart.
 */
export const oauth2Proxy = component({
  name,
  area: 'identity',
  purpose: 'oauth2-proxy, which asks for a login in front of pages that have none, and lets in the groups that may see them',
  homepage: 'https://oauth2-proxy.github.io/oauth2-proxy/',
  licence: 'MIT',
  governance: 'CNCF sandbox',
  choice: {
    runnerUp: "Traefik's ForwardAuth",
    because: 'it stands before any page behind any Gateway, and its session is in a cookie; only a page that gets tokens needs a place for them',
  },
  upgrade: 'Read "important notes" and "breaking changes" of each release between; its flags are kept, its alpha configuration is not used.',
  images: {
    proxy: { repository: 'quay.io/oauth2-proxy/oauth2-proxy', version: 'v7.15.4' },
    sessions: { repository: 'docker.io/valkey/valkey', version: '9.1.2-alpine' },
  },
  crds: [],
  namespace: { name, podSecurity: 'restricted' },
  config: OAuth2ProxyConfig,
  profiles,
  needs: { namespaces, gatewayApi, gateway, identityProvider, externalSecrets },
  wants: { trustBundle, metrics },
  dashboards: [dashboard],
  hostnames: ({ cluster }, platform) => servedUisOf(platform, cluster).map(({ ui }) => uiHostname(ui, cluster)),
  oidcClients: ({ cluster }, platform) => clients(servedUisOf(platform, cluster), cluster),
  offers: () => [offer(loginProxy, { namespace: name, podLabels })],
  build(scope, context) {
    const { cluster, platform, wants } = context;
    const served = servedUisOf(platform, cluster);
    if (served.length === 0) return;
    const cookie = generatedPassword(scope, { name: 'cookie', key: cookieKey });
    for (const one of served) page(scope, context, one, cookie);
    alerts(scope, wants.metrics, name, oauth2ProxyAlerts(served.map(({ ui }) => ui)));
  },
});
