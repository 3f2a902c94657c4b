import { certificates, gatewayApi, issuer as issuerCapability, metrics, namespaces, offer } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts, monitor } from '../../kit/metrics.ts';
import { certManagerAlerts } from './alerts.ts';
import { certManagerMistakes, choiceOf, signsWildcards } from './choice.ts';
import { CertManagerConfig } from './config.ts';
import { certificatesDashboard } from './dashboard.ts';
import { injectedIn } from './injected.ts';
import { issuer } from './issuer.ts';
import { acmeAccount, cainjector, controller, labRoot, platformIssuer, webhook, webhookAuthority } from './names.ts';
import { traffic } from './network.ts';
import { cainjectorProgram, controllerProgram, webhookProgram } from './programs.ts';
import { issuerSecrets } from './supplies.ts';
import { webhookConfigurations } from './webhook.ts';

const name = 'cert-manager';

/** Makes and renews certificates, and says who signs those of the platform. */
export const certManager = component({
  name,
  area: 'ingress',
  purpose: "cert-manager, which makes and renews certificates, and the platform's issuer",
  homepage: 'https://cert-manager.io/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated',
  choice: { runnerUp: 'certificates made by hand', because: "it renews what people forget, by ACME or by the site's own CA" },
  haven: ['autocerts'],
  upgrade: 'One minor at a time; its webhook must answer before issuers change, which the waves see to.',
  images: {
    controller: { repository: 'quay.io/jetstack/cert-manager-controller', version: 'v1.21.2' },
    webhook: { repository: 'quay.io/jetstack/cert-manager-webhook', version: 'v1.21.2' },
    cainjector: { repository: 'quay.io/jetstack/cert-manager-cainjector', version: 'v1.21.2' },
    acmesolver: { repository: 'quay.io/jetstack/cert-manager-acmesolver', version: 'v1.21.2' },
  },
  crds: [
    {
      repository: 'https://github.com/cert-manager/cert-manager.git',
      // Every byte of v1.21.2's definitions is v1.21.1's.
      tag: 'v1.21.1',
      commit: '24e33194fb39488eff2bbf10c6dc640f407cad44',
      path: 'deploy/crds',
      include: '*cert-manager.io_*.yaml',
      kinds: {
        'cert-manager.io/Certificate': 'Namespaced',
        'cert-manager.io/CertificateRequest': 'Namespaced',
        'cert-manager.io/Issuer': 'Namespaced',
        'cert-manager.io/ClusterIssuer': 'Cluster',
        'acme.cert-manager.io/Order': 'Namespaced',
        'acme.cert-manager.io/Challenge': 'Namespaced',
      },
    },
  ],
  namespace: { name, podSecurity: 'restricted' },
  config: CertManagerConfig,
  profiles: {
    lab: {
      replicas: { controller: 1, webhook: 1, cainjector: 1 },
      sizes: {
        controller: { cpu: '20m', memory: '96Mi', cpuLimit: '500m' },
        webhook: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' },
        cainjector: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' },
      },
    },
    small: { replicas: { controller: 1, webhook: 2, cainjector: 1 } },
    production: {
      replicas: { controller: 2, webhook: 3, cainjector: 2 },
      sizes: { controller: { cpu: '100m', memory: '512Mi', cpuLimit: '2' }, cainjector: { cpu: '50m', memory: '256Mi', cpuLimit: '1' } },
    },
  },
  needs: { namespaces },
  // The Gateway API's definitions must be there before the controller that solves challenges with them.
  wants: { metrics, gatewayApi },
  madeAtRunTime: [
    { kind: 'Secret', name: webhookAuthority, by: 'the webhook, at its first start' },
    { kind: 'Secret', name: acmeAccount, by: 'the controller, when it makes an account at the ACME server' },
  ],
  supplies: (planned) => issuerSecrets(choiceOf(planned)),
  mistakes: certManagerMistakes,
  dashboards: [certificatesDashboard],
  offers: (planned) => {
    const choice = choiceOf(planned);
    const root = choice.by === 'selfSigned' ? { root: { namespace: name, secretName: labRoot } } : {};
    return [offer(certificates, {}), offer(issuerCapability, { name: platformIssuer, wildcard: signsWildcards(choice), ...root })];
  },
  build(scope, { cluster, config, needs, wants, images, namespace, platform }) {
    const choice = choiceOf({ cluster, config });
    const program = (of: 'controller' | 'webhook' | 'cainjector') => ({
      namespace,
      priorityClass: needs.namespaces.priorityClass,
      image: images[of],
      replicas: config.replicas[of],
      size: config.sizes[of],
    });
    controllerProgram(scope, program('controller'), choice, images.acmesolver);
    webhookProgram(scope, program('webhook'));
    cainjectorProgram(scope, program('cainjector'), injectedIn(namespace, platform, cluster));
    webhookConfigurations(scope, name, namespace);
    traffic(scope, choice, cluster, wants.metrics);
    issuer(scope, choice, cluster);

    for (const workload of [controller, webhook, cainjector]) monitor(scope, wants.metrics, workload, 'metrics');
    alerts(scope, wants.metrics, name, certManagerAlerts);
  },
});
