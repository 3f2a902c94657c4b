import { certificates, gatewayApi, gateway as gatewayCapability, issuer, loadBalancer, metrics, namespaces, offer } from '../../kit/capability.ts';
import { certificate } from '../../kit/certificate.ts';
import { component } from '../../kit/component.ts';
import { hostnamesOf, routeNamespaces } from '../../kit/hostnames.ts';
import { selectorLabels } from '../../kit/labels.ts';
import { alerts, monitor } from '../../kit/metrics.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { tenantRouteNamespaces } from '../../kit/tenants.ts';
import { configMapVolume, deployment, httpProbe, mount } from '../../kit/workload.ts';
import { traefikAlerts } from './alerts.ts';
import { dynamicFile, ports, terminationGracePeriodSeconds, traefikArgs } from './args.ts';
import { TraefikConfig, traefikMistakes } from './config.ts';
import { ingressDashboard } from './dashboard.ts';
import { dynamicConfigMap } from './dynamic.ts';
import { gateway, publicGateway, redirectToHttps } from './gateway.ts';
import { acmeSolverTraffic, traefikTraffic } from './network.ts';
import { gatewayRights } from './rbac.ts';
import { securityTxt } from './security-txt.ts';
import { traefikServices } from './service.ts';

const name = 'traefik';

/** The Gateway of the cluster: TLS, redirects, security headers and security.txt for every hostname below its domain. */
export const traefik = component({
  name,
  area: 'ingress',
  purpose: 'Traefik, which serves the hostnames of platform and tenants over HTTPS by the Gateway API',
  homepage: 'https://traefik.io/traefik/',
  licence: 'MIT',
  governance: 'Traefik Labs, a company',
  choice: { runnerUp: 'Envoy Gateway', because: 'one small program that serves the Gateway API, where Envoy Gateway runs a control plane and proxies' },
  upgrade: 'Read its migration page; the minor decides which Gateway API it speaks.',
  images: {
    traefik: { repository: 'docker.io/library/traefik', version: 'v3.7.13' },
    httpd: { repository: 'docker.io/library/busybox', version: '1.38.0-musl' },
  },
  crds: [],
  namespace: { name: publicGateway.namespace, podSecurity: 'restricted' },
  config: TraefikConfig,
  profiles: {
    lab: { replicas: 1, size: { cpu: '50m', memory: '128Mi', cpuLimit: '1' }, service: { type: 'NodePort', nodePorts: { http: 30080, https: 30443 } } },
    small: { replicas: 2, size: { cpu: '100m', memory: '256Mi', cpuLimit: '2' } },
    production: { replicas: 3, size: { cpu: '500m', memory: '512Mi', cpuLimit: '4' } },
  },
  needs: { namespaces, gatewayApi, certificates, issuer },
  wants: { metrics, loadBalancer },
  hostnames: ({ config }) => config.certificateHostnames,
  mistakes: traefikMistakes,
  dashboards: [ingressDashboard],
  offers: () => [
    offer(gatewayCapability, { ...publicGateway, podLabels: selectorLabels(name), moreCertificates: { gatewayClass: name, port: ports.websecure } }),
  ],
  build(scope, { cluster, config, needs, wants, images, namespace, platform }) {
    const { domain } = cluster.ingress;
    const watched = config.watch === 'all' ? undefined : routeNamespaces(platform, cluster);
    const hostnames = hostnamesOf(platform, cluster);

    const secret = certificate(scope, {
      name: 'public',
      issuer: { kind: 'ClusterIssuer', name: needs.issuer.name },
      // Without a wildcard the certificate names each hostname; the bare domain where there are none yet.
      subject: { dnsNames: needs.issuer.wildcard ? [`*.${domain}`] : hostnames.length > 0 ? hostnames : [domain] },
      // A stand-in until the first is issued: an HTTPS listener without its Secret makes the whole Gateway Degraded to Argo CD.
      annotations: { 'cert-manager.io/issue-temporary-certificate': 'true' },
    });
    gateway(scope, domain, secret);
    redirectToHttps(scope);
    securityTxt(scope, cluster.securityTxt, { image: images.httpd, priorityClass: needs.namespaces.priorityClass, proxy: name });

    const account = serviceAccount(scope, name);
    gatewayRights(scope, account, namespace, watched, tenantRouteNamespaces(cluster.tenants));
    const checksum = dynamicConfigMap(scope, name, config);
    deployment(scope, {
      name,
      replicas: config.replicas,
      serviceAccount: account,
      callsApi: true,
      priorityClass: needs.namespaces.priorityClass,
      maxUnavailable: 0,
      terminationGracePeriodSeconds,
      // The image names no user; 65532 is free on every node.
      runAsUser: 65532,
      podAnnotations: { 'polder.internal/config-checksum': checksum },
      volumes: [configMapVolume('dynamic', name)],
      containers: [
        {
          name,
          image: images.traefik,
          args: traefikArgs({ config, namespace, namespaces: watched, service: name }),
          ports,
          size: config.size,
          probes: { readiness: httpProbe('/ping', 'ping', { periodSeconds: 5 }), liveness: httpProbe('/ping', 'ping') },
          mounts: [mount('dynamic', dynamicFile.folder)],
        },
      ],
    });
    traefikServices(scope, name, { ...config.service, annotations: { ...wants.loadBalancer?.gatewayAnnotations, ...config.service.annotations } });
    traefikTraffic(scope, name, cluster, wants.metrics);
    if (!needs.issuer.wildcard) acmeSolverTraffic(scope, name);

    monitor(scope, wants.metrics, name, 'metrics');
    alerts(scope, wants.metrics, name, traefikAlerts(cluster.securityTxt));
  },
});
