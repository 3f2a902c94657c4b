import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../charts-ts/kit/object.ts';
import { renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { certManager } from '../../ingress/cert-manager/index.ts';
import { keda } from './index.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };

function rendered(settings: Readonly<Record<string, unknown>> = {}, changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(keda, { ...metrics, ...changes, components: { keda: settings } });
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

function rules(object: KubeObject): readonly Rule[] {
  return object['rules'] as readonly Rule[];
}

function text(kind: string, name: string, settings: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify(rendered(settings).object(kind, name));
}

describe('what KEDA may', () => {
  it('reads Secrets of its own namespace only, unless the site opens all', () => {
    const reads = (settings = {}) => rules(rendered(settings).object('ClusterRole', 'keda-operator')).some(({ resources }) => resources.includes('secrets'));
    expect(reads()).toBe(false);
    expect(reads({ logins: 'everywhere' })).toBe(true);
    expect(text('Deployment', 'keda-operator')).toContain('{"name":"KEDA_RESTRICT_SECRET_ACCESS","value":"true"}');
    expect(text('Deployment', 'keda-operator', { logins: 'everywhere' })).toContain('{"name":"KEDA_RESTRICT_SECRET_ACCESS","value":"false"}');
  });

  it('scales Deployments, StatefulSets and what the site names', () => {
    const scales = (settings = {}) =>
      rules(rendered(settings).object('ClusterRole', 'keda-operator')).flatMap(({ resources }) => resources.filter((name) => name.endsWith('/scale')));
    expect(scales()).toEqual(['deployments/scale', 'statefulsets/scale']);
    expect(scales({ scaleTargets: [{ group: 'argoproj.io', resource: 'rollouts' }] })).toContain('rollouts/scale');
  });

  it('lets no program change webhook configurations or API services', () => {
    const all = JSON.stringify(rendered().objects.filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role'));
    expect(all).not.toMatch(/admissionregistration|apiregistration/);
    expect(text('Deployment', 'keda-operator')).toContain('--enable-cert-rotation=false');
  });

  it('lets people of the platform use it where they may edit, and see it where they may view', () => {
    expect(rendered().object('ClusterRole', 'keda-edit').metadata.labels).toMatchObject({ 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' });
    expect(text('ClusterRole', 'keda-edit')).not.toContain('clustertriggerauthentications');
  });

  it('sends its own token to no address that a tenant names', () => {
    expect(text('Deployment', 'keda-operator')).toContain('"--service-account-token-mode=enforce-audience"');
    expect(text('Deployment', 'keda-operator')).not.toContain('KEDA_SERVICE_ACCOUNT_TOKEN_AUDIENCES');
  });

  it('lets developers of tenants scale and say how to log in, and viewers see what scales', () => {
    const tenants = renderComponent(keda, metrics, {}, exampleTenants({ winkel: {} }));
    const granted = (role: string) => [...new Set(rules(tenants.object('ClusterRole', `polder-tenant-${role}-keda`)).flatMap(({ resources }) => resources))];

    expect(granted('viewer')).toEqual(['scaledjobs', 'scaledobjects']);
    expect(granted('developer').sort()).toEqual(['scaledjobs', 'scaledobjects', 'triggerauthentications']);
    expect(rendered().objects.filter(({ metadata }) => metadata.name.startsWith('polder-tenant-'))).toEqual([]);
  });
});

describe('its certificates', () => {
  it("have a CA whose key stays in cert-manager's namespace, and which cainjector tells the API server", () => {
    expect(rendered().object('Certificate', 'keda-ca')).toMatchObject({ metadata: { namespace: 'cert-manager' }, spec: { isCA: true } });
    for (const kind of ['APIService', 'ValidatingWebhookConfiguration'])
      expect(rendered().objects.find((object) => object.kind === kind)?.metadata.annotations).toMatchObject({
        'cert-manager.io/inject-ca-from': 'cert-manager/keda-ca',
      });
  });

  it('are what cainjector may tell, and no more', () => {
    const cainjector = (enabled: boolean) =>
      JSON.stringify(renderComponent(certManager, { components: { keda: { enabled } } }).object('ClusterRole', 'cert-manager-cainjector'));
    expect(cainjector(true)).toContain('"resourceNames":["v1beta1.external.metrics.k8s.io"]');
    expect(cainjector(true)).toContain('"keda"');
    expect(cainjector(false)).not.toMatch(/keda|external\.metrics/);
  });

  it('let the operator tell the metrics API from any other caller', () => {
    expect(rendered().object('Certificate', 'keda-metrics-apiserver-client')).toMatchObject({ spec: { usages: ['digital signature', 'client auth'] } });
    expect(text('Deployment', 'keda-metrics-apiserver')).toContain('--cert-dir=/certs/client');
  });
});

describe('its network', () => {
  it('reaches namespaces of tenants and those that the site names, and none of the platform, since it asks what tenants say', () => {
    const peers = (settings = {}) =>
      (rendered(settings).object('NetworkPolicy', 'keda-operator')['spec'] as { egress: { to: { namespaceSelector?: object }[] }[] }).egress
        .flatMap(({ to }) => to)
        .flatMap(({ namespaceSelector }) => namespaceSelector ?? []);
    const tenants = { matchExpressions: [{ key: 'polder.internal/tenant', operator: 'Exists' }] };

    expect(peers()).toEqual([tenants]);
    expect(peers({ sourceNamespaces: ['queues'] })).toEqual([tenants, { matchLabels: { 'kubernetes.io/metadata.name': 'queues' } }]);
  });

  it('reaches outside only the ports that the site opens', () => {
    const outside = (settings = {}) => text('NetworkPolicy', 'keda-operator', settings).includes('0.0.0.0/0');
    expect(outside()).toBe(false);
    expect(outside({ outsidePorts: [443] })).toBe(true);
  });
});

describe('running it', () => {
  it('watches the namespaces that the site names, and all without', () => {
    expect(text('Deployment', 'keda-operator', { namespaces: ['a', 'b'] })).toContain('{"name":"WATCH_NAMESPACE","value":"a,b"}');
    expect(text('Deployment', 'keda-operator')).toContain('{"name":"WATCH_NAMESPACE","value":"\\"\\""}');
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with a mirror and without metrics too', (profile) => {
    expect(rendered({}, { profile }).objects.length).toBeGreaterThan(0);
    const mirrored = JSON.stringify(renderComponent(keda, { profile, mirrors: { registry: 'registry.example.nl' } }).objects);
    for (const image of ['keda', 'keda-metrics-apiserver', 'keda-admission-webhooks'])
      expect(mirrored).toContain(`registry.example.nl/ghcr.io/kedacore/${image}:`);
  });
});
