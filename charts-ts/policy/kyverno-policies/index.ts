import { gatewayApi, metrics, namespaces, policyEngine } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { alerts } from '../../kit/metrics.ts';
import { policyAlerts } from './alerts.ts';
import { cleanUp } from './clean-up.ts';
import { policiesDashboard } from './dashboard.ts';
import { defaults } from './defaults.ts';
import { exceptions } from './exemptions.ts';
import { imagePolicy } from './images.ts';
import { mistakesOf } from './mistakes.ts';
import { registries } from './network.ts';
import { rights } from './rbac.ts';
import { Settings } from './settings.ts';

const name = 'kyverno-policies';

/** What the API server cannot do by itself: look at a registry, make something, delete something. The rest is component admission-policies. */
export const kyvernoPolicies = component({
  name,
  area: 'policy',
  purpose: 'Signatures of images, defaults for namespaces that people make, and clean-up, each with dated exemptions',
  homepage: 'https://kyverno.io/docs/policy-types/overview/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated',
  choice: {
    runnerUp: "Kyverno's own collection of policies",
    because: 'most of those say again what the API server and Pod Security say here already; these are only what is left',
  },
  upgrade: 'Nothing to raise: it follows Kyverno. Read the notes of its release for changes to policies.kyverno.io/v1.',
  images: {},
  crds: [],
  // Exceptions hold from Kyverno's own namespace only; all else has none.
  namespace: { name: 'kyverno', podSecurity: 'restricted' },
  config: Settings,
  profiles: {},
  enabledIn: ['small', 'production'],
  needs: { namespaces, policyEngine },
  wants: { metrics },
  knows: { gatewayApi },
  dashboards: [policiesDashboard],
  offers: () => [],
  mistakes: ({ config, cluster }) => mistakesOf(config, cluster),
  build(scope, { cluster, config, needs, wants, knows }) {
    const hasGatewayApi = knows.gatewayApi !== undefined;
    rights(scope, name, needs.policyEngine, config, hasGatewayApi);
    for (const [one, policy] of Object.entries(config.images)) imagePolicy(scope, one, policy, config.timeoutSeconds);
    registries(scope, cluster, config.images, needs.policyEngine.readers);
    defaults(scope, cluster, config.defaults);
    cleanUp(scope, config.cleanUp, config.exemptions, hasGatewayApi);
    exceptions(scope, config);
    alerts(scope, wants.metrics, name, policyAlerts(needs.policyEngine.namespace, config.exemptions));
  },
});
