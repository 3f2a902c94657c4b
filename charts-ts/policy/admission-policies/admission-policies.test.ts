import { describe, expect, it } from 'vitest';
import { bare, renderComponent } from '../../../test/support/render.ts';
import { catalogue } from '../../catalogue.ts';
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../kit/admission.ts';
import type { AnyComponent, Image } from '../../kit/component.ts';
import { exactTag } from '../../kit/image-reference.ts';
import { literal, say } from './cel.ts';
import { admissionPolicies } from './index.ts';
import { policies, policyNames } from './policies.ts';

type Changes = Readonly<Record<string, unknown>>;

const mirrors = { registry: 'registry.example.nl/mirror' };

function withSettings(settings: Changes): Changes {
  return { components: { 'admission-policies': settings } };
}

function policy(name: string, changes: Changes = {}): ValidatingAdmissionPolicy['spec'] {
  return (renderComponent(admissionPolicies, changes).object('ValidatingAdmissionPolicy', name) as unknown as ValidatingAdmissionPolicy).spec;
}

function binding(name: string, changes: Changes = {}): ValidatingAdmissionPolicyBinding {
  return renderComponent(admissionPolicies, changes).object('ValidatingAdmissionPolicyBinding', name) as unknown as ValidatingAdmissionPolicyBinding;
}

function variable(spec: ValidatingAdmissionPolicy['spec'], name: string): string | undefined {
  return spec.variables?.find((one) => one.name === name)?.expression;
}

const exemption = { policy: 'no-host-access', namespace: 'opslag', owner: 'Team Opslag', until: '2027-03-01', reason: 'moves to CSI' };

describe('actions', () => {
  it.each(['small', 'production'])('refuses in profile %s', (profile) => {
    const bindings = renderComponent(admissionPolicies, { profile }).objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');

    expect(bindings.length).toBeGreaterThanOrEqual(policies.length);
    for (const one of bindings) expect(one).toMatchObject({ spec: { validationActions: ['Deny'] } });
  });

  it('warns in a lab, and tells the audit log', () => {
    for (const name of policyNames.filter((one) => one !== 'protected-deletion'))
      expect(binding(`polder-${name}`, { profile: 'lab' })).toMatchObject({ spec: { validationActions: ['Warn', 'Audit'] } });
  });

  it('refuses the deletion of what is protected in a lab too', () => {
    for (const name of ['polder-protected-deletion-labelled', 'polder-protected-deletion-definitions'])
      expect(binding(name, { profile: 'lab' })).toMatchObject({ spec: { validationActions: ['Deny'] } });
  });

  it('can be set for each policy', () => {
    const changes = withSettings({ policies: { 'no-latest': { action: 'audit' } } });

    expect(binding('polder-no-latest', changes)).toMatchObject({ spec: { validationActions: ['Audit'] } });
    expect(binding('polder-pinned-images', changes)).toMatchObject({ spec: { validationActions: ['Deny'] } });
  });

  it('leaves a policy out that is off', () => {
    const { objects } = renderComponent(admissionPolicies, withSettings({ policies: { 'no-latest': { action: 'off' } } }));

    expect(objects.filter(({ metadata }) => metadata.name === 'polder-no-latest')).toEqual([]);
  });
});

