import { polder } from '../../kit/labels.ts';
import { secretExpressions } from '../../kit/redaction.ts';
import { type Block, expression } from './language.ts';

/** What Alloy does on each node: it finds the pods of the node, reads their files, masks secrets, and sends lines to Loki. */
export function alloyConfig(loki: string): readonly Block[] {
  return [
    { block: 'logging', attributes: { level: 'info', format: 'json' } },
    {
      block: 'discovery.kubernetes',
      label: 'pods',
      attributes: { role: 'pod' },
      blocks: [
        { block: 'selectors', attributes: { role: 'pod', field: expression('"spec.nodeName=" + sys.env("NODE")') } },
        // The tenant is a label of the namespace.
        { block: 'attach_metadata', attributes: { namespace: true } },
      ],
    },
    { block: 'discovery.relabel', label: 'pods', attributes: { targets: expression('discovery.kubernetes.pods.targets') }, blocks: rules },
    {
      block: 'loki.source.file',
      label: 'pods',
      attributes: { targets: expression('discovery.relabel.pods.output'), forward_to: [expression('loki.process.pods.receiver')] },
      blocks: [{ block: 'file_match', attributes: { enabled: true } }],
    },
    {
      block: 'loki.process',
      label: 'pods',
      attributes: { forward_to: [expression('loki.write.store.receiver')] },
      blocks: [
        { block: 'stage.cri' },
        // What a group takes is replaced: all of it.
        ...secretExpressions.map((secret) => ({ block: 'stage.replace', attributes: { expression: `(${secret})`, replace: '****' } })),
        // Each rotation would be a stream of its own.
        { block: 'stage.label_drop', attributes: { values: ['filename'] } },
      ],
    },
    {
      block: 'loki.write',
      label: 'store',
      blocks: [
        {
          block: 'endpoint',
          // For ever: the file waits.
          attributes: { url: `${loki}/loki/api/v1/push`, max_backoff_retries: 0 },
        },
      ],
    },
  ];
}

const meta = '__meta_kubernetes';
const folder = [`${meta}_namespace`, `${meta}_pod_name`, `${meta}_pod_uid`, `${meta}_pod_container_name`];

/** Labels by what Kubernetes says of a pod: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config */
const rules: readonly Block[] = [
  ...Object.entries({
    namespace: `${meta}_namespace`,
    tenant: `${meta}_namespace_label_${escaped(polder.tenant)}`,
    pod: `${meta}_pod_name`,
    container: `${meta}_pod_container_name`,
    app: `${meta}_pod_label_${escaped('app.kubernetes.io/name')}`,
    node: `${meta}_pod_node_name`,
  }).map(([label, source]) => rule({ source_labels: [source], target_label: label })),
  path(folder),
  // The folder of a static pod is named after its manifest, not after its mirror in the API.
  path(folder.map((label) => (label === `${meta}_pod_uid` ? `${meta}_pod_annotation_${escaped('kubernetes.io/config.mirror')}` : label))),
];

/** The files of a container. Only where each of the labels says something. */
function path(labels: readonly string[]): Block {
  return rule({
    source_labels: labels,
    separator: ';',
    regex: '([^;]+);([^;]+);([^;]+);([^;]+)',
    // In braces: $1_ would be a group of that name.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: groups of the expression.
    replacement: '/var/log/pods/${1}_${2}_${3}/${4}/*.log',
    target_label: '__path__',
  });
}

function rule(attributes: Block['attributes']): Block {
  return { block: 'rule', ...(attributes === undefined ? {} : { attributes: { action: 'replace', ...attributes } }) };
}

/** As Prometheus turns names of labels into its own. */
function escaped(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
}
