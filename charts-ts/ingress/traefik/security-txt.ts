import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { ClusterFacts } from '../../config/facts.ts';
import { allow, siblings } from '../../kit/network.ts';
import { serviceAccount } from '../../kit/rbac.ts';
import { resource } from '../../kit/resource.ts';
import { backendRef, type HttpRoute, parentRef } from '../../kit/route.ts';
import { configMapVolume, deployment, httpProbe, mount, service } from '../../kit/workload.ts';
import { publicGateway } from './gateway.ts';

const name = 'security-txt';
const port = 8080;
const path = '/.well-known/security.txt';

type SecurityTxt = ClusterFacts['securityTxt'];

/**
 * /.well-known/security.txt (RFC 9116) on every hostname, tenants' too, without their doing. The route names no hostname,
 * and its exact path goes before every prefix of a route that does: Traefik gives an exact path 100000 and a hostname
 * its length (httproute.go, buildMatchRule). An application that serves its own file claims the same exact path.
 */
export function securityTxt(
  scope: Construct,
  facts: SecurityTxt,
  options: { readonly image: string; readonly priorityClass: string; readonly proxy: string },
): void {
  new k8s.KubeConfigMap(scope, name, { metadata: { name }, data: { 'security.txt': securityTxtText(facts) } });
  deployment(scope, {
    name,
    replicas: 1,
    serviceAccount: serviceAccount(scope, name),
    callsApi: false,
    priorityClass: options.priorityClass,
    // The image's user is root; 65534 is nobody.
    runAsUser: 65534,
    // As process 1 httpd does not hear SIGTERM, so it serves until it is killed: long enough for the proxy to see it go.
    terminationGracePeriodSeconds: 10,
    volumes: [configMapVolume('files', name)],
    containers: [
      {
        name: 'httpd',
        image: options.image,
        command: ['httpd', '-f', '-p', String(port), '-h', '/srv'],
        ports: { http: port },
        size: { cpu: '10m', memory: '16Mi', cpuLimit: '100m' },
        probes: { readiness: httpProbe(path, 'http'), liveness: httpProbe(path, 'http') },
        mounts: [mount('files', '/srv/.well-known')],
      },
    ],
  });
  service(scope, name, { http: { port, target: 'http', appProtocol: 'http' } });
  allow(scope, name, { from: [{ peers: siblings(options.proxy), ports: [port] }] });
  resource<HttpRoute>(scope, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    // It names no hostname, so external-dns would make a record for the listener's: a wildcard.
    metadata: { name, annotations: { 'external-dns.kubernetes.io/gateway-hostname-source': 'defined-hosts-only' } },
    spec: {
      parentRefs: [parentRef(publicGateway)],
      rules: [
        {
          matches: [{ path: { type: 'Exact', value: path } }],
          // RFC 9116 section 3 wants the charset said.
          filters: [{ type: 'ResponseHeaderModifier', responseHeaderModifier: { set: [{ name: 'Content-Type', value: 'text/plain; charset=utf-8' }] } }],
          backendRefs: [backendRef(name, port)],
        },
      ],
    },
  });
}

function securityTxtText({ contact, expires, policy }: SecurityTxt): string {
  return [
    `Contact: ${contact}`,
    `Expires: ${expiry({ expires }).toISOString().replace('.000Z', 'Z')}`,
    ...(policy === undefined ? [] : [`Policy: ${policy}`]),
    'Preferred-Languages: nl, en',
    '',
  ].join('\n');
}

/** The end of the last day that the file is good for. */
export function expiry({ expires }: Pick<SecurityTxt, 'expires'>): Date {
  return new Date(`${expires}T23:59:59Z`);
}
