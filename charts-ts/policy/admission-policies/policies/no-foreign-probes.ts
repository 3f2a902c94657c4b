import { polder } from '../../../kit/labels.ts';
import { probePath } from '../../../kit/probe.ts';
import { all, cel, each, isNew, literal, say, untyped, when } from '../cel.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

const name = cel(`${untyped}.metadata.name`);
const spec = `${untyped}.spec`;
const given = `namespaceObject.metadata.?annotations[?${literal(polder.hostnames)}].orValue('')`;
/** An address over HTTPS, on its usual port, of a hostname that the namespace was given. */
const isOwn = [
  'isURL(t)',
  "url(t).getScheme() == 'https'",
  "(url(t).getPort() == '' || url(t).getPort() == '443')",
  "variables.given.exists(one, url(t).getHostname() == one || (one.startsWith('*.') && url(t).getHostname().endsWith(one.substring(1))))",
].join(' && ');
/** What sends Prometheus, or the question, elsewhere than the Probe says. */
const detours = [
  `has(${spec}.prober.proxyUrl) || has(${spec}.prober.proxyFromEnvironment)`,
  `size(${spec}.?targets.?staticConfig.?relabelingConfigs.orValue([])) > 0`,
  `has(${spec}.params) || has(${spec}.scrapeClass) || has(${spec}.oauth2)`,
].join(' || ');

/**
 * A Probe has Prometheus ask any address for metrics, by way of a prober that it names itself: of other tenants too. So a tenant's goes by
 * the platform's prober, which asks hostnames that the tenant has and answers for nobody else.
 */
export const noForeignProbes: Policy<'no-foreign-probes'> = {
  name: 'no-foreign-probes',
  rule: `Probes of a tenant ask its own hostnames over HTTPS, by the platform's prober; use the address and module that for-tenants.yaml has under probes, and hostnames of the annotation ${polder.hostnames}`,
  requests: [{ apiGroups: ['monitoring.coreos.com'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['probes'] }],
  where: inTenants,
  onlyWhen: { 'spec-is-new': isNew((of) => `${of}.spec`) },
  variables: {
    prober: `${spec}.?prober.?url.orValue('')`,
    way: `variables.prober + ' ' + ${spec}.?prober.?path.orValue(${literal(probePath)}) + ' ' + ${spec}.?module.orValue('')`,
    given: `${given}.split(',').map(one, one.trim()).filter(one, one != '')`,
    targets: `${spec}.?targets.?staticConfig.?static.orValue([])`,
    choice: "size(variables.given) == 0 ? 'none' : variables.given.join(', ')",
  },
  complaints: all([
    when("variables.address == ''", say`Probe "${name}" would be asked by nobody: this cluster has no prober for tenants; remove it`),
    when(
      `variables.address != '' && variables.way != variables.address + ' ' + ${literal(probePath)} + ' ' + variables.module`,
      say`Probe "${name}" goes by ${cel('variables.way')}; use ${cel('variables.address')}, the path ${probePath} and the module ${cel('variables.module')}`,
    ),
    when(detours, say`Probe "${name}" changes where Prometheus asks; remove proxies, relabelingConfigs, params, scrapeClass and oauth2`),
    when(`has(${spec}.targets.ingress) || size(variables.targets) == 0`, say`Probe "${name}" names no address; write them under targets.staticConfig.static`),
    each(
      'variables.targets',
      't',
      `!(${isOwn})`,
      say`Probe "${name}" asks ${cel('t')}, which is not https with a hostname that this namespace has (${cel('variables.choice')}); use one of those`,
    ),
  ]),
  parameters: ({ prober }) => ({ address: literal(prober?.address ?? ''), module: literal(prober?.module ?? '') }),
};
