import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { withCertificates } from '../../../test/support/certificates.ts';
import { renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { base } from '../../base/base/index.ts';
import { merge } from '../../config/merge.ts';
import { polder } from '../../kit/labels.ts';
import type { KubeObject } from '../../kit/object.ts';
import { traefik } from './index.ts';

const prometheus = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };

function rendered(changes: Readonly<Record<string, unknown>> = {}, issuer = { wildcard: true }) {
  const at = () => ({ file: 'test', line: 1, column: 1 });
  return renderComponent(
    traefik,
    merge([
      { value: withCertificates(issuer), at },
      { value: changes, at },
    ]).value as Record<string, unknown>,
  );
}

function settings(config: Readonly<Record<string, unknown>>, issuer = { wildcard: true }) {
  return rendered({ components: { traefik: config } }, issuer);
}

function pod(object: KubeObject) {
  return (
    object['spec'] as {
      template: { spec: { containers: { args: string[]; ports: { name: string; containerPort: number }[] }[] }; metadata: { annotations: unknown } };
    }
  ).template;
}

function args(objects = rendered()): string[] {
  return pod(objects.object('Deployment', 'traefik')).spec.containers[0]?.args ?? [];
}

function watched(objects = rendered()): string[] | undefined {
  return args(objects)
    .find((arg) => arg.startsWith('--providers.kubernetesgateway.namespaces='))
    ?.split('=')[1]
    ?.split(',');
}

interface Dynamic {
  readonly tls: { readonly options: { readonly default: Readonly<Record<string, unknown>> } };
  readonly http: { readonly middlewares: Readonly<Record<string, { readonly headers: { readonly customResponseHeaders: Readonly<Record<string, string>> } }>> };
}

function dynamic(objects = rendered()): Dynamic {
  const { data } = objects.object('ConfigMap', 'traefik') as unknown as { data: Record<string, string> };
  return load(data['polder.yaml'] ?? '') as Dynamic;
}

const headers = (objects = rendered()) => dynamic(objects).http.middlewares['security-headers']?.headers.customResponseHeaders;

describe('the Gateway', () => {
  it('listens on the ports of the container, which the Service maps from 80 and 443', () => {
    const objects = rendered();
    const { listeners } = objects.object('Gateway', 'public')['spec'] as { listeners: { name: string; port: number }[] };
    const containerPorts = pod(objects.object('Deployment', 'traefik')).spec.containers[0]?.ports;

    expect(listeners.map(({ port }) => port)).toEqual([8080, 8443]);
    expect(containerPorts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'web', containerPort: 8080 }),
        expect.objectContaining({ name: 'websecure', containerPort: 8443 }),
      ]),
    );
    expect(args(objects)).toEqual(expect.arrayContaining(['--entrypoints.web.address=:8080', '--entrypoints.websecure.address=:8443']));
    expect(objects.object('Service', 'traefik')).toMatchObject({
      spec: {
        ports: [
          { port: 80, targetPort: 'web' },
          { port: 443, targetPort: 'websecure' },
        ],
      },
    });
  });

  it('serves routes of labelled namespaces only, and its own is labelled', () => {
    const selector = { from: 'Selector', selector: { matchLabels: { [polder.routes]: 'public' } } };

    expect(rendered().object('Gateway', 'public')).toMatchObject({
      spec: { listeners: [{ allowedRoutes: { namespaces: selector } }, { allowedRoutes: { namespaces: selector } }] },
    });
    expect(renderComponent(base, withCertificates()).object('Namespace', 'traefik').metadata.labels).toMatchObject({ [polder.routes]: 'public' });
  });

  it('reads the namespaces of tenants with hostnames and of no others, and has its rights there before its pods know of them', () => {
    const files = exampleTenants({ bakker: { namespaces: { productie: { size: 'small', hostnames: ['bakker'] }, test: { size: 'small' } } }, slager: {} });
    const objects = renderComponent(traefik, withCertificates(), {}, files);
    const rights = objects.objects.filter(({ metadata }) => /bakker|slager/.test(metadata.namespace ?? ''));

    expect(args(objects).find((arg) => arg.includes('kubernetesgateway.namespaces='))).toMatch(/=argocd,bakker-productie,traefik$/);
    expect(rights.map(({ kind, metadata }) => `${kind} ${metadata.namespace}`)).toEqual(['Role bakker-productie', 'RoleBinding bakker-productie']);
    for (const { metadata } of rights) expect(metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-wave': '-1' });
  });

  it('is offered with its HTTPS listener and the labels of its pods', () => {
    const objects = rendered();
    const [offered] = traefik.offers({ cluster: {} as never, config: {} as never });
    const { podLabels, ...rest } = (offered?.value ?? {}) as { podLabels: unknown };

    expect(rest).toEqual({
      kind: 'gateway',
      name: 'public',
      namespace: 'traefik',
      listener: 'https',
      moreCertificates: { gatewayClass: 'traefik', port: 8443 },
    });
    expect(pod(objects.object('Deployment', 'traefik')).metadata).toMatchObject({ labels: podLabels });
  });

  it('sends plain HTTP to HTTPS by a route, so that an ACME challenge goes before it', () => {
    expect(rendered().object('HTTPRoute', 'https-redirect')).toMatchObject({
      spec: {
        parentRefs: [{ sectionName: 'http' }],
        rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], filters: [{ requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
      },
    });
    expect(args().filter((arg) => arg.includes('redirections'))).toEqual([]);
  });
});

