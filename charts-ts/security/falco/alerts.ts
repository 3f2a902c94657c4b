import type { Alert } from '../../kit/metrics.ts';
import { type Priority, priorities } from './types.ts';

/** Matches in the last quarter of an hour. A counter is there from its first match on, which no increase would show. */
function matched(of: readonly Priority[]): string {
  const numbers = of.map((priority) => priorities.indexOf(priority)).join('|');
  const counter = `falcosecurity_falco_rules_matches_total{job="falco",priority=~"${numbers}"}`;
  return `sum by (node, rule_name) ((increase(${counter}[15m]) > 0) or (${counter} unless ${counter} offset 15m))`;
}

const find = `ask the log store for the messages of namespace falco with rule "{{ $labels.rule_name }}" (docs/security.md): they name pod, image and command`;

/** What Falco sees, and what keeps it from seeing. */
export const falcoAlerts: readonly Alert[] = [
  {
    name: 'FalcoSawAttack',
    expression: matched(['EMERGENCY', 'ALERT', 'CRITICAL']),
    holds: '0s',
    severity: 'critical',
    summary: '{{ $labels.rule_name }}, on node {{ $labels.node }}',
    runbook: `${find}. Cut the pod off with a network policy before you delete it, keep its logs, and report it as docs/security.md says`,
  },
  {
    name: 'FalcoSawDeviation',
    expression: matched(['ERROR', 'WARNING']),
    holds: '0s',
    severity: 'warning',
    summary: '{{ $labels.rule_name }}, on node {{ $labels.node }}',
    runbook: `${find}. Was it meant? Then say so in components.falco.exceptions of the cluster, with an owner and a day`,
  },
  {
    name: 'FalcoDown',
    expression: 'up{job="falco"} == 0',
    holds: '10m',
    severity: 'critical',
    summary: 'Falco on {{ $labels.node }} does not answer: nobody sees what programs do there',
    runbook:
      'kubectl -n falco logs of the pod on that node: a rule that it cannot read, a kernel without BTF (/sys/kernel/btf/vmlinux), or a missing right; somebody may have stopped it',
  },
  {
    name: 'FalcoAbsent',
    expression: 'absent(up{job="falco"})',
    holds: '10m',
    severity: 'critical',
    summary: 'No Falco at all: nobody sees what programs do on any node',
    runbook: 'kubectl -n falco describe daemonset falco; kubectl get namespace falco must allow Pod Security "privileged"',
  },
  {
    name: 'FalcoMissesEvents',
    expression: 'rate(falcosecurity_scap_n_drops_total{job="falco"}[10m]) / rate(falcosecurity_scap_n_evts_total{job="falco"}[10m]) > 0.01',
    holds: '15m',
    severity: 'warning',
    summary: 'Falco on {{ $labels.node }} misses {{ $value | humanizePercentage }} of what happens there: it is too slow for the node',
    runbook: 'Give it more with components.falco.size.cpuLimit, or look which program on the node makes so many system calls',
  },
  {
    name: 'FalcoLosesMessages',
    expression: 'increase(falcosecurity_falco_outputs_queue_num_drops_total{job="falco"}[15m]) > 0',
    holds: '0s',
    severity: 'warning',
    summary: 'Falco on {{ $labels.node }} throws messages away: more come than its log takes',
    runbook: 'The dashboard Falco shows which rule matches most: make an exception, or find out who floods it, perhaps to hide something',
  },
];
