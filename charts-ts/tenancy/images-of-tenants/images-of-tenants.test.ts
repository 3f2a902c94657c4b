import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { catalogue } from '../../catalogue.ts';
import { problemText } from '../../config/problem.ts';
import type { AnyComponent } from '../../kit/component.ts';
import type { ImagePolicySpec } from '../../kit/image-policy.ts';
import { render } from '../../render.ts';
import { imagesOfTenants } from './index.ts';

type Fields = Readonly<Record<string, unknown>>;

const key = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
const kyverno = { components: { kyverno: { enabled: true } } };
const namespaces = { productie: { size: 'small' }, test: { size: 'small' } };

function policies(tenant: Fields, changes: Fields = kyverno): Readonly<Record<string, ImagePolicySpec>> {
  const { objects } = renderComponent(imagesOfTenants, changes, {}, exampleTenants({ winkel: { namespaces, ...tenant } }));
  return Object.fromEntries(objects.map(({ metadata, ...object }) => [metadata.namespace, object['spec'] as unknown as ImagePolicySpec]));
}

describe('keys of a tenant', () => {
  it('hold in each of its namespaces, by a policy there', () => {
    expect(Object.keys(policies({ imageKeys: [key()] }))).toEqual(['winkel-productie', 'winkel-test']);
  });

  it('refuse what none of them signed, also when Kyverno does not answer', () => {
    const keys = [key(), key()];
    const policy = policies({ imageKeys: keys })['winkel-productie'];

    expect(policy).toMatchObject({ validationActions: ['Deny'], failurePolicy: 'Fail', validationConfigurations: { mutateDigest: true, required: true } });
    expect(policy?.attestors.map(({ cosign }) => cosign?.key?.data)).toEqual(keys);
    expect(policy?.validations[0]?.expression).toMatch(/key-1.* \|\| .*key-2/);
  });

  it('look in no log of the internet', () => {
    expect(policies({ imageKeys: [key()] })['winkel-test']?.attestors[0]?.cosign?.ctlog).toEqual({ insecureIgnoreTlog: true });
  });

  it('ask nothing of what the platform starts beside a database, in its namespace only', () => {
    const of = (reference: string, namespace: string, changes: Fields = {}) => {
      const having = {
        ...kyverno,
        provides: { 'block-storage': { storageClass: 'fast' } },
        ...changes,
        components: { ...kyverno.components, 'cloudnative-pg': { enabled: true } },
      };
      const [one] = policies({ imageKeys: [key()], databases: { orders: { namespace: 'productie' } } }, having)[namespace]?.matchImageReferences ?? [];
      if (one === undefined || 'glob' in one) return one?.glob === '*';
      const pattern = /^!ref\.matches\('(.*)'\)$/.exec(one.expression)?.[1] ?? '';
      return !new RegExp(pattern).test(reference);
    };

    expect(of('ghcr.io/cloudnative-pg/postgresql:18.4-standard-trixie', 'winkel-productie')).toBe(false);
    expect(of('ghcr.io/cloudnative-pg/postgresql-of-mine:1.0', 'winkel-productie')).toBe(true);
    expect(of('ghcrxio/cloudnative-pg/postgresql:18.4', 'winkel-productie')).toBe(true);
    expect(of('registry.example.nl/ghcr.io/cloudnative-pg/postgresql:18.4', 'winkel-productie')).toBe(true);
    expect(of('ghcr.io/cloudnative-pg/postgresql:18.4-standard-trixie', 'winkel-test')).toBe(true);
    expect(
      of('registry.example.nl/mirror/ghcr.io/cloudnative-pg/postgresql:18.4', 'winkel-productie', { mirrors: { registry: 'registry.example.nl/mirror' } }),
    ).toBe(false);
  });

  it('are a mistake where there is no Kyverno, at their line', () => {
    const done = render(catalogue as readonly AnyComponent[], exampleCluster({}, {}, exampleTenants({ winkel: { imageKeys: [key()] } })));

    expect(done.ok ? [] : done.problems.map(problemText)).toEqual([
      'clusters/tenants/winkel.yaml:1:1 imageKeys: site/example has no "policy-engine" (Kyverno, which checks the signatures of images, makes defaults and cleans up); set components.kyverno.enabled: true, or tell under provides.policy-engine what the cluster has, or remove this',
    ]);
  });
});