describe('the certificate', () => {
  it('is a wildcard where the issuer makes one, with an elliptic-curve key that changes each time', () => {
    expect(rendered().object('Certificate', 'public')).toMatchObject({
      spec: {
        dnsNames: ['*.apps.example.nl'],
        privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always' },
        issuerRef: { kind: 'ClusterIssuer', name: 'site' },
      },
    });
  });

  it('names each hostname where it makes none, and then lets challenges be answered', () => {
    const objects = settings({ certificateHostnames: ['zaken.apps.example.nl'] }, { wildcard: false });

    expect((objects.object('Certificate', 'public')['spec'] as { dnsNames: string[] }).dnsNames).toContain('zaken.apps.example.nl');
    expect(objects.object('NetworkPolicy', 'acme-solver')).toMatchObject({ spec: { ingress: [{ ports: [{ port: 8089 }] }] } });
    expect(rendered().objects.map(({ metadata }) => metadata.name)).not.toContain('acme-solver');
  });

  it('covers only names that the Gateway serves', () => {
    expect(() => settings({ certificateHostnames: ['www.example.nl'] })).toThrow(
      'components.traefik.certificateHostnames[0]: "www.example.nl" is not below apps.example.nl, which is all that the Gateway serves; write a name like app.apps.example.nl',
    );
  });
});

describe("NCSC's TLS guidelines 2025", () => {
  it('sufficient leaves TLS 1.2 with elliptic-curve exchange and authenticated ciphers only', () => {
    const { minVersion, cipherSuites } = dynamic().tls.options.default;

    expect(minVersion).toBe('VersionTLS12');
    expect(cipherSuites).toHaveLength(6);
    for (const suite of cipherSuites as string[])
      expect(suite).toMatch(/^TLS_ECDHE_(ECDSA|RSA)_WITH_(AES_256_GCM_SHA384|AES_128_GCM_SHA256|CHACHA20_POLY1305_SHA256)$/);
  });

  it('good leaves TLS 1.3 alone', () => {
    expect(dynamic(settings({ tls: 'good' })).tls.options.default).toMatchObject({ minVersion: 'VersionTLS13' });
    expect(dynamic(settings({ tls: 'good' })).tls.options.default).not.toHaveProperty('cipherSuites');
  });

  it('exchanges keys over good curves, a hybrid with post-quantum first', () => {
    expect(dynamic().tls.options.default['curvePreferences']).toEqual(['X25519MLKEM768', 'X25519', 'CurveP256', 'CurveP384']);
  });
});

