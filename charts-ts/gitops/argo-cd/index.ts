import { gitops, offer } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts } from '../../kit/metrics.ts';
import { argoCdAlerts } from './alerts.ts';
import { applicationSetController } from './application-set.ts';
import { settings } from './config-maps.ts';
import { applicationController, controllerException } from './controller.ts';
import { argoCdDashboard } from './dashboard.ts';
import { argoCdClients, hostname } from './login.ts';
import { mistakes } from './mistakes.ts';
import { notificationsController } from './notifications.ts';
import { repoServer } from './repo-server.ts';
import { server } from './server.ts';
import { ArgoCdConfig, cacheSecret, knows, needs, profiles, wants } from './settings.ts';
import { argoCdSecrets } from './supplies.ts';
import { valkey } from './valkey.ts';

/** Argo CD, which syncs itself and all else from Git. `npm run bootstrap` applies it once, before anything syncs. */
export const argoCd = component({
  name: 'argo-cd',
  area: 'gitops',
  purpose: 'Argo CD: keeps the cluster as Git says',
  homepage: 'https://argo-cd.readthedocs.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated',
  choice: { runnerUp: 'Flux', because: 'it shows people what differs and why, and its projects bound each tenant' },
  upgrade: 'Read the upgrade notes of each minor between; definitions come first by themselves. Roll back by reverting the commit.',
  images: {
    argocd: { repository: 'quay.io/argoproj/argocd', version: 'v3.6.1' },
    valkey: { repository: 'docker.io/valkey/valkey', version: '9.1.2-alpine' },
  },
  crds: [
    {
      repository: 'https://github.com/argoproj/argo-cd.git',
      tag: 'v3.6.1',
      path: 'manifests/crds',
      include: '*-crd.yaml',
      kinds: { 'argoproj.io/Application': 'Namespaced', 'argoproj.io/ApplicationSet': 'Namespaced', 'argoproj.io/AppProject': 'Namespaced' },
    },
  ],
  namespace: { name: 'argocd', podSecurity: 'restricted' },
  config: ArgoCdConfig,
  profiles,
  required: true,
  needs,
  wants,
  knows,
  exceptions: [controllerException],
  madeAtRunTime: [{ kind: 'Secret', name: cacheSecret, by: 'the application controller before its start, with `argocd admin redis-initial-password`' }],
  supplies: argoCdSecrets,
  hostnames: ({ cluster }) => [hostname(cluster)],
  oidcClients: ({ cluster }) => argoCdClients(cluster),
  mistakes,
  dashboards: [argoCdDashboard],
  offers: ({ config }) => [offer(gitops, { namespace: 'argocd', signatureKeys: config.signatureKeys.map(({ id }) => id) })],
  build(scope, context) {
    settings(scope, context);
    valkey(scope, context);
    applicationController(scope, context);
    repoServer(scope, context);
    server(scope, context);
    applicationSetController(scope, context);
    notificationsController(scope, context);
    alerts(scope, context.wants.metrics, 'argo-cd', argoCdAlerts);
  },
});
