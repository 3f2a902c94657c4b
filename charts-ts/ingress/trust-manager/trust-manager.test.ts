import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { trustManager } from './index.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };
const lab = { profile: 'lab', components: { 'cert-manager': { issuer: { ca: null } } } };

function rendered(changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(trustManager, changes);
}

function sources(changes: Readonly<Record<string, unknown>> = {}): unknown {
  const { spec } = rendered(changes).object('Bundle', 'platform-trust') as unknown as { spec: { sources: unknown } };
  return spec.sources;
}

describe('the bundle', () => {
  it('holds the public CAs', () => {
    expect(sources()).toEqual([{ useDefaultCAs: true }]);
  });

  it('holds a lab’s own root too', () => {
    expect(sources(lab)).toEqual([{ useDefaultCAs: true }, { secret: { name: 'platform-root', key: 'tls.crt' } }]);
  });

  it('goes to every namespace, as the file that Debian has', () => {
    expect(rendered().object('Bundle', 'platform-trust')['spec']).toMatchObject({ target: { configMap: { key: 'ca-certificates.crt' } } });
    expect(JSON.stringify(rendered().object('Bundle', 'platform-trust'))).not.toContain('namespaceSelector');
  });

  it('is synced when the webhook that checks it answers', () => {
    expect(rendered().object('Bundle', 'platform-trust').metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '1' });
  });

  it('is never empty', () => {
    expect(() => rendered({ components: { 'trust-manager': { publicCas: false } } })).toThrow(/publicCas: false leaves nothing to trust/);
  });
});

describe('what trust-manager may', () => {
  it('changes no ConfigMap but the bundle, and writes no Secret', () => {
    const rules = rendered().object('ClusterRole', 'trust-manager')['rules'] as readonly {
      readonly resources: readonly string[];
      readonly verbs: readonly string[];
      readonly resourceNames?: readonly string[];
    }[];

    const writes = rules.filter(({ resources, verbs }) => resources.includes('configmaps') && verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)));

    expect(writes.map(({ resourceNames }) => resourceNames)).toEqual([['platform-trust']]);
    expect(JSON.stringify(rules)).not.toContain('secrets');
    expect(rendered().object('Role', 'trust-manager')['rules']).toContainEqual({ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] });
  });

  it('talks to the API server, and is called by it', () => {
    expect(rendered().object('NetworkPolicy', 'trust-manager')['spec']).toMatchObject({
      ingress: [{ from: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 6443 }] }],
      egress: [{ to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 6443 }] }],
    });
  });
});

describe('its webhook', () => {
  it('has a certificate for the name that the API server calls, with an elliptic-curve key', () => {
    expect(rendered().object('Certificate', 'trust-manager')['spec']).toMatchObject({
      dnsNames: ['trust-manager.cert-manager.svc'],
      secretName: 'trust-manager-tls',
      issuerRef: { kind: 'Issuer', name: 'trust-manager' },
      privateKey: { algorithm: 'ECDSA' },
    });
  });

  it('gets its CA at run time', () => {
    const configuration = rendered().object('ValidatingWebhookConfiguration', 'trust-manager');

    expect(configuration.metadata.annotations).toEqual({ 'cert-manager.io/inject-ca-from': 'cert-manager/trust-manager' });
    expect(configuration['webhooks']).toMatchObject([
      { failurePolicy: 'Fail', clientConfig: { service: { name: 'trust-manager', namespace: 'cert-manager' } } },
    ]);
  });
});

describe('running it', () => {
  it('takes the public CAs from an image of their own', () => {
    expect(rendered({ mirrors: { registry: 'registry.example.nl' } }).object('Deployment', 'trust-manager')).toMatchObject({
      spec: { template: { spec: { initContainers: [{ image: 'registry.example.nl/quay.io/jetstack/trust-pkg-debian-trixie:20250419.2' }] } } },
    });
  });

  it('brings alerts and lets Prometheus in where there is one', () => {
    expect(JSON.stringify(rendered(metrics).object('PrometheusRule', 'trust-manager'))).toContain('TrustBundleNotSynced');
    expect(JSON.stringify(rendered(metrics).object('NetworkPolicy', 'trust-manager'))).toContain('"monitoring"');
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s', (profile) => {
    expect(rendered({ profile, ...metrics }).objects.length).toBeGreaterThan(0);
  });
});
