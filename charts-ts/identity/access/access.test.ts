import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { within } from '../../checks/pods.ts';
import { plural } from '../../kit/plural.ts';
import { access } from './index.ts';

const groups = { 'platform-beheer': 'administrator', 'platform-dienst': 'operator', 'platform audit': 'viewer', 'platform-extern': 'viewer', former: 'none' };
const rendered = renderComponent(access, { access: groups });

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

function rules(role: string, of = rendered): readonly Rule[] {
  return within(of.object('ClusterRole', `platform-${role}`), 'rules') as readonly Rule[];
}

/** Every verb and resource that a role grants, as `verb group/resource`. */
function grants(role: string, of = rendered): string[] {
  return rules(role, of).flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((one) => verbs.map((verb) => `${verb} ${group}/${one}`))),
  );
}

describe('access to the cluster', () => {
  it.each(['lab', 'small', 'production'])('passes all checks in the profile %s, with mirrors and without', (profile) => {
    for (const mirrors of [{}, { registry: 'registry.example.nl/mirror', git: 'https://git.example.nl/mirror' }])
      expect(renderComponent(access, { profile, mirrors, access: groups }).objects.length).toBe(5);
  });

  it('is by the groups of tokens, whose names bear a prefix that nobody else can have', () => {
    const subjects = Object.fromEntries(
      ['administrator', 'operator', 'viewer'].map((role) => {
        const binding = rendered.object('ClusterRoleBinding', `platform-${role}`);
        return [
          within(binding, 'roleRef', 'name'),
          (within(binding, 'subjects') as readonly { readonly kind: string; readonly name: string }[]).map(({ kind, name }) => `${kind} ${name}`),
        ];
      }),
    );

    expect(subjects).toEqual({
      'cluster-admin': ['Group oidc:platform-beheer'],
      'platform-operator': ['Group oidc:platform-dienst'],
      'platform-viewer': ['Group oidc:platform audit', 'Group oidc:platform-extern'],
    });
  });

  it('is nobody’s where no group has a role', () => {
    expect(renderComponent(access, { access: { former: 'none' } }).objects).toEqual([]);
    expect(renderComponent(access, { access: { beheer: 'administrator' } }).objects.map(({ kind }) => kind)).toEqual(['ClusterRoleBinding']);
  });

  it('shows no Secret to operators and viewers, and no kind that holds one', () => {
    const all = renderComponent(access, { access: groups, provides: {}, components: { 'external-secrets': { enabled: true } } });

    for (const role of ['operator', 'viewer']) {
      expect(grants(role).filter((grant) => /\/secrets$|\*/.test(grant))).toEqual([]);
      expect(grants(role, all)).toContain('get external-secrets.io/externalsecrets');
      expect(grants(role, all).filter((grant) => /fakes|generatorstates|clustergenerators/.test(grant))).toEqual([]);
    }
  });

  it('lets viewers change nothing', () => {
    expect([...new Set(grants('viewer').map((grant) => grant.split(' ')[0]))]).toEqual(['get', 'list', 'watch']);
  });

  it('lets operators take pods away, and change, enter or start nothing', () => {
    const more = grants('operator').filter((grant) => !grants('viewer').includes(grant));

    expect(more).toEqual(['delete /pods', 'create /pods/eviction']);
  });

  it('shows the custom resources of the components that the cluster has', () => {
    expect(grants('viewer')).toEqual(
      expect.arrayContaining(['list argoproj.io/applications', 'get cert-manager.io/certificates', 'watch gateway.networking.k8s.io/gateways']),
    );
    expect(grants('viewer').filter((grant) => grant.includes('velero.io'))).toEqual([]);
  });

  it.each([
    ['Certificate', 'certificates'],
    ['Gateway', 'gateways'],
    ['Prometheus', 'prometheuses'],
    ['BackupRepository', 'backuprepositories'],
    ['VolumeSnapshotClass', 'volumesnapshotclasses'],
    ['CephNFS', 'cephnfses'],
  ])('calls %s what the API server calls it', (kind, resource) => {
    expect(plural(kind)).toBe(resource);
  });
});
