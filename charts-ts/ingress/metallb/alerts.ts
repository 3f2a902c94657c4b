import type { Alert } from '../../kit/metrics.ts';

/** Metric names: https://metallb.io/prometheus-metrics/; kube_service_* are kube-state-metrics'. */
export const metalLbAlerts: readonly Alert[] = [
  {
    name: 'MetalLbControllerDown',
    expression: 'absent(up{job="metallb-controller"} == 1)',
    holds: '10m',
    severity: 'warning',
    summary: "MetalLB's controller does not answer: new Services get no address; those that have one keep it",
    runbook: 'kubectl -n metallb-system describe deploy metallb-controller, then its events and logs',
  },
  {
    name: 'MetalLbSpeakerDown',
    expression: 'up{job="metallb-speaker"} == 0',
    holds: '10m',
    severity: 'warning',
    summary: 'The speaker {{ $labels.pod }} does not answer: its node announces no address',
    runbook: 'kubectl -n metallb-system get pods -o wide; is the node well? Prometheus must reach port 9120 of the nodes',
  },
  {
    name: 'MetalLbNobodyAnnounces',
    expression: 'absent(up{job="metallb-speaker"} == 1)',
    holds: '3m',
    severity: 'critical',
    summary: 'No speaker answers: the network learns of no address, so nothing outside reaches the cluster',
    runbook: 'kubectl -n metallb-system describe ds metallb-speaker; it waits for the Secret memberlist, which the controller makes',
  },
  {
    name: 'MetalLbConfigurationRefused',
    expression: 'metallb_k8s_client_config_stale_bool == 1',
    holds: '5m',
    severity: 'critical',
    summary: '{{ $labels.pod }} refuses its configuration, and goes on with the last good one',
    runbook: 'kubectl -n metallb-system get configurationstates -o yaml: errorSummary says why; a missing Secret bgp-<peer> stops all of it',
  },
  {
    name: 'ServiceWithoutAddress',
    expression: 'kube_service_spec_type{type="LoadBalancer"} == 1 unless on (namespace, service) kube_service_status_load_balancer_ingress',
    holds: '10m',
    severity: 'warning',
    summary: 'Service {{ $labels.service }} in {{ $labels.namespace }} waits for an address',
    runbook: 'kubectl -n {{ $labels.namespace }} describe service {{ $labels.service }}: its events say which pool is empty or not for this namespace',
  },
  {
    name: 'MetalLbPoolFillsUp',
    // A pool of a few addresses is meant to be full.
    expression: 'metallb_allocator_addresses_in_use_total / metallb_allocator_addresses_total > 0.9 and metallb_allocator_addresses_total >= 8',
    holds: '30m',
    severity: 'warning',
    summary: 'More than nine tenths of the addresses of pool {{ $labels.pool }} are given',
    runbook: 'Add a range to components.metallb.pools.{{ $labels.pool }}.addresses, or let Services share the Gateway',
  },
  {
    name: 'MetalLbRouterLost',
    expression: 'max by (peer) (metallb_bgp_session_up) == 0',
    holds: '2m',
    severity: 'critical',
    summary: 'No node has a BGP session with router {{ $labels.peer }}',
    runbook: "Ask the network team; compare AS numbers and password; the speaker's log names the reason",
  },
  {
    name: 'MetalLbSessionDown',
    expression: 'metallb_bgp_session_up == 0 and on (peer) max by (peer) (metallb_bgp_session_up) == 1',
    holds: '10m',
    severity: 'warning',
    summary: '{{ $labels.pod }} has no BGP session with router {{ $labels.peer }}, where other nodes have one',
    runbook: "The speaker's log names the reason; does the router know this node as a neighbour?",
  },
];
