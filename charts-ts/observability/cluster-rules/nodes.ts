import type { Alert } from '../../kit/metrics.ts';

/** File systems that hold data: neither memory nor an image that is read-only by nature. */
const disk = 'job="node-exporter",fstype!~"tmpfs|ramfs|squashfs|iso9660|erofs"';
const day = 24 * 60 * 60;

const free = `node_filesystem_avail_bytes{${disk}} / node_filesystem_size_bytes{${disk}}`;

/** What the API server says of nodes (kube-state-metrics), and what the nodes say of themselves (node-exporter, kubelet). */
export const nodeAlerts: readonly Alert[] = [
  {
    name: 'NodeNotReady',
    expression: 'max by (node) (kube_node_status_condition{condition="Ready",status=~"false|unknown"}) == 1',
    holds: '5m',
    severity: 'critical',
    summary: 'Node {{ $labels.node }} is not ready: its pods move away, those with a volume only when it is back or removed',
    runbook: 'kubectl describe node {{ $labels.node }}; lost for good: drain and delete it, or taint it node.kubernetes.io/out-of-service:NoExecute',
  },
  {
    name: 'NodePressure',
    expression:
      'max by (node, condition) (kube_node_status_condition{condition=~"DiskPressure|MemoryPressure|PIDPressure|NetworkUnavailable",status="true"}) == 1',
    holds: '5m',
    severity: 'critical',
    summary: 'Node {{ $labels.node }} has {{ $labels.condition }}: it takes no new pods, and evicts others',
    runbook:
      'kubectl describe node {{ $labels.node }}; dashboard "nodes" shows what is full; kubectl get pods -A --field-selector spec.nodeName={{ $labels.node }}',
  },
  {
    name: 'NodeCordoned',
    expression: 'max by (node) (kube_node_spec_unschedulable) == 1',
    holds: '1d',
    severity: 'warning',
    summary: 'Node {{ $labels.node }} has been cordoned for a day',
    runbook: 'is work on it still going on? else: kubectl uncordon {{ $labels.node }}',
  },
  {
    name: 'KubeletDown',
    expression: 'max by (node) (kube_node_info) unless on (node) max by (node) (kubelet_node_name)',
    holds: '15m',
    severity: 'warning',
    summary: 'Prometheus gets nothing from the kubelet of {{ $labels.node }}: what its pods use is not known',
    runbook:
      'kubectl get node {{ $labels.node }}; ready: look at the target in Prometheus (certificate, port 10250); not ready: journalctl -u kubelet on the node',
  },
  {
    name: 'NodeDiskFills',
    // Four hours tell a trend, and less than a fifth is left.
    expression: `${free} < 0.2 and predict_linear(node_filesystem_avail_bytes{${disk}}[4h], ${day}) < 0 and node_filesystem_readonly{${disk}} == 0`,
    holds: '1h',
    severity: 'warning',
    summary: 'The disk at {{ $labels.mountpoint }} of {{ $labels.node }} is full within a day at this pace',
    runbook: 'on the node: du -x --max-depth=2 {{ $labels.mountpoint }}; crictl rmi --prune removes images that no pod uses',
  },
  {
    name: 'NodeDiskFull',
    expression: `${free} < 0.06 and node_filesystem_readonly{${disk}} == 0`,
    holds: '15m',
    severity: 'critical',
    summary: '{{ $value | humanizePercentage }} is left of the disk at {{ $labels.mountpoint }} of {{ $labels.node }}',
    runbook: "on the node: du -x --max-depth=2 {{ $labels.mountpoint }}; crictl rmi --prune; below the kubelet's threshold pods are evicted",
  },
  {
    name: 'NodeInodesFull',
    expression: `node_filesystem_files_free{${disk}} / node_filesystem_files{${disk}} < 0.06 and node_filesystem_readonly{${disk}} == 0`,
    holds: '15m',
    severity: 'critical',
    summary:
      '{{ $value | humanizePercentage }} of the inodes is left at {{ $labels.mountpoint }} of {{ $labels.node }}: no file can be made when they are gone',
    runbook: 'on the node: du --inodes -x --max-depth=2 {{ $labels.mountpoint }}; crictl rmi --prune removes images that no pod uses',
  },
  {
    name: 'NodeDiskReadOnly',
    // One that is read-only by design was so a day ago.
    expression: `node_filesystem_readonly{${disk}} == 1 and min_over_time(node_filesystem_readonly{${disk}}[1d]) == 0`,
    holds: '5m',
    severity: 'critical',
    summary: 'The disk at {{ $labels.mountpoint }} of {{ $labels.node }} became read-only',
    runbook: 'dmesg on the node says which device failed; cordon and drain it, then replace the disk',
  },
  {
    name: 'NodeRaidDegraded',
    expression: 'node_md_disks_required{job="node-exporter"} - on (node, device) node_md_disks{job="node-exporter",state="active"} > 0',
    holds: '15m',
    severity: 'critical',
    summary: 'RAID {{ $labels.device }} of {{ $labels.node }} misses a disk',
    runbook: 'mdadm --detail /dev/{{ $labels.device }} on the node names it; replace it before another fails',
  },
  {
    name: 'NodeBondDegraded',
    expression: 'node_bonding_slaves{job="node-exporter"} - node_bonding_active{job="node-exporter"} > 0',
    holds: '10m',
    severity: 'warning',
    summary: 'Bond {{ $labels.master }} of {{ $labels.node }} has lost a network card',
    runbook: 'cat /proc/net/bonding/{{ $labels.master }} on the node names the card; check cable and switch',
  },
  {
    name: 'NodeMemoryFull',
    expression: 'node_memory_MemAvailable_bytes{job="node-exporter"} / node_memory_MemTotal_bytes{job="node-exporter"} < 0.05',
    holds: '15m',
    severity: 'critical',
    summary: '{{ $value | humanizePercentage }} of the memory of {{ $labels.node }} is left: the kernel soon ends a process',
    runbook: 'kubectl top pods -A --sort-by=memory; dashboard "nodes"; a pod whose request is below its use makes promises that the node cannot keep',
  },
  {
    name: 'NodeMemoryBroken',
    expression: 'increase(node_edac_uncorrectable_errors_total{job="node-exporter"}[1h]) > 0',
    holds: '0m',
    severity: 'critical',
    summary: 'The memory of {{ $labels.node }} had an error that cannot be corrected (controller {{ $labels.controller }})',
    runbook: 'kubectl drain {{ $labels.node }} --ignore-daemonsets --delete-emptydir-data; have the module replaced',
  },
  {
    name: 'NodeCpuBusy',
    expression: 'node:cpu_busy:ratio5m > 0.95',
    holds: '1h',
    severity: 'warning',
    summary: 'The processors of {{ $labels.node }} have been busy for an hour',
    runbook: 'kubectl top pods -A --sort-by=cpu; pods without a CPU limit or with a request far below their use are the first to look at',
  },
  {
    name: 'NodeClockNotSynced',
    // The kernel says 16 seconds when nothing has set the clock: https://man7.org/linux/man-pages/man2/adjtimex.2.html
    expression: 'min_over_time(node_timex_sync_status{job="node-exporter"}[10m]) == 0 and node_timex_maxerror_seconds{job="node-exporter"} >= 16',
    holds: '15m',
    severity: 'warning',
    summary: 'Nothing sets the clock of {{ $labels.node }} (BIO2 8.17): certificates, tokens and logs go by it',
    runbook: 'chronyc tracking, or timedatectl timesync-status, on the node; can it reach the time servers of the site?',
  },
  {
    name: 'NodeClockWrong',
    expression: 'abs(node_timex_offset_seconds{job="node-exporter"}) > 0.1',
    holds: '10m',
    severity: 'warning',
    summary: 'The clock of {{ $labels.node }} is {{ $value | humanizeDuration }} off',
    runbook: 'chronyc sources on the node: does it hear the time servers of the site, and do these agree?',
  },
  {
    name: 'NodePodsFull',
    expression:
      'count by (node) ((kube_pod_status_phase{phase="Running"} == 1) * on (namespace, pod) group_left (node) kube_pod_info{node!=""}) / on (node) max by (node) (kube_node_status_allocatable{resource="pods"}) > 0.9',
    holds: '30m',
    severity: 'warning',
    summary: 'Node {{ $labels.node }} runs {{ $value | humanizePercentage }} of the pods that it may',
    runbook: 'kubectl get pods -A --field-selector spec.nodeName={{ $labels.node }}; add nodes, or raise maxPods of the kubelet with the pod network',
  },
  {
    name: 'KubeletCertificateExpires',
    expression: `min by (node) (kubelet_certificate_manager_client_ttl_seconds or kubelet_certificate_manager_server_ttl_seconds) < ${7 * day}`,
    holds: '1h',
    severity: 'critical',
    summary: 'A certificate of the kubelet of {{ $labels.node }} ends in {{ $value | humanizeDuration }}: without it the node is lost',
    runbook: 'kubectl get csr: one that waits must be approved; else restart the kubelet (RKE2 and K3s renew at a restart in the last 90 days)',
  },
  {
    name: 'KubeletCertificateNotRenewed',
    expression:
      'sum by (node) (increase(kubelet_certificate_manager_client_expiration_renew_errors[30m]) or increase(kubelet_server_expiration_renew_errors[30m])) > 0',
    holds: '15m',
    severity: 'warning',
    summary: 'The kubelet of {{ $labels.node }} cannot renew a certificate',
    runbook: 'kubectl get csr; kubelet-serving requests need somebody who approves them; journalctl -u kubelet on the node says why it failed',
  },
];
