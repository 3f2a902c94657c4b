import { describe, expect, it } from 'vitest';
import { everythingForTenants, forTenants } from '../../test/support/for-tenants.ts';
import { exampleCluster } from '../../test/support/render.ts';
import { within } from '../checks/pods.ts';
import type { KubeObject } from '../kit/object.ts';
import { app } from './app.ts';
import { App, type AppInput } from './declaration.ts';
import type { ForTenants } from './facts.ts';
import { appObjects, objectsOf } from './render.ts';

const facts = forTenants(exampleCluster({ provides: everythingForTenants }));
const least: AppInput = { name: 'zaken', image: 'registry.example.nl/teams/zaken:1.4.2' };

function made(changes: Partial<AppInput> = {}, cluster: ForTenants = facts): readonly KubeObject[] {
  return objectsOf('zaken', (chart) => app(chart, cluster, { ...least, ...changes }));
}

function one(kind: string, name: string, objects: readonly KubeObject[]): KubeObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind}/${name}; there is ${objects.map((object) => `${object.kind}/${object.metadata.name}`).join(', ')}`);
  return found;
}

const kinds = (objects: readonly KubeObject[]) => objects.map(({ kind }) => kind);

interface Container {
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly volumeMounts?: readonly { readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly readinessProbe?: unknown;
  readonly livenessProbe?: unknown;
  readonly startupProbe?: { readonly periodSeconds: number; readonly failureThreshold: number };
}

function container(objects: readonly KubeObject[]): Container {
  const containers = within(one('Deployment', 'zaken', objects)['spec'], 'template', 'spec', 'containers') as readonly [Container];
  return containers[0];
}

function variable(objects: readonly KubeObject[], name: string): unknown {
  const found = container(objects).env?.find((variable) => variable.name === name);
  return found?.value ?? found?.valueFrom;
}

describe('the least that a declaration says', () => {
  it('gives a Deployment of two, a Service, an account without rights, and a budget; nothing that is public', () => {
    expect(kinds(made())).toEqual(['Deployment', 'PodDisruptionBudget', 'Service', 'ServiceAccount']);
    expect(within(one('Deployment', 'zaken', made()), 'spec', 'replicas')).toBe(2);
  });

  it('names no namespace: it goes where the Application that syncs it goes', () => {
    expect(made({ hostnames: ['zaken'], metrics: {} }).filter(({ metadata }) => metadata.namespace !== undefined)).toEqual([]);
  });

  it('is asked whether it takes connections, where it has no health path', () => {
    expect(container(made())).toMatchObject({ readinessProbe: { tcpSocket: { port: 'http' } }, livenessProbe: { tcpSocket: { port: 'http' } } });
  });
});

describe('health', () => {
  it('is asked at one path, or at one for each question', () => {
    const paths = (health: AppInput['health']) => {
      const { readinessProbe, livenessProbe, startupProbe } = container(made({ health }));
      return [readinessProbe, livenessProbe, startupProbe].map((probe) => within(probe, 'httpGet', 'path'));
    };

    expect(paths('/gezond')).toEqual(['/gezond', '/gezond', '/gezond']);
    expect(paths({ ready: '/klaar', live: '/leeft' })).toEqual(['/klaar', '/leeft', '/leeft']);
  });

  it('waits as long for a start as the declaration says', () => {
    const { periodSeconds = 0, failureThreshold = 0 } = container(made({ startSeconds: 93 })).startupProbe ?? {};

    expect(periodSeconds * failureThreshold).toBeGreaterThanOrEqual(93);
    expect(periodSeconds * (failureThreshold - 1)).toBeLessThan(93);
  });
});

describe('hostnames', () => {
  const objects = made({ hostnames: ['zaken', 'www.apps.example.nl', '*.zaken'], metrics: {}, health: '/gezond' });

  it('are served by the Gateway, in full, without the metrics', () => {
    expect(one('HTTPRoute', 'zaken', objects)['spec']).toMatchObject({
      parentRefs: [{ name: 'public', namespace: 'traefik', sectionName: 'https' }],
      hostnames: ['zaken.apps.example.nl', 'www.apps.example.nl', '*.zaken.apps.example.nl'],
      rules: [{ backendRefs: [{ name: 'zaken', port: 80 }] }, { matches: [{ path: { value: '/metrics' } }] }],
    });
    expect((within(one('HTTPRoute', 'zaken', objects), 'spec', 'rules') as readonly object[])[1]).not.toHaveProperty('backendRefs');
  });

  it('are asked from outside at the health path; a wildcard is no address', () => {
    expect(within(one('Probe', 'zaken', objects), 'spec', 'targets', 'staticConfig', 'static')).toEqual([
      'https://zaken.apps.example.nl/gezond',
      'https://www.apps.example.nl/gezond',
    ]);
    expect(one('Probe', 'zaken', objects)['spec']).toMatchObject({ prober: { url: everythingForTenants.probes.address, path: '/probe' }, module: 'https' });
  });

  it('become an Ingress where the cluster has OpenShift’s router', () => {
    const openShift = { ...facts, gateway: { kind: 'openshift-router' as const, name: 'default', namespace: 'openshift-ingress', listener: 'https' } };

    expect(one('Ingress', 'zaken', made({ hostnames: ['zaken'] }, openShift))).toMatchObject({
      metadata: { annotations: { 'route.openshift.io/termination': 'edge' } },
      spec: { ingressClassName: 'openshift-default', rules: [{ host: 'zaken.apps.example.nl' }] },
    });
    expect(kinds(made({ hostnames: ['zaken'] }, openShift))).not.toContain('HTTPRoute');
  });
});

describe('what it needs', () => {
  const objects = made({ needs: { database: 'zaken', bucket: 'documenten', login: 'loket' } });

  it('of a database comes as variables of the Secret that CloudNativePG makes, with the CA and without its key', () => {
    expect(variable(objects, 'DATABASE_URL')).toEqual({ secretKeyRef: { name: 'zaken-app', key: 'uri' } });
    expect(variable(objects, 'DATABASE_PASSWORD')).toEqual({ secretKeyRef: { name: 'zaken-app', key: 'password' } });
    expect(variable(objects, 'DATABASE_CA_FILE')).toBe('/etc/polder/database/ca.crt');
    expect(JSON.stringify(within(one('Deployment', 'zaken', objects), 'spec', 'template', 'spec', 'volumes'))).toContain(
      '"secret":{"items":[{"key":"ca.crt","path":"ca.crt"}],"secretName":"zaken-ca"}',
    );
  });

  it('of a bucket comes of the ConfigMap and the Secret of its claim', () => {
    expect(variable(objects, 'BUCKET_NAME')).toEqual({ configMapKeyRef: { name: 'documenten', key: 'BUCKET_NAME' } });
    expect(variable(objects, 'AWS_SECRET_ACCESS_KEY')).toEqual({ secretKeyRef: { name: 'documenten', key: 'AWS_SECRET_ACCESS_KEY' } });
    expect(variable(objects, 'BUCKET_URL')).toBe('http://objects.objects.svc:80');
  });

  it('of a login comes of the Secret that the platform made for it', () => {
    expect(variable(objects, 'OIDC_ISSUER')).toBe('https://login.apps.example.nl/realms/platform');
    expect(variable(objects, 'OIDC_CLIENT_ID')).toEqual({ secretKeyRef: { name: 'oidc-loket', key: 'client-id' } });
    expect(variable(objects, 'OIDC_CLIENT_SECRET')).toEqual({ secretKeyRef: { name: 'oidc-loket', key: 'client-secret' } });
  });

  it('of the secret store is fetched by an ExternalSecret; a Secret without a path is there already', () => {
    const stored = made({ secrets: { betalen: { path: 'winkel-productie/betalen', env: { SLEUTEL: 'sleutel' } }, oud: { env: { OUD: 'waarde' } } } });

    expect(kinds(stored).filter((kind) => kind === 'ExternalSecret')).toHaveLength(1);
    expect(one('ExternalSecret', 'betalen', stored)['spec']).toMatchObject({
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'tenants' },
      data: [{ secretKey: 'sleutel', remoteRef: { key: 'winkel-productie/betalen', property: 'sleutel' } }],
    });
    expect(variable(stored, 'OUD')).toEqual({ secretKeyRef: { name: 'oud', key: 'waarde' } });
  });

  it('of CAs is the site’s bundle, where there is one', () => {
    expect(variable(made(), 'SSL_CERT_FILE')).toBe(`/etc/polder/trust/${facts.trust?.key}`);
    const { trust: _, ...without } = facts;
    expect(variable(made({}, without), 'SSL_CERT_FILE')).toBeUndefined();
  });
});

describe('calls', () => {
  const objects = made({ calls: { api: 8080 }, jobs: { opruimen: { schedule: '30 1 * * *' } } });
  const own = (...names: readonly string[]) => names.map((name) => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } }));
  const ports = [{ port: 8080, protocol: 'TCP' }];

  it('are open at both ends, for its jobs too, and to nobody else', () => {
    expect(one('NetworkPolicy', 'zaken', objects)['spec']).toMatchObject({ policyTypes: ['Egress'], egress: [{ to: own('api'), ports }] });
    expect(one('NetworkPolicy', 'zaken-opruimen', objects)['spec']).toMatchObject({ policyTypes: ['Egress'], egress: [{ to: own('api'), ports }] });
    expect(one('NetworkPolicy', 'zaken-to-api', objects)['spec']).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: own('zaken', 'zaken-opruimen'), ports }],
    });
  });

  it('that are none need no policy: what the platform opens is the tenant’s file', () => {
    expect(kinds(made({ hostnames: ['zaken'], metrics: {} }))).not.toContain('NetworkPolicy');
  });
});

describe('images', () => {
  const image = (written: string, images: Partial<ForTenants['images']>) =>
    container(made({ image: written }, { ...facts, images: { ...facts.images, ...images } })).image;

  it('are pulled below the mirror, unless the cluster takes them from where they are', () => {
    const mirror = { mirror: 'registry.example.nl/mirror', registries: ['registry.example.nl/teams'] };

    expect(image('ghcr.io/team/zaken:1.4.2', mirror)).toBe('registry.example.nl/mirror/ghcr.io/team/zaken:1.4.2');
    expect(image('registry.example.nl/teams/zaken:1.4.2', mirror)).toBe('registry.example.nl/teams/zaken:1.4.2');
    expect(image('registry.example.nl/mirror/ghcr.io/team/zaken:1.4.2', mirror)).toBe('registry.example.nl/mirror/ghcr.io/team/zaken:1.4.2');
    expect(image('registry.example.nl/teamsters/zaken:1.4.2', mirror)).toBe('registry.example.nl/mirror/registry.example.nl/teamsters/zaken:1.4.2');
    expect(image('ghcr.io/team/zaken:1.4.2', {})).toBe('ghcr.io/team/zaken:1.4.2');
  });

  it('keep their digest', () => {
    const digest = `@sha256:${'a'.repeat(64)}`;

    expect(image(`ghcr.io/team/zaken:1.4.2${digest}`, { digests: true })).toBe(`ghcr.io/team/zaken:1.4.2${digest}`);
    expect(() => made({}, { ...facts, images: { ...facts.images, digests: true } })).toThrow(/has no digest, which site\/example asks of each image/);
  });
});

describe('autoscaling', () => {
  it('leaves the number of pods to the autoscaler, from and to the numbers that are declared', () => {
    const objects = made({ replicas: { from: 2, to: 6 } });

    expect(one('Deployment', 'zaken', objects)['spec']).not.toHaveProperty('replicas');
    expect(one('HorizontalPodAutoscaler', 'zaken', objects)['spec']).toMatchObject({ minReplicas: 2, maxReplicas: 6, scaleTargetRef: { name: 'zaken' } });
  });
});

describe('files', () => {
  const objects = made({ files: { '/etc/zaken/a.yaml': 'a: 1\n', '/opt/zaken/a.yaml': 'a: 2\n' } });

  it('stand at their paths, also where two have one name', () => {
    expect(Object.values((one('ConfigMap', 'zaken-files', objects) as unknown as { data: Record<string, string> }).data)).toEqual(['a: 1\n', 'a: 2\n']);
    expect(container(objects).volumeMounts?.map(({ mountPath }) => mountPath)).toEqual(expect.arrayContaining(['/etc/zaken/a.yaml', '/opt/zaken/a.yaml']));
  });

  it('roll the pods when they change', () => {
    const checksum = (text: string) =>
      within(one('Deployment', 'zaken', made({ files: { '/etc/zaken/a.yaml': text } })), 'spec', 'template', 'metadata', 'annotations');

    expect(checksum('a: 1\n')).not.toEqual(checksum('a: 2\n'));
  });
});

describe('jobs', () => {
  it('run the same image with the same variables, and end in time', () => {
    const job = one('CronJob', 'zaken-opruimen', made({ needs: { database: 'zaken' }, jobs: { opruimen: { schedule: '30 1 * * *', minutes: 5 } } }));
    const text = JSON.stringify(job);

    expect(job['spec']).toMatchObject({ schedule: '30 1 * * *', timeZone: 'Etc/UTC', jobTemplate: { spec: { activeDeadlineSeconds: 300 } } });
    expect(text).toContain('registry.example.nl/teams/zaken:1.4.2');
    expect(text).toContain('DATABASE_URL');
  });
});

describe('metrics and alerts', () => {
  it('are read at a port of their own where there is one', () => {
    const objects = made({ metrics: { port: 9090, path: '/prometheus' } });

    expect(one('ServiceMonitor', 'zaken', objects)['spec']).toMatchObject({ endpoints: [{ port: 'metrics', path: '/prometheus', followRedirects: false }] });
    expect(within(one('Service', 'zaken', objects), 'spec', 'ports')).toMatchObject([
      { name: 'http', port: 80 },
      { name: 'metrics', port: 9090 },
    ]);
  });

  it('tell when it does not answer, inside or outside', () => {
    const names = (objects: readonly KubeObject[]) =>
      [...JSON.stringify(one('PrometheusRule', 'zaken', objects)).matchAll(/"alert":"(\w+)"/g)].map(([, name]) => name);

    expect(names(made({ metrics: {}, hostnames: ['zaken'] }))).toEqual(['ZakenDown', 'ZakenPodDown', 'ZakenHostnameDown']);
  });

  it('are left out where the cluster has no Prometheus, and nobody asks where it has no prober', () => {
    const { metrics: _, ...quiet } = facts;
    const { probes: __, ...unasked } = facts;

    expect(kinds(made({ metrics: {}, hostnames: ['zaken'] }, quiet)).filter((kind) => /Monitor|Probe|Rule/.test(kind))).toEqual([]);
    expect(kinds(made({ hostnames: ['zaken'] }, unasked)).filter((kind) => /Monitor|Probe|Rule/.test(kind))).toEqual([]);
  });
});

describe('a declaration in code', () => {
  it('is refused with every mistake, in words', () => {
    expect(() => made({ name: 'Zaken', image: 'ghcr.io/team/zaken', port: 0 })).toThrow(
      [
        'name: "Zaken" is not the name of an application; use lower-case letters, digits and hyphens, beginning with a letter, at most 30, and not polder-…, like zaken-api',
        'image: "ghcr.io/team/zaken" has no version; write a tag, such as :1.4.2, or a digest',
        'port: 0 is too small; at least 1',
      ].join('\n'),
    );
  });

  it('gives the same as one in a file', () => {
    expect(made({ hostnames: ['zaken'] })).toEqual(appObjects(facts, App.parse({ ...least, hostnames: ['zaken'] })));
  });
});
