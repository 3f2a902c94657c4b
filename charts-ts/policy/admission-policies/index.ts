import { namespaces, postgres, probes } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { systemNamespaces } from '../../kit/distribution.ts';
import { endings } from './endings.ts';
import { admissionPolicy, bindings } from './objects.ts';
import { policies } from './policies.ts';
import { labPolicies, mistakenExemptions, Settings, withSettings } from './settings.ts';

/** What the API server refuses before it is stored, by its own policies: nothing runs for it, so nothing can be down. */
export const admissionPolicies = component({
  name: 'admission-policies',
  area: 'policy',
  purpose: 'Policies that the API server itself holds objects to: images, resources, the host, tenants, deletion',
  homepage: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
  licence: 'Apache-2.0',
  governance: 'Kubernetes (CNCF graduated)',
  choice: { runnerUp: 'Kyverno', because: 'the API server judges by itself, so no webhook can be down; Kyverno adds what these cannot' },
  upgrade: 'Nothing to raise; a new Kubernetes minor may know more CEL, never less.',
  images: {},
  crds: [],
  // Its objects have no namespace.
  namespace: { name: 'kube-system', podSecurity: 'privileged' },
  config: Settings,
  profiles: { lab: { policies: labPolicies } },
  needs: { namespaces },
  // No metrics: its alerts would make these policies wait for the whole of monitoring. Component cluster-rules tells of its endings.
  wants: {},
  // Only where they are: nothing is waited for.
  knows: { probes, postgres },
  endings: ({ config }) => endings(config),
  offers: () => [],
  mistakes: ({ config }) => mistakenExemptions(config),
  build(scope, { cluster, config, knows, platform }) {
    const repositories = platform.flatMap(({ component: { images } }) => Object.values(images).map(({ repository }) => repository));
    const system = withSettings(systemNamespaces(cluster), config);
    const facts = { mirror: cluster.mirrors.registry, repositories, settings: config, system, prober: knows.probes, databases: knows.postgres };
    const standing = platform.flatMap(({ component: { policyExemptions = [], namespace } }) =>
      policyExemptions.map((exemption) => ({ ...exemption, namespace: namespace.name })),
    );
    for (const policy of policies.filter(({ name }) => config.policies[name].action !== 'off')) {
      admissionPolicy(scope, policy, facts);
      bindings(scope, policy, facts, standing);
    }
  },
});
