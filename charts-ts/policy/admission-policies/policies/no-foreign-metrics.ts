import { reservedWord, reservedWords } from '../../../kit/series.ts';
import { all, cel, each, isNew, literal, say, untyped, when } from '../cel.ts';
import { writesHidden } from '../relabelings.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

const kind = cel(`${untyped}.kind`);
const name = cel(`${untyped}.metadata.name`);
const spec = `${untyped}.spec`;
const endpoints = `(${spec}.?endpoints.orValue([]) + ${spec}.?podMetricsEndpoints.orValue([]))`;
const recorded = "r.?record.orValue('')";
const isForeign = `${recorded} != '' && (!${recorded}.contains(':') || ${recorded}.matches(${literal(`^${reservedWord}[_:]`)}))`;
const words = reservedWords.join(', ');

/**
 * Rules of the platform read the whole cluster by the names of metrics, and tell people or count costs by them. Prometheus renames what a
 * tenant's programs send under such a name; this keeps tenants from giving it afterwards, and from recording one.
 */
export const noForeignMetrics: Policy<'no-foreign-metrics'> = {
  name: 'no-foreign-metrics',
  rule: `a tenant records under names of its own, and gives what Prometheus reads no other names; use names with a colon that begin with none of ${words}, and remove metricRelabelings that map labels or write to one that begins with __`,
  requests: [
    {
      apiGroups: ['monitoring.coreos.com'],
      apiVersions: ['*'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['podmonitors', 'probes', 'prometheusrules', 'servicemonitors'],
    },
  ],
  where: inTenants,
  onlyWhen: { 'spec-is-new': isNew((of) => `${of}.spec`) },
  variables: {
    recorded: `${spec}.?groups.orValue([]).map(g, g.?rules.orValue([]).filter(r, ${isForeign}).map(r, r.record)).filter(names, size(names) > 0)`,
  },
  complaints: all([
    each(
      'variables.recorded',
      'names',
      'true',
      say`${kind} "${name}" records ${cel("names.join(', ')")}, which may be the platform's; use a name with a colon, such as service:orders:rate5m, that begins with none of ${words}`,
    ),
    when(
      `${endpoints}.exists(one, ${writesHidden('one.?metricRelabelings.orValue([])')}) || ${writesHidden(`${spec}.?metricRelabelings.orValue([])`)}`,
      say`${kind} "${name}" gives metrics other names; remove metricRelabelings that map labels or write to one that begins with __`,
    ),
  ]),
};
