import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { base } from './index.ts';

describe('base', () => {
  const rendered = renderComponent(base);
  const namespaces = rendered.objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);

  it('makes the namespace of every chosen component, and leaves kube-system to the cluster', () => {
    expect(namespaces).toContain('argocd');
    expect(namespaces).not.toContain('kube-system');
  });

  it.each(namespaces)('closes %s for all traffic but DNS, and bounds it by a quota', (namespace) => {
    const inNamespace = rendered.objects.filter(({ metadata }) => metadata.namespace === namespace).map(({ kind, metadata }) => `${kind}/${metadata.name}`);

    expect(inNamespace).toEqual(['NetworkPolicy/allow-dns', 'NetworkPolicy/default-deny', 'ResourceQuota/platform']);
  });

  it.each(namespaces)('enforces Pod Security in %s, and keeps it when Git no longer names it', (namespace) => {
    expect(rendered.object('Namespace', namespace).metadata).toMatchObject({
      labels: { 'pod-security.kubernetes.io/enforce': 'restricted', 'polder.internal/protected': 'true' },
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
    });
  });

  it('gives tenants the priority class that is preempted first, by default', () => {
    expect(rendered.object('PriorityClass', 'polder-tenant')).toMatchObject({ value: 0, globalDefault: true });
    expect(rendered.object('PriorityClass', 'polder-platform')).toMatchObject({ value: 1_000_000 });
  });

  it('does not make the namespace of a component that is left out', () => {
    const without = renderComponent(base, { components: { 'admission-policies': { enabled: false } } });

    expect(without.objects.map(({ metadata }) => metadata.namespace ?? metadata.name)).not.toContain('polder-policies');
  });
});
