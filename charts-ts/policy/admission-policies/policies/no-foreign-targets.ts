import { all, cel, isNew, say, untyped, when } from '../cel.ts';
import { writesHidden } from '../relabelings.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

const kind = cel(`${untyped}.kind`);
const name = cel(`${untyped}.metadata.name`);
const spec = `${untyped}.spec`;
/** What has Prometheus ask somebody else for what a pod has, or for a token. */
const detours = `has(one.proxyUrl) || one.?proxyFromEnvironment.orValue(false) || has(one.oauth2) || ${writesHidden('one.?relabelings.orValue([])')}`;

/**
 * Prometheus asks in its own name and reaches all pods. A tenant's monitors have it ask the tenant's pods, which the operator finds; this
 * keeps it there: not by a proxy, not by labels, and not where a pod sends it.
 */
export const noForeignTargets: Policy<'no-foreign-targets'> = {
  name: 'no-foreign-targets',
  rule: 'monitors of a tenant have Prometheus ask its own pods; write followRedirects: false at each endpoint, and no proxies, oauth2 nor relabelings to labels that begin with __',
  requests: [{ apiGroups: ['monitoring.coreos.com'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['podmonitors', 'servicemonitors'] }],
  where: inTenants,
  onlyWhen: { 'spec-is-new': isNew((of) => `${of}.spec`) },
  variables: { endpoints: `${spec}.?endpoints.orValue([]) + ${spec}.?podMetricsEndpoints.orValue([])` },
  complaints: all([
    when(
      `variables.endpoints.exists(one, ${detours})`,
      say`${kind} "${name}" changes where Prometheus asks; remove proxies, oauth2, and relabelings that map labels or write to one that begins with __`,
    ),
    when(
      'variables.endpoints.exists(one, one.?followRedirects.orValue(true))',
      say`${kind} "${name}" lets a pod send Prometheus to others; write followRedirects: false at each endpoint`,
    ),
  ]),
};