describe('security headers', () => {
  it('are on every HTTPS answer, HSTS for a year', () => {
    expect(args()).toContain('--entrypoints.websecure.http.middlewares=security-headers@file');
    expect(headers()).toMatchObject({
      'Strict-Transport-Security': expect.stringMatching(/^max-age=31536000/),
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'SAMEORIGIN',
    });
  });

  it("leave an application's own content policy alone, since they would replace it", () => {
    expect(Object.keys(headers() ?? {})).not.toContain('Content-Security-Policy');
  });

  it('can be added and left out', () => {
    const changed = headers(settings({ headers: { 'X-Frame-Options': '', 'Permissions-Policy': 'camera=()' } }));

    expect(changed).toHaveProperty('Permissions-Policy', 'camera=()');
    expect(changed).not.toHaveProperty('X-Frame-Options');
  });

  it('roll the pods when they change', () => {
    const checksum = (config: Record<string, unknown>) => pod(settings(config).object('Deployment', 'traefik')).metadata.annotations;

    expect(checksum({})).toEqual(checksum({}));
    expect(checksum({ headers: { 'Permissions-Policy': 'camera=()' } })).not.toEqual(checksum({}));
  });
});

describe('security.txt', () => {
  it('says contact, end, policy and languages, the end as RFC 3339 wants it', () => {
    const objects = rendered({ securityTxt: { contact: 'mailto:cert@example.nl', expires: '2027-03-01', policy: 'https://www.example.nl/cvd' } });

    expect(objects.object('ConfigMap', 'security-txt')['data']).toEqual({
      'security.txt': 'Contact: mailto:cert@example.nl\nExpires: 2027-03-01T23:59:59Z\nPolicy: https://www.example.nl/cvd\nPreferred-Languages: nl, en\n',
    });
  });

  it('answers on every hostname of the HTTPS listener', () => {
    const { spec } = rendered().object('HTTPRoute', 'security-txt') as unknown as { spec: { hostnames?: unknown } };

    expect(spec).toMatchObject({
      parentRefs: [{ sectionName: 'https' }],
      rules: [{ matches: [{ path: { type: 'Exact', value: '/.well-known/security.txt' } }] }],
    });
    expect(spec.hostnames).toBeUndefined();
  });
});

describe('what Traefik may', () => {
  it('reads Secrets only in the namespaces that it watches, which have routes', () => {
    const objects = rendered();
    const readers = objects.objects.filter((object) => JSON.stringify(object['rules'] ?? '').includes('secrets'));

    expect(readers.every(({ kind }) => kind === 'Role')).toBe(true);
    expect(readers.map(({ metadata }) => metadata.namespace)).toContain('traefik');
    expect(readers.map(({ metadata }) => metadata.namespace)).toEqual(watched(objects));
  });

  it('reads them everywhere only where a cluster says so', () => {
    const objects = settings({ watch: 'all' });

    expect(watched(objects)).toBeUndefined();
    expect(JSON.stringify(objects.object('ClusterRole', 'traefik')['rules'])).toContain('secrets');
    expect(objects.objects.map(({ kind }) => kind)).not.toContain('Role');
  });

  it('reaches backends in namespaces that have routes, and nothing outside the cluster', () => {
    const { egress } = rendered().object('NetworkPolicy', 'traefik')['spec'] as {
      egress: { to: { ipBlock?: { cidr: string }; namespaceSelector?: unknown }[] }[];
    };

    expect(egress.flatMap(({ to }) => to.flatMap(({ ipBlock }) => ipBlock?.cidr ?? []))).toEqual(['10.20.0.0/24']);
    expect(egress.flatMap(({ to }) => to.flatMap(({ namespaceSelector }) => namespaceSelector ?? []))).toEqual([
      { matchLabels: { [polder.routes]: 'public' } },
    ]);
  });

  it('needs no capability and no root', () => {
    expect(rendered().object('Deployment', 'traefik')).toMatchObject({
      spec: {
        template: {
          spec: {
            securityContext: { runAsNonRoot: true },
            containers: [{ securityContext: { capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true } }],
          },
        },
      },
    });
  });

  it('believes forwarded headers of named proxies only, never of everybody', () => {
    expect(args().filter((arg) => arg.includes('forwardedheaders'))).toEqual([]);
    expect(args(settings({ trustedProxies: ['10.9.0.0/24'] }))).toContain('--entrypoints.websecure.forwardedheaders.trustedips=10.9.0.0/24');
    expect(() => settings({ trustedProxies: ['0.0.0.0/0'] })).toThrow(
      '"0.0.0.0/0" is everybody, so anyone could forge their address; name the networks of the proxies',
    );
  });
});