describe('where policies hold', () => {
  it('leaves the namespaces of the cluster provider alone', () => {
    expect(binding('polder-no-latest', withSettings({ systemNamespaces: ['kube-system', 'kube-flannel'] }))).toMatchObject({
      spec: {
        matchResources: {
          namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'kube-flannel'] }] },
        },
      },
    });
  });

  it('lets only system namespaces reach the host', () => {
    expect(binding('polder-no-host-access').spec.matchResources?.namespaceSelector?.matchExpressions).toContainEqual({
      key: 'polder.internal/layer',
      operator: 'NotIn',
      values: ['system'],
    });
  });

  it.each([
    'tenant-ownership',
    'unique-hostnames-per-tenant',
    'no-wildcard-rbac',
    'no-external-services',
    'no-foreign-peers',
    'no-foreign-metrics',
    'no-platform-priority',
    'no-foreign-nodes',
    'no-foreign-stores',
    'no-foreign-targets',
    'no-pretended-databases',
  ])('holds %s for tenants only', (name) => {
    expect(binding(`polder-${name}`).spec.matchResources?.namespaceSelector?.matchExpressions).toContainEqual({
      key: 'polder.internal/tenant',
      operator: 'Exists',
    });
  });

  it('protects what is labelled, and every definition', () => {
    expect(binding('polder-protected-deletion-labelled').spec.matchResources).toEqual({
      objectSelector: { matchLabels: { 'polder.internal/protected': 'true' } },
    });
    expect(binding('polder-protected-deletion-definitions').spec.matchResources).toMatchObject({
      resourceRules: [{ apiGroups: ['apiextensions.k8s.io'], operations: ['DELETE'], resources: ['customresourcedefinitions'] }],
    });
  });

  it('lets go what is in a namespace that was confirmed by name: what a tenant leaves would keep it Terminating for ever', () => {
    const spec = JSON.stringify(policy('polder-protected-deletion'));

    expect(spec).toContain("dyn(namespaceObject).metadata.?annotations[?'polder.internal/allow-deletion'].orValue('')");
    // A cluster-wide object is in no namespace.
    expect(spec).toContain('dyn(namespaceObject) != null &&');
  });

  it('binds a policy only after the policy is there', () => {
    expect(binding('polder-no-latest').metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-wave': '1' });
  });
});

describe('exemptions', () => {
  it('of a component, whose operator makes pods that cannot meet a policy, stand as long as the component', () => {
    const { metadata, spec } = binding('polder-required-probes', {
      provides: { snapshots: {} },
      components: { 'rook-ceph': { enabled: true, devices: '^sdb$', osds: 3 } },
    });

    expect(metadata.annotations?.['polder.internal/exemptions']).toMatch(/^rook-ceph: /);
    expect(spec.matchResources?.namespaceSelector?.matchExpressions).toContainEqual({
      key: 'kubernetes.io/metadata.name',
      operator: 'NotIn',
      values: ['kube-system', 'kube-public', 'kube-node-lease', 'rook-ceph'],
    });
    expect(binding('polder-required-probes').metadata.annotations).not.toHaveProperty('polder.internal/exemptions');
  });

  it('takes a namespace out of one policy, and shows whose and until when', () => {
    const changes = withSettings({ exemptions: [exemption] });
    const { metadata, spec } = binding('polder-no-host-access', changes);

    expect(spec.matchResources?.namespaceSelector?.matchExpressions?.at(-1)).toMatchObject({ operator: 'NotIn', values: expect.arrayContaining(['opslag']) });
    expect(metadata.annotations).toMatchObject({ 'polder.internal/exemptions': 'opslag until 2027-03-01, Team Opslag: moves to CSI' });
    expect(JSON.stringify(binding('polder-no-latest', changes))).not.toContain('opslag');
  });

  it.each([
    [
      { exemptions: [{ ...exemption, policy: 'protected-deletion' }] },
      'exemptions[0].policy: "protected-deletion" has no exemptions; set the annotation polder.internal/allow-deletion on the object that may go',
    ],
    [
      { exemptions: [exemption], policies: { 'no-host-access': { action: 'off' } } },
      'exemptions[0].policy: "no-host-access" is off, so nothing needs an exemption from it; remove the exemption',
    ],
    [
      { exemptions: [{ ...exemption, namespace: 'kube-system' }] },
      'exemptions[0].namespace: "kube-system" is one of systemNamespaces, where it does not hold; remove the exemption',
    ],
    [{ exemptions: [exemption, exemption] }, 'exemptions[1].namespace: "opslag" is exempt from "no-host-access" already; keep one of the two'],
  ])('refuses one that does nothing', (settings, message) => {
    expect(() => renderComponent(admissionPolicies, withSettings(settings))).toThrow(message);
  });
});

