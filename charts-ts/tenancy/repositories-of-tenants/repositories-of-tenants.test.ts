import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { catalogue } from '../../catalogue.ts';
import { problemText } from '../../config/problem.ts';
import type { AnyComponent } from '../../kit/component.ts';
import { render } from '../../render.ts';
import { externalSecrets } from '../../secrets/external-secrets/index.ts';
import { repositoriesOfTenants } from './index.ts';

const having = { components: { openbao: { enabled: true }, 'external-secrets': { enabled: true } }, provides: { 'block-storage': { storageClass: 'fast' } } };
const repositories = {
  app: { url: 'https://git.example.nl/winkel/app.git', namespace: 'productie', credentials: true },
  open: { url: 'https://git.example.nl/winkel/open.git', namespace: 'productie' },
};
const tenants = exampleTenants({ winkel: { repositories } });

describe('a private repository of a tenant', () => {
  const rendered = () => renderComponent(repositoriesOfTenants, having, {}, tenants);

  it('has its login from the secret store, for the project of the tenant only', () => {
    expect(rendered().object('ExternalSecret', 'repository-winkel.app')).toMatchObject({
      metadata: { namespace: 'argocd' },
      spec: {
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' },
        target: {
          template: {
            data: { type: 'git', url: 'https://git.example.nl/winkel/app.git', project: 'winkel' },
            metadata: { labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
          },
        },
        data: [
          { secretKey: 'username', remoteRef: { key: 'argo-cd/repositories/winkel/app', property: 'username' } },
          { secretKey: 'password', remoteRef: { key: 'argo-cd/repositories/winkel/app', property: 'password' } },
        ],
      },
    });
  });

  it('is the only one with a login', () => {
    expect(rendered().objects.map(({ metadata }) => metadata.name)).toEqual(['repository-winkel.app']);
  });

  it('has its Secret written by External Secrets, in the namespace of Argo CD', () => {
    const writes = renderComponent(externalSecrets, having, {}, tenants).objects.filter(
      (object) => object.kind === 'Role' && JSON.stringify(object).includes('"secrets"'),
    );

    expect(writes.map(({ metadata }) => metadata.namespace)).toContain('argocd');
  });

  it('cannot be had where there is no secret store, which its line tells', () => {
    const done = render(catalogue as readonly AnyComponent[], exampleCluster({}, {}, tenants));

    expect(done.ok ? [] : done.problems.map(problemText)).toContain(
      'clusters/tenants/winkel.yaml:1:1 repositories.app.credentials: site/example has no "vault" (OpenBao, or what speaks its language, which holds secrets); set components.openbao.enabled: true, or tell under provides.vault what the cluster has, or remove this',
    );
  });
});
