import { certificates, gatewayApi, issuer as issuerCapability, metrics, namespaces, offer } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts, monitor } from '../../kit/metrics.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { deployment, httpProbe, service } from '../../kit/workload.ts';
import { certManagerAlerts } from './alerts.ts';
import { cainjectorArgs, controllerArgs, ports, webhookArgs } from './args.ts';
import { certManagerMistakes, choiceOf, signsWildcards } from './choice.ts';
import { CertManagerConfig } from './config.ts';
import { issuer } from './issuer.ts';
import { acmeAccount, cainjector, controller, labRoot, platformIssuer, webhook, webhookAuthority } from './names.ts';
import { traffic } from './network.ts';
import { cainjectorRights, controllerRights, webhookRights } from './rbac.ts';
import { webhookConfigurations } from './webhook.ts';

const name = 'cert-manager';

/** Makes and renews certificates, and says who signs those of the platform. */
export const certManager = component({
  name,
  area: 'ingress',
  purpose: "cert-manager, which makes and renews certificates, and the platform's issuer",
  homepage: 'https://cert-manager.io/',
  licence: 'Apache-2.0',
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
    { kind: 'Secret', name: 'site-ca', by: 'a person, for issuer.ca: kubectl -n cert-manager create secret tls site-ca --cert=ca.crt --key=ca.key' },
  ],
  mistakes: certManagerMistakes,
  offers: (planned) => {
    const choice = choiceOf(planned);
    const root = choice.by === 'selfSigned' ? { root: { namespace: name, secret: labRoot } } : {};
    return [offer(certificates, {}), offer(issuerCapability, { name: platformIssuer, wildcard: signsWildcards(choice), ...root })];
  },
  build(scope, { cluster, config, needs, wants, images, namespace, platform }) {
    const choice = choiceOf({ cluster, config });
    const { priorityClass } = needs.namespaces;
    const { metrics: metricsPort } = ports;

    controllerRights(scope, namespace, choice);
    deployment(scope, {
      name: controller,
      replicas: config.replicas.controller,
      serviceAccount: serviceAccount(scope, controller),
      callsApi: true,
      priorityClass,
      containers: [
        {
          name: 'controller',
          image: images.controller,
          args: controllerArgs(choice, namespace, images.acmesolver),
          ports: { metrics: metricsPort, health: ports.controllerHealth },
          size: config.sizes.controller,
          // Its only health address; it fails when an elected controller lost its lease.
          probes: { readiness: httpProbe('/livez', 'health'), liveness: httpProbe('/livez', 'health', { timeoutSeconds: 15, failureThreshold: 8 }) },
        },
      ],
    });
    service(scope, controller, { metrics: { port: metricsPort, target: 'metrics' } });

    webhookRights(scope, namespace);
    deployment(scope, {
      name: webhook,
      replicas: config.replicas.webhook,
      serviceAccount: serviceAccount(scope, webhook),
      callsApi: true,
      priorityClass,
      maxUnavailable: 0,
      containers: [
        {
          name: 'webhook',
          image: images.webhook,
          args: webhookArgs(namespace),
          ports: { https: ports.https, health: ports.webhookHealth, metrics: metricsPort },
          size: config.sizes.webhook,
          // Ready when it has a certificate.
          probes: { readiness: httpProbe('/healthz', 'health', { periodSeconds: 5 }), liveness: httpProbe('/livez', 'health') },
        },
      ],
    });
    service(scope, webhook, { https: { port: 443, target: 'https' }, metrics: { port: metricsPort, target: 'metrics' } });
    webhookConfigurations(scope, name, namespace);

    // Webhook configurations are named after their components; those of this namespace get their CA from here.
    cainjectorRights(scope, namespace, platform.filter(({ component: other }) => other.namespace.name === namespace).map(({ component: { name: other } }) => other));
    deployment(scope, {
      name: cainjector,
      replicas: config.replicas.cainjector,
      serviceAccount: serviceAccount(scope, cainjector),
      callsApi: true,
      priorityClass,
      containers: [
        {
          name: 'cainjector',
          image: images.cainjector,
          args: cainjectorArgs(namespace),
          ports: { metrics: metricsPort },
          size: config.sizes.cainjector,
          // It has no health address.
          probes: { readiness: httpProbe('/metrics', 'metrics'), liveness: httpProbe('/metrics', 'metrics', { timeoutSeconds: 5 }) },
        },
      ],
    });
    service(scope, cainjector, { metrics: { port: metricsPort, target: 'metrics' } });

    issuer(scope, choice, cluster);
    traffic(scope, choice, cluster, wants.metrics);
    for (const workload of [controller, webhook, cainjector]) monitor(scope, wants.metrics, workload, 'metrics');
    alerts(scope, wants.metrics, name, certManagerAlerts);
  },
});
