import type { Cel } from '../../kit/admission.ts';

/**
 * Whether relabelings write a label that begins with __: where Prometheus asks, and what a metric is called. Of these __tmp is for passing
 * on; a target label may be filled from other labels, and labelmap makes names of them.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */
export function writesHidden(relabelings: Cel): Cel {
  const isHidden = [
    "it.?action.orValue('replace').lowerAscii() == 'labelmap'",
    "it.?targetLabel.orValue('').contains('$')",
    "(it.?targetLabel.orValue('').startsWith('__') && !it.?targetLabel.orValue('').startsWith('__tmp'))",
  ].join(' || ');
  return `${relabelings}.exists(it, ${isHidden})`;
}
