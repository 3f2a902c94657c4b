import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { catalogue } from '../../catalogue.ts';
import { problemText } from '../../config/problem.ts';
import type { AnyComponent } from '../../kit/component.ts';
import { tenantKinds } from '../../kit/tenant-kinds.ts';
import { render } from '../../render.ts';
import { externalSecrets } from '../../secrets/external-secrets/index.ts';
import { secretsOfTenants } from './index.ts';

const having = { components: { openbao: { enabled: true }, 'external-secrets': { enabled: true } }, provides: { 'block-storage': { storageClass: 'fast' } } };
const namespaces = { productie: { size: 'small' }, test: { size: 'small' } };
const tenants = exampleTenants({ bakker: {}, winkel: { namespaces, secrets: true } });

function rendered() {
  return renderComponent(secretsOfTenants, having, {}, tenants);
}

describe('the store of tenants', () => {
  it('logs in as an account of the namespace that asks, and is nobody by itself', () => {
    const { provider } = rendered().object('ClusterSecretStore', 'tenants')['spec'] as {
      readonly provider: { readonly vault: Readonly<Record<string, unknown>> };
    };

    expect(provider.vault).toMatchObject({
      path: 'tenants',
      auth: { kubernetes: { mountPath: 'kubernetes', role: 'tenants', serviceAccountRef: { name: 'polder-secrets', audiences: ['openbao'] } } },
    });
    // With a namespace it would be the same account for all.
    expect(JSON.stringify(provider.vault['auth'])).not.toContain('"namespace"');
  });

  it('is for namespaces of tenants, as the platform’s is for the platform’s: neither reads the other', () => {
    const conditions = (of: ReturnType<typeof rendered>, name: string) =>
      (of.object('ClusterSecretStore', name)['spec'] as { readonly conditions: unknown }).conditions;

    expect(conditions(rendered(), 'tenants')).toEqual([{ namespaceSelector: { matchExpressions: [{ key: 'polder.internal/tenant', operator: 'Exists' }] } }]);
    expect(conditions(renderComponent(externalSecrets, having, {}, tenants), 'platform')).toEqual([
      { namespaceSelector: { matchExpressions: [{ key: 'polder.internal/layer', operator: 'In', values: ['platform', 'system'] }] } },
    ]);
    const labels = renderComponent({ name: 'tenants' }, having, {}, tenants).object('Namespace', 'winkel-productie').metadata.labels;
    expect(labels).toHaveProperty(['polder.internal/tenant']);
    expect(labels).not.toHaveProperty(['polder.internal/layer']);
  });
});

describe('a tenant with secrets', () => {
  it('has the account in each of its namespaces; others have none', () => {
    const accounts = rendered().objects.filter(({ kind }) => kind === 'ServiceAccount');

    expect(accounts.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(['winkel-productie/polder-secrets', 'winkel-test/polder-secrets']);
    expect(accounts.map((account) => account['automountServiceAccountToken'])).toEqual([false, false]);
  });

  it('lets External Secrets write Secrets there, and take tokens of that account alone', () => {
    const [role] = rendered().objects.filter(({ kind }) => kind === 'Role');

    expect(role?.['rules']).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'update', 'patch', 'delete'] },
      { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['polder-secrets'], verbs: ['create'] },
    ]);
  });

  it('names secrets in its repository, and has no store, push or copy for many namespaces there', () => {
    const groups = tenantKinds.filter(({ group }) => group.endsWith('external-secrets.io')).map(({ kind }) => kind);

    expect(groups).toEqual(['ExternalSecret', 'Password']);
  });

  it('has no right to stores, pushes and copies either', () => {
    const rules = JSON.stringify(rendered().objects.filter(({ kind }) => kind === 'ClusterRole'));

    expect(rules).toContain('externalsecrets');
    expect(rules).not.toMatch(/secretstores|pushsecrets|clusterexternalsecrets/);
  });

  it('leaves nothing that reads when it has left', () => {
    const left = exampleTenants({ winkel: { secrets: true } }).map((tenant) => ({ ...tenant, archived: { confirmed: false } }));

    expect(() => renderComponent(secretsOfTenants, having, {}, left)).toThrow(/secrets-of-tenants is not in this cluster/);
  });

  it('is told where there is no secret store', () => {
    const done = render(catalogue as readonly AnyComponent[], exampleCluster({}, {}, exampleTenants({ winkel: { secrets: true } })));
    const words = done.ok ? [] : done.problems.map(problemText);

    expect(words).toContain(
      'clusters/tenants/winkel.yaml:1:1 secrets: site/example has no "tenant-secrets" (A folder for each namespace of tenants in the secret store (capability vault)); set components.openbao.enabled: true, or tell under provides.tenant-secrets what the cluster has, or remove this',
    );
  });
});
