import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { hostnameBelow } from '../config/tenants.ts';
import { route } from '../kit/route.ts';
import type { App } from './declaration.ts';
import type { ForTenants } from './facts.ts';

/** The hostnames in full. */
export function fullHostnames({ hostnames }: Pick<App, 'hostnames'>, { domain }: Pick<ForTenants, 'domain'>): string[] {
  return hostnames.map((hostname) => hostnameBelow(domain, hostname));
}

/** Serves the application at its hostnames, without its metrics. */
export function publish(scope: Construct, app: App, facts: ForTenants, port: number): void {
  const { gateway } = facts;
  const hostnames = fullHostnames(app, facts);
  if (gateway === undefined || hostnames.length === 0) return;
  if (gateway.kind === 'openshift-router') {
    ingress(scope, app.name, hostnames, port);
    return;
  }
  const closed = app.metrics !== undefined && app.metrics.port === undefined ? [app.metrics.path] : [];
  route(scope, { name: app.name, hostname: hostnames, gateway, service: app.name, port, ...(closed.length === 0 ? {} : { closed }) });
}

/**
 * OpenShift makes a Route of each rule, with the router's own certificate, and sends plain HTTP on to HTTPS:
 * https://github.com/openshift/route-controller-manager/blob/main/pkg/route/ingress/ingress.go
 */
function ingress(scope: Construct, name: string, hostnames: readonly string[], port: number): void {
  new k8s.KubeIngress(scope, `Ingress-${name}`, {
    metadata: { name, annotations: { 'route.openshift.io/termination': 'edge' } },
    spec: {
      ingressClassName: 'openshift-default',
      rules: hostnames.map((host) => ({
        host,
        http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { number: port } } } }] },
      })),
    },
  });
}