describe('running it', () => {
  it('takes no pod away in a rollout before another is ready, and lets requests end', () => {
    const deployment = rendered().object('Deployment', 'traefik');
    const seconds = (name: string) =>
      Number(
        args()
          .find((arg) => arg.startsWith(`--entrypoints.websecure.transport.lifecycle.${name}=`))
          ?.match(/=(\d+)s$/)?.[1],
      );

    expect(deployment).toMatchObject({ spec: { strategy: { rollingUpdate: { maxUnavailable: 0 } } } });
    expect((pod(deployment).spec as unknown as { terminationGracePeriodSeconds: number }).terminationGracePeriodSeconds).toBeGreaterThan(
      seconds('requestacceptgracetimeout') + seconds('gracetimeout'),
    );
  });

  it.each([
    ['lab', 1, 'NodePort'],
    ['small', 2, 'LoadBalancer'],
    ['production', 3, 'LoadBalancer'],
  ])('%s has %i replicas behind a %s', (profile, replicas, type) => {
    const objects = rendered({ profile });

    expect(objects.object('Deployment', 'traefik')).toMatchObject({ spec: { replicas } });
    expect(objects.object('Service', 'traefik')).toMatchObject({ spec: { type, externalTrafficPolicy: 'Local', ipFamilyPolicy: 'PreferDualStack' } });
  });

  it('logs no header that may hold a secret, and no query', () => {
    expect(args()).toEqual(
      expect.arrayContaining(['--accesslog.format=json', '--accesslog.fields.headers.defaultmode=drop', '--accesslog.fields.queryparameters.defaultmode=drop']),
    );
    expect(args().filter((arg) => /names\.(authorization|cookie)/i.test(arg))).toEqual([]);
  });

  it('shows neither API nor metrics on the public ports, and calls nobody', () => {
    expect(args().filter((arg) => arg.startsWith('--api'))).toEqual([]);
    expect(args()).toEqual(
      expect.arrayContaining([
        '--metrics.prometheus.entrypoint=metrics',
        '--ping.entrypoint=ping',
        '--global.checknewversion=false',
        '--global.sendanonymoususage=false',
      ]),
    );
    expect(rendered().object('Service', 'traefik')).toMatchObject({ spec: { ports: [{ port: 80 }, { port: 443 }] } });
  });

  it('lets Prometheus in and brings alerts where there is one', () => {
    const objects = rendered(prometheus);

    const { selector } = objects.object('ServiceMonitor', 'traefik')['spec'] as { selector: { matchLabels: Record<string, string> } };

    expect(objects.object('Service', 'traefik-metrics').metadata.labels).toMatchObject(selector.matchLabels);
    expect(JSON.stringify(objects.object('NetworkPolicy', 'traefik')['spec'])).toContain('"monitoring"');
    expect(JSON.stringify(objects.object('PrometheusRule', 'traefik'))).toContain('SecurityTxtExpires');
    expect(rendered().objects.map(({ kind }) => kind)).not.toContain('PrometheusRule');
  });
});