describe('a run of the Haven Compliancy Checker', () => {
  const changes = withSettings({ havenRun: { owner: 'Team Platform', until: '2026-12-01' } });

  it.each(['allowed-registries', 'no-host-access', 'no-latest', 'pinned-images', 'required-resources'])(
    'is let in by %s, in its namespace alone, and shows',
    (name) => {
      const { metadata, spec } = binding(`polder-${name}`, changes);

      expect(spec.matchResources?.namespaceSelector?.matchExpressions?.at(-1)).toMatchObject({
        operator: 'NotIn',
        values: expect.arrayContaining(['default']),
      });
      expect(metadata.annotations?.['polder.internal/exemptions']).toMatch(/^default until 2026-12-01, Team Platform: the Haven Compliancy Checker /);
    },
  );

  it('loosens no policy of tenants, rights or deletion', () => {
    for (const name of ['tenant-ownership', 'no-wildcard-rbac', 'no-external-services', 'no-foreign-peers', 'unique-hostnames-per-tenant', 'required-probes'])
      expect(binding(`polder-${name}`, changes)).toEqual(binding(`polder-${name}`));
  });
});

describe('images', () => {
  it("come from the site's mirror and from what the cluster adds", () => {
    const changes = { mirrors, ...withSettings({ registries: ['registry.example.nl/tenants'] }) };

    expect(variable(policy('polder-allowed-registries', changes), 'places')).toBe("['registry.example.nl/mirror/', 'registry.example.nl/tenants/']");
  });

  it('come, without a mirror, from where those of the platform come from', () => {
    const places = variable(policy('polder-allowed-registries'), 'places') ?? '';

    const foundation = catalogue.filter(({ name }: AnyComponent) => !(name in bare.components));
    for (const { repository } of foundation.flatMap((component: AnyComponent) => Object.values(component.images)))
      expect(places).toContain(literal(`${repository.slice(0, repository.lastIndexOf('/'))}/`));
    expect(places).not.toContain("'docker.io/'");
  });

  it('of the platform have exact tags', () => {
    const images = catalogue.flatMap((component: AnyComponent) =>
      Object.values<Image>(component.images).flatMap(({ repository, version, rolling }) => (rolling ? [] : [`${repository}:${version}`])),
    );

    expect(images.filter((image) => !new RegExp(exactTag).test(image))).toEqual([]);
  });

  it('need digests only where that is set', () => {
    expect(variable(policy('polder-pinned-images'), 'digests')).toBe('false');
    expect(variable(policy('polder-pinned-images', withSettings({ requireDigests: true })), 'digests')).toBe('true');
  });
});

describe('every policy', () => {
  it.each(policyNames)('%s fails closed, and tells the rule and the way out', (name) => {
    const spec = policy(`polder-${name}`);

    expect(spec.failurePolicy).toBe('Fail');
    expect(spec.validations).toHaveLength(1);
    expect(spec.validations[0]?.message).toMatch(/; (use|remove|write|add|name|set)/);
  });

  it.each(policyNames)('%s reads no parameter object, which the API server may stop to follow', (name) => {
    expect(policy(`polder-${name}`)).not.toHaveProperty('paramKind');
  });

  it.each(policies.filter(({ requests }) => requests.some(({ operations }) => operations.includes('UPDATE'))).map(({ name }) => name))(
    '%s lets controllers update what did not change, or judges only namespaces',
    (name) => {
      const spec = policy(`polder-${name}`);
      const resources = spec.matchConstraints.resourceRules.flatMap((rule) => rule.resources);

      if (!resources.includes('namespaces')) expect(spec.matchConditions?.[0]?.expression).toMatch(/^request\.operation == 'CREATE' \|\| .+ != .+oldObject/);
    },
  );

  it.each(policyNames)('%s judges no status', (name) => {
    expect(policy(`polder-${name}`).matchConstraints.resourceRules.flatMap(({ resources }) => resources)).not.toContainEqual(
      expect.stringMatching(/\/(status|\*)$/),
    );
  });
});

describe('say', () => {
  it('makes an expression of a text, with quotes escaped and parts joined', () => {
    expect(say`it's ${{ cel: 'object.kind' }} of ${'the'} node`).toBe("'it\\'s ' + object.kind + ' of the node'");
    expect(say`${{ cel: 'a' }}${{ cel: 'b' }}`).toBe('a + b');
  });
});
