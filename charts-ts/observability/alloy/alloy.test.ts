import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { alloy } from './index.ts';
import { alloyText, expression } from './language.ts';

const provides = { 'block-storage': { storageClass: 'fast' }, metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } };

function rendered(changes: object = {}) {
  return renderComponent(alloy, { provides, components: { loki: { enabled: true }, alloy: { enabled: true } }, ...changes });
}

function configuration(): string {
  const { data } = rendered().object('ConfigMap', 'alloy') as unknown as { data: { 'config.alloy': string } };
  return data['config.alloy'];
}

describe('Alloy’s language', () => {
  it('has blocks with labels, attributes and blocks in them', () => {
    const inner = { block: 'rule', attributes: { regex: '\\d "x"', labels: ['a', 'b'], drop: true, limit: 5 } };

    expect(
      alloyText([{ block: 'discovery.relabel', label: 'pods', attributes: { targets: expression('discovery.kubernetes.pods.targets') }, blocks: [inner] }]),
    ).toBe(
      [
        'discovery.relabel "pods" {',
        '  targets = discovery.kubernetes.pods.targets',
        '  rule {',
        '    regex = "\\\\d \\"x\\""',
        '    labels = ["a", "b"]',
        '    drop = true',
        '    limit = 5',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('has a block with nothing in it', () => {
    expect(alloyText([{ block: 'stage.cri' }])).toBe('stage.cri { }\n');
  });
});

describe('Alloy', () => {
  it('stands where the Haven Compliancy Checker looks, on every node', () => {
    expect(rendered().object('DaemonSet', 'alloy')).toMatchObject({
      metadata: { namespace: 'logging' },
      spec: { template: { spec: { tolerations: [{ operator: 'Exists' }] } } },
    });
  });

  it('sends to Loki', () => {
    expect(configuration()).toContain('url = "http://loki.logging.svc:3100/loki/api/v1/push"');
  });

  it('labels lines with their tenant', () => {
    expect(configuration()).toContain('source_labels = ["__meta_kubernetes_namespace_label_polder_internal_tenant"]');
  });

  it('names groups in braces, since an underscore after them would belong to their name', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: groups of an expression.
    expect(configuration()).toContain('replacement = "/var/log/pods/${1}_${2}_${3}/${4}/*.log"');
  });

  it('masks secrets whole: each expression has one group', () => {
    const expressions = [...configuration().matchAll(/expression = (".*")/g)].map(([, text = '']) => JSON.parse(text) as string);

    expect(expressions.length).toBeGreaterThan(40);
    expect(expressions.filter((one) => new RegExp(`${one}|`).exec('')?.length !== 2)).toEqual([]);
  });

  it('reads pods and namespaces, and nothing more', () => {
    expect(rendered().object('ClusterRole', 'alloy')['rules']).toEqual([
      { apiGroups: [''], resources: ['pods', 'namespaces'], verbs: ['get', 'list', 'watch'] },
    ]);
  });

  it('takes the place of the collector’s agent', () => {
    const both = { components: { loki: { enabled: true }, alloy: { enabled: true }, 'otel-collector': { enabled: true } } };
    const beside = { components: { ...both.components, 'otel-collector': { enabled: true, podLogs: false } } };

    expect(() => rendered(both)).toThrow(/offers "log-collection" already/);
    expect(rendered(beside).objects.length).toBeGreaterThan(0);
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s', (profile) => {
    expect(rendered({ profile }).objects.length).toBeGreaterThan(0);
  });
});
