import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { blackboxExporter } from './index.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };

function rendered(config: Readonly<Record<string, unknown>> = {}, changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(blackboxExporter, { ...metrics, ...changes, components: { 'blackbox-exporter': config } });
}

interface Probe {
  readonly prober: unknown;
  readonly module: string;
  readonly targets: {
    readonly staticConfig: {
      readonly static: readonly string[];
      readonly relabelingConfigs?: readonly { readonly regex: string; readonly replacement: string }[];
    };
  };
}

const probe = (objects = rendered()) => objects.object('Probe', 'hostnames')['spec'] as Probe;

interface Modules {
  readonly modules: { readonly https: { readonly timeout: string; readonly http: Readonly<Record<string, unknown>> } };
}

function modules(objects = rendered()): Modules {
  const { data } = objects.object('ConfigMap', 'blackbox-exporter') as unknown as { data: Record<string, string> };
  return load(data['modules.yaml'] ?? '') as Modules;
}

describe('what is asked', () => {
  it('is every hostname of the platform, over HTTPS', () => {
    expect(probe().targets.staticConfig.static).toEqual(['https://argocd.apps.example.nl/']);
    expect(probe().prober).toEqual({ url: 'blackbox-exporter.monitoring.svc:9115', path: '/probe' });
  });

  it('is what a cluster adds, and not what it takes away', () => {
    expect(probe(rendered({ urls: ['https://zaken.example.nl/gezond'], except: ['argocd.apps.example.nl'] })).targets.staticConfig.static).toEqual([
      'https://zaken.example.nl/gezond',
    ]);
  });

  it('fails without a certificate that the platform trusts, and below TLS 1.2', () => {
    expect(modules().modules.https.http).toMatchObject({
      fail_if_not_ssl: true,
      tls_config: { ca_file: '/etc/trust/ca-certificates.crt', min_version: 'TLS12' },
    });
  });

  it('counts a login as an answer, and a hostname without a route as none', () => {
    const { valid_status_codes: codes } = modules().modules.https.http as { valid_status_codes: number[] };

    expect(codes).toEqual(expect.arrayContaining([200, 302, 401, 403]));
    expect(codes).not.toContain(404);
    expect(modules().modules.https.http).toMatchObject({ follow_redirects: false });
  });

  it('is asked with a module that is there', () => {
    expect(Object.keys(modules().modules)).toEqual([probe().module]);
  });
});

describe('without DNS', () => {
  it('hostnames are asked at the Gateway by their name, and other addresses as they are', () => {
    const { relabelingConfigs = [] } = probe(rendered({ urls: ['https://www.example.org/'] }, { profile: 'lab' })).targets.staticConfig;
    const [hostname, target] = relabelingConfigs;
    // As Prometheus does: the whole value must match.
    const replace = (rule: typeof hostname, value: string) => {
      const pattern = new RegExp(`^(?:${rule?.regex})$`);
      return pattern.test(value) ? value.replace(pattern, rule?.replacement ?? '') : undefined;
    };

    expect(replace(hostname, 'https://argocd.apps.example.nl/')).toBe('argocd.apps.example.nl');
    expect(replace(target, 'https://argocd.apps.example.nl/')).toBe('https://traefik.traefik.svc:443/');
    expect(replace(hostname, 'https://www.example.org/')).toBeUndefined();
    expect(replace(target, 'https://www.example.org/')).toBeUndefined();
  });

  it('is what a lab has, and no other profile', () => {
    expect(probe(rendered({}, { profile: 'small' })).targets.staticConfig).not.toHaveProperty('relabelingConfigs');
    expect(() => rendered({ gatewayAddress: 'https://traefik' })).toThrow(/is not a host and port; write it like traefik.traefik.svc:443/);
  });
});

describe('running it', () => {
  it('reaches the Gateway and what is outside, and only Prometheus may have it ask', () => {
    const { spec } = rendered({ urls: ['https://zaken.example.nl:8443/'] }).object('NetworkPolicy', 'blackbox-exporter') as unknown as {
      spec: { ingress: unknown; egress: { to: { ipBlock?: { cidr: string; except: string[] } }[]; ports?: { port: number }[] }[] };
    };

    expect(spec.ingress).toMatchObject([{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } }], ports: [{ port: 9115 }] }]);
    expect(spec.egress[0]).toMatchObject({ to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } } }] });
    expect(spec.egress[1]?.ports?.map(({ port }) => port)).toEqual([443, 8443]);
    expect(spec.egress[1]?.to[0]?.ipBlock).toEqual({ cidr: '0.0.0.0/0', except: ['10.42.0.0/16', '10.43.0.0/16'] });
  });

  it('waits less for an answer than Prometheus waits for it', () => {
    const { scrapeTimeout } = probe() as unknown as { scrapeTimeout: string };

    expect(Number.parseInt(modules().modules.https.timeout, 10)).toBeLessThan(Number.parseInt(scrapeTimeout, 10));
  });

  it('rolls the pod when what it asks changes', () => {
    const { spec } = rendered().object('Deployment', 'blackbox-exporter') as unknown as {
      spec: { template: { metadata: { annotations: Record<string, string> } } };
    };

    expect(spec.template.metadata.annotations['polder.internal/config-checksum']).toMatch(/^[0-9a-f]{16}$/);
  });

  it('alerts by what a cluster finds slow, and late', () => {
    const text = JSON.stringify(rendered({ slowSeconds: 0.5, certificateDays: 30 }).object('PrometheusRule', 'blackbox-exporter'));

    expect(text).toContain('[10m]) > 0.5"');
    expect(text).toContain('< 30 * 24 * 60 * 60');
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with a mirror too', (profile) => {
    expect(rendered({}, { profile }).objects.length).toBeGreaterThan(0);
    expect(JSON.stringify(rendered({}, { profile, mirrors: { registry: 'registry.example.nl' } }).objects)).toContain(
      'registry.example.nl/quay.io/prometheus/blackbox-exporter:v',
    );
  });
});
