import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { base } from '../../base/base/index.ts';
import { nodeExporter } from './index.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };

function rendered(changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(nodeExporter, { ...metrics, ...changes });
}

interface Pod {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly tolerations: unknown;
  readonly volumes: unknown;
  readonly automountServiceAccountToken: boolean;
  readonly containers: readonly { readonly args: readonly string[]; readonly volumeMounts: unknown; readonly securityContext: unknown }[];
}

const daemonSet = () => rendered().object('DaemonSet', 'node-exporter');
const pod = () => (daemonSet() as unknown as { spec: { template: { spec: Pod } } }).spec.template.spec;
const args = () => pod().containers[0]?.args ?? [];

describe('what it sees of the node', () => {
  it('is its files, read-only, and later mounts too', () => {
    expect(pod().volumes).toEqual([{ name: 'host', hostPath: { path: '/', type: 'Directory' } }]);
    expect(pod().containers[0]?.volumeMounts).toEqual([{ name: 'host', mountPath: '/host', readOnly: true, mountPropagation: 'HostToContainer' }]);
    expect(daemonSet().metadata.annotations?.['polder.internal/exception']).toContain('host-path');
  });

  it('is not its network, on which nobody could be kept from asking', () => {
    expect(pod().hostNetwork).toBeUndefined();
    expect(pod().hostPID).toBeUndefined();
    expect(rendered().object('NetworkPolicy', 'node-exporter')['spec']).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } }], ports: [{ port: 9100 }] }],
    });
    expect(rendered().object('NetworkPolicy', 'node-exporter')['spec']).not.toHaveProperty('egress');
  });

  it('leaves out what would be told of the pod’s own network', () => {
    expect(args()).toContain('--collector.disable-defaults');
    for (const collector of ['netdev', 'netstat', 'sockstat', 'conntrack', 'arp', 'softnet', 'udp_queues'])
      expect(args()).not.toContain(`--collector.${collector}`);
  });

  it('is seen without any right of root', () => {
    expect(pod().containers[0]?.securityContext).toMatchObject({ runAsNonRoot: true, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true });
    expect(pod().automountServiceAccountToken).toBe(false);
  });
});

describe('running it', () => {
  it('is on every node, whatever its taints, alone in a namespace that allows it', () => {
    expect(pod().tolerations).toEqual([{ operator: 'Exists' }]);
    expect(
      renderComponent(base, { ...metrics, components: { 'node-exporter': { enabled: true } } }).object('Namespace', 'node-exporter').metadata.labels,
    ).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'privileged' });
  });

  it('calls a node by its name, so that a new pod makes no new series', () => {
    const text = JSON.stringify(rendered().object('PodMonitor', 'node-exporter'));

    expect(text).toContain('{"action":"replace","sourceLabels":["__meta_kubernetes_pod_node_name"],"targetLabel":"instance"}');
    expect(text).toContain('{"action":"replace","sourceLabels":["__meta_kubernetes_pod_node_name"],"targetLabel":"node"}');
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with a mirror too', (profile) => {
    expect(rendered({ profile }).objects.length).toBeGreaterThan(0);
    expect(JSON.stringify(rendered({ profile, mirrors: { registry: 'registry.example.nl' } }).objects)).toContain(
      'registry.example.nl/quay.io/prometheus/node-exporter:v',
    );
  });
});
