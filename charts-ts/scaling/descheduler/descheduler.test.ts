import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { descheduler } from './index.ts';
import type { DeschedulerPolicy } from './policy.ts';

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };

function rendered(settings: Readonly<Record<string, unknown>> = {}, changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(descheduler, { ...metrics, ...changes, components: { descheduler: settings } });
}

function policy(settings: Readonly<Record<string, unknown>> = {}): DeschedulerPolicy['profiles'][number] {
  const { data } = rendered(settings).object('ConfigMap', 'descheduler') as unknown as { readonly data: { readonly 'policy.yaml': string } };
  const [profile] = (load(data['policy.yaml']) as DeschedulerPolicy).profiles;
  if (profile === undefined) throw new Error('no profile');
  return profile;
}

function evictor(settings: Readonly<Record<string, unknown>> = {}): unknown {
  return policy(settings).pluginConfig.find(({ name }) => name === 'DefaultEvictor');
}

describe('what it evicts', () => {
  it("leaves the platform's own pods, young pods, the only pod of a workload and pods with a volume where they are", () => {
    expect(evictor()).toMatchObject({
      args: {
        priorityThreshold: { name: 'polder-platform' },
        minPodAge: '60m',
        minReplicas: 2,
        podProtections: { extraEnabled: expect.arrayContaining(['PodsWithPVC']) },
      },
    });
  });

  it('evicts only what another node would take', () => {
    expect(evictor()).toMatchObject({ args: { nodeFit: true } });
  });

  it("moves the platform's pods when it is told to", () => {
    expect(JSON.stringify(evictor({ platform: true }))).not.toContain('priorityThreshold');
  });

  it('names each plugin that it enables, since it ends when one has no entry', () => {
    for (const settings of [{}, { affinity: false }, { duplicates: false, spread: false }, { utilisation: { enabled: false } }]) {
      const { plugins, pluginConfig } = policy(settings);
      const enabled = [...(plugins.balance?.enabled ?? []), ...(plugins.deschedule?.enabled ?? [])];
      expect(pluginConfig.map(({ name }) => name).sort()).toEqual(['DefaultEvictor', ...enabled].sort());
    }
  });

  it('tells only, on a dry run', () => {
    expect(JSON.stringify(rendered({ dryRun: true }).object('Deployment', 'descheduler'))).toContain('--dry-run=true');
    expect(JSON.stringify(rendered().object('Deployment', 'descheduler'))).not.toContain('dry-run');
  });

  it('starts anew when its policy changes', () => {
    const checksum = (settings = {}) => JSON.stringify(rendered(settings).object('Deployment', 'descheduler')).match(/config-checksum":"(\w+)"/)?.[1];
    expect(checksum({ duplicates: false })).not.toBe(checksum());
  });
});

describe('what it may', () => {
  it('evicts by the API, which heeds PodDisruptionBudgets, and deletes nothing', () => {
    const rules = rendered().object('ClusterRole', 'descheduler')['rules'] as readonly { resources: string[]; verbs: string[] }[];
    expect(rules.flatMap(({ verbs }) => verbs)).not.toContain('delete');
    expect(rules).toContainEqual(expect.objectContaining({ resources: ['pods/eviction'], verbs: ['create'] }));
    expect(JSON.stringify(rules)).not.toContain('secrets');
  });

  it('talks to the API server only', () => {
    expect(rendered().object('NetworkPolicy', 'descheduler')['spec']).toMatchObject({
      egress: [{ to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 6443 }] }],
    });
  });
});

describe('turning it on', () => {
  it('refuses a target that is not above low', () => {
    expect(() => rendered({ utilisation: { low: 70, target: 60 } })).toThrow(/60 is not above low, which is 70/);
  });

  it('refuses to have nothing to do', () => {
    expect(() => rendered({ utilisation: { enabled: false }, duplicates: false, spread: false, affinity: false })).toThrow(/nothing to do/);
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with a mirror and without metrics too', (profile) => {
    expect(rendered({}, { profile }).objects.length).toBeGreaterThan(0);
    expect(JSON.stringify(renderComponent(descheduler, { profile, mirrors: { registry: 'registry.example.nl' } }).objects)).toContain(
      'registry.example.nl/registry.k8s.io/descheduler/descheduler:v',
    );
  });
});
