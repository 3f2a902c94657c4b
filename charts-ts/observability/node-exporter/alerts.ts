import type { Alert } from '../../kit/metrics.ts';
import { expected } from './args.ts';

/** What can be wrong with the exporter itself; cluster-rules tells what is wrong with a node. */
export const nodeExporterAlerts: readonly Alert[] = [
  {
    name: 'NodeExporterDown',
    expression: 'up{job="node-exporter"} == 0',
    holds: '15m',
    severity: 'warning',
    summary: 'node-exporter of {{ $labels.node }} does not answer: nobody sees that its disk or memory fills up',
    runbook: 'kubectl -n node-exporter get pods -o wide; is the node itself there? Then the events and log of its pod',
  },
  {
    name: 'NodeExporterAbsent',
    expression: 'absent(up{job="node-exporter"})',
    holds: '15m',
    severity: 'critical',
    summary: 'No node-exporter at all: no alert about disks, memory or clocks of nodes can fire',
    runbook: 'kubectl -n node-exporter describe daemonset node-exporter; kubectl get namespace node-exporter must allow Pod Security "privileged"',
  },
  {
    name: 'NodeCollectorFails',
    expression: `node_scrape_collector_success{job="node-exporter",collector=~"${expected}"} == 0`,
    holds: '30m',
    severity: 'warning',
    summary: 'The collector {{ $labels.collector }} on {{ $labels.node }} fails: its metrics are missing',
    runbook: 'kubectl -n node-exporter logs of the pod on that node name the file that could not be read',
  },
];
