import fc from 'fast-check';
import { dump } from 'js-yaml';
import { classifications, namespaceSizes, tenantRoles } from '../../charts-ts/config/tenant.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);

/** Small enough that the nodes of the example hold several. */
const sizes = namespaceSizes.filter((size) => size === 'small');

/** A namespace; what its hostnames begin with. */
function namespace() {
  return fc.record({
    size: fc.constantFrom(...sizes),
    // Of one label: others' certificates are a matter of the issuer and the Gateway.
    hostnames: fc.subarray(['h', 'i']),
    connections: fc.record({
      internet: fc.array(fc.record({ to: fc.constantFrom(['203.0.113.0/24'], ['10.0.0.0/8']), ports: fc.constantFrom([443], [25, 587]) }), { maxLength: 2 }),
      platform: fc.subarray(['api-server', 'hostnames']),
    }),
  });
}

function tenant(name: string) {
  return fc
    .record({
      body: word,
      classification: fc.constantFrom(...classifications),
      access: fc.dictionary(word, fc.constantFrom(...tenantRoles), { minKeys: 1, maxKeys: 3 }),
      namespaces: fc.dictionary(word, namespace(), { minKeys: 1, maxKeys: 2 }),
    })
    .map((config) => ({
      ...config,
      // No two namespaces have one.
      namespaces: Object.fromEntries(
        Object.entries(config.namespaces).map(([key, one]) => [key, { ...one, hostnames: one.hostnames.map((first) => `${first}-${name}-${key}`) }]),
      ),
      costCentre: 'a',
      contacts: { email: ['a@example.nl'] },
      repositories: { app: { url: `https://git.example.nl/${name}.git`, namespace: Object.keys(config.namespaces)[0] } },
    }));
}

/** Files of several tenants by path: of all clusters, and of one. */
export const tenantFiles: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .uniqueArray(word, { minLength: 2, maxLength: 4 })
  .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(`t-${name}`), fc.boolean(), tenant(`t-${name}`)))))
  .map((tenants) =>
    Object.fromEntries(
      tenants.map(([name, everywhere, config]) =>
        everywhere
          ? [`clusters/tenants/${name}.yaml`, dump({ clusters: ['odc/prod-1'], ...config }, { noRefs: true })]
          : [`clusters/odc/prod-1/tenants/${name}.yaml`, dump(config, { noRefs: true })],
      ),
    ),
  );
