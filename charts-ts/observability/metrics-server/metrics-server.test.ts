import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { certManager } from '../../ingress/cert-manager/index.ts';
import { metricsServer } from './index.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };
const on = { components: { 'metrics-server': { enabled: true } } };

function rendered(changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(metricsServer, changes);
}

function args(changes: Readonly<Record<string, unknown>> = {}, of = rendered(changes), name = 'metrics-server'): readonly string[] {
  const { spec } = of.object('Deployment', name) as unknown as { spec: { template: { spec: { containers: { args: string[] }[] } } } };
  return spec.template.spec.containers[0]?.args ?? [];
}

describe('the API server', () => {
  it('verifies metrics-server, by a CA that cainjector tells it', () => {
    const api = rendered().object('APIService', 'v1beta1.metrics.k8s.io');

    expect(api.metadata.annotations).toMatchObject({ 'cert-manager.io/inject-ca-from': 'cert-manager/metrics-server' });
    expect(api['spec']).toMatchObject({ service: { name: 'metrics-server', namespace: 'cert-manager', port: 443 } });
    expect(api['spec']).not.toHaveProperty('insecureSkipTLSVerify');
    expect(rendered().object('Certificate', 'metrics-server')['spec']).toMatchObject({
      dnsNames: ['metrics-server.cert-manager.svc'],
      secretName: 'metrics-server-tls',
    });
  });

  it('is told of the API when the pods are ready', () => {
    expect(rendered().object('APIService', 'v1beta1.metrics.k8s.io').metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-wave': '1' });
  });

  it('has cainjector change this API only, and none where there is no metrics-server', () => {
    const [withApi, without] = [renderComponent(certManager, on), renderComponent(certManager)];
    const grants = (of: typeof withApi) =>
      (of.object('ClusterRole', 'cert-manager-cainjector')['rules'] as readonly { readonly resources: readonly string[] }[]).filter(({ resources }) =>
        resources.includes('apiservices'),
      );

    expect(args({}, withApi, 'cert-manager-cainjector')).toContain('--enable-apiservices-injectable=true');
    expect(grants(withApi)).toMatchObject([{ verbs: ['get', 'list', 'watch'] }, { resourceNames: ['v1beta1.metrics.k8s.io'], verbs: ['patch'] }]);
    expect(args({}, without, 'cert-manager-cainjector')).toContain('--enable-apiservices-injectable=false');
    expect(grants(without)).toEqual([]);
  });
});

describe('the kubelets', () => {
  it('are verified, unless a cluster says that each signed its own certificate', () => {
    expect(args()).not.toContain('--kubelet-insecure-tls');
    expect(args({ components: { 'metrics-server': { kubeletCertificates: 'unverified' } } })).toContain('--kubelet-insecure-tls');
    expect(args({ profile: 'lab' })).toContain('--kubelet-insecure-tls');
  });

  it('are reached on the nodes, as is the API server, and nothing else', () => {
    expect(rendered().object('NetworkPolicy', 'metrics-server')['spec']).toMatchObject({
      ingress: [{ from: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 4443 }] }],
      egress: [
        { to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 6443 }] },
        { to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 10250 }] },
      ],
    });
  });
});

describe('rights', () => {
  it('are to see pods and nodes, and to ask for what they use', () => {
    expect(rendered().object('ClusterRole', 'metrics-server')['rules']).toEqual([
      { apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    ]);
  });

  it('of whoever may view a namespace include its metrics', () => {
    expect(rendered().object('ClusterRole', 'metrics-server-readers')).toMatchObject({
      metadata: { labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } },
      rules: [{ apiGroups: ['metrics.k8s.io'] }],
    });
  });
});

describe('running it', () => {
  it('takes no answer away in a rollout, nor when a node is drained', () => {
    expect(rendered({ profile: 'production' }).object('Deployment', 'metrics-server')).toMatchObject({
      spec: { replicas: 2, strategy: { rollingUpdate: { maxUnavailable: 0 } } },
    });
    expect(rendered({ profile: 'production' }).object('PodDisruptionBudget', 'metrics-server')['spec']).toMatchObject({ maxUnavailable: 1 });
  });

  it('keeps what it tells as an API server out of the metrics, which are about the cluster’s own', () => {
    expect(JSON.stringify(rendered(metrics).object('ServiceMonitor', 'metrics-server'))).toContain('"regex":"(metrics_server|process|go)_.+"');
  });

  it('meets the need for resource metrics', () => {
    expect(metricsServer.offers({ cluster: {} as never, config: {} as never })).toEqual([{ id: 'resource-metrics', value: {} }]);
    expect(metricsServer.haven).toEqual(['metrics']);
  });

  it('is not there twice where the distribution brings its own', () => {
    expect(() => rendered({ provides: { 'resource-metrics': {} } })).toThrow(/component metrics-server offers "resource-metrics" too/);
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with metrics and a mirror too', (profile) => {
    expect(rendered({ profile }).objects.length).toBeGreaterThan(0);
    expect(JSON.stringify(rendered({ ...metrics, profile, mirrors: { registry: 'registry.example.nl' } }).objects)).toContain(
      'registry.example.nl/registry.k8s.io/metrics-server/metrics-server:v',
    );
  });
});
