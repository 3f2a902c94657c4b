import { blockStorage, certificates, metrics, namespaces, offer, secretStore, tenantSecrets, trustBundle } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, monitor } from '../../kit/metrics.ts';
import { clusterRole, serviceAccount } from '../../kit/rbac.ts';
import { openbaoAlerts } from './alerts.ts';
import { openbaoCertificates } from './certificates.ts';
import { OpenBaoConfig, openbaoMistakes, sealOf } from './config.ts';
import { openbaoDashboard } from './dashboard.ts';
import { administrator, audience, authority, clientHost, kubernetesLogin, mount, openbaoName as name, ports, reader, tenants } from './names.ts';
import { openbaoTraffic } from './network.ts';
import { openbaoPods } from './pods.ts';
import { sealSecrets } from './supplies.ts';

/** Holds the secrets that people bring, and says who read which one. */
export const openbao = component({
  name,
  area: 'secrets',
  purpose: 'OpenBao, which holds secrets, hands them to whom they are for, and writes down who asked',
  homepage: 'https://openbao.org/',
  licence: 'MPL-2.0',
  governance: 'Linux Foundation (OpenSSF)',
  choice: { runnerUp: 'secrets encrypted in Git with SOPS', because: 'it tells who read what, and a leaked secret is replaced in one place without a commit' },
  upgrade:
    'One minor at a time, with a snapshot of its data before: it never goes back. Pods that stand by are replaced first. From 2.7 seals by clouds and by PKCS #11 are plugins; static and transit stay.',
  images: { openbao: { repository: 'quay.io/openbao/openbao', version: '2.6.2' } },
  crds: [],
  namespace: { name, podSecurity: 'restricted' },
  config: OpenBaoConfig,
  profiles: {
    lab: { replicas: 1, disk: '1Gi', size: { cpu: '20m', memory: '192Mi', cpuLimit: '500m' } },
    small: { replicas: 1 },
    production: { replicas: 3, size: { cpu: '250m', memory: '512Mi', cpuLimit: '2' } },
  },
  enabledIn: ['production'],
  needs: { namespaces, certificates, blockStorage },
  wants: { metrics, trustBundle },
  supplies: sealSecrets,
  mistakes: openbaoMistakes,
  dashboards: [openbaoDashboard],
  offers: () => [
    offer(secretStore, {
      url: `https://${clientHost(name)}:${ports.api}`,
      namespace: name,
      podLabels: selectorLabels(name),
      port: ports.api,
      mount,
      auth: { path: kubernetesLogin, role: reader.role, account: reader.account, audience },
      ca: { secretName: authority, key: 'ca.crt' },
    }),
    offer(tenantSecrets, tenants),
  ],
  build(scope, { cluster, config, needs, wants, images, namespace }) {
    const seal = sealOf(config);
    const account = serviceAccount(scope, name);
    // Asks the API server whose a token is; of system:auth-delegator it needs this half.
    clusterRole(scope, name, {
      account,
      accountNamespace: namespace,
      rules: [{ apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] }],
    });
    serviceAccount(scope, administrator);
    openbaoPods(scope, {
      ...config,
      namespace,
      clusterId: cluster.id,
      image: images.openbao,
      storageClass: needs.blockStorage.storageClass,
      priorityClass: needs.namespaces.priorityClass,
      seal,
      certificate: openbaoCertificates(scope, namespace, config.replicas),
      trustBundle: wants.trustBundle,
      account,
    });
    openbaoTraffic(scope, cluster, seal, config.readers, wants.metrics);
    monitor(scope, wants.metrics, name, 'metrics', { path: '/metrics', params: { format: ['prometheus'] } });
    alerts(scope, wants.metrics, name, openbaoAlerts(config.replicas));
  },
});
