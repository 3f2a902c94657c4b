/** https://github.com/falcosecurity/falco/blob/0.45.0/falco.yaml: the part that the platform writes. What is left out has Falco's own default. */
export interface FalcoYaml {
  readonly config_files: readonly string[];
  readonly watch_config_files: boolean;
  readonly rules_files: readonly string[];
  readonly rule_matching: 'first' | 'all';
  readonly engine: { readonly kind: 'modern_ebpf'; readonly modern_ebpf: { readonly buf_size_preset: number; readonly disable_iterators: boolean } };
  readonly load_plugins: readonly string[];
  readonly plugins: readonly Plugin[];
  readonly plugins_hostinfo: boolean;
  readonly time_format_iso_8601: boolean;
  readonly priority: 'debug';
  readonly json_output: boolean;
  readonly json_include_output_property: boolean;
  readonly json_include_tags_property: boolean;
  readonly buffered_outputs: boolean;
  readonly outputs_queue: { readonly capacity: number };
  readonly stdout_output: Switch;
  readonly syslog_output: Switch;
  readonly log_stderr: boolean;
  readonly log_syslog: boolean;
  readonly log_level: 'info';
  readonly syscall_event_drops: { readonly actions: readonly 'ignore'[] };
  readonly webserver: Switch & {
    readonly threadiness: number;
    readonly listen_port: number;
    readonly k8s_healthz_endpoint: string;
    readonly prometheus_metrics_enabled: boolean;
    readonly ssl_enabled: boolean;
  };
  readonly metrics: Switch & {
    readonly interval: string;
    readonly output_rule: boolean;
    readonly rules_counters_enabled: boolean;
    readonly resource_utilization_enabled: boolean;
    readonly state_counters_enabled: boolean;
    readonly kernel_event_counters_enabled: boolean;
    readonly kernel_event_counters_per_cpu_enabled: boolean;
    readonly libbpf_stats_enabled: boolean;
    readonly plugins_metrics_enabled: boolean;
    readonly jemalloc_stats_enabled: boolean;
  };
}

interface Switch {
  readonly enabled: boolean;
}

interface Plugin {
  readonly name: string;
  readonly library_path: string;
  readonly init_config: {
    readonly label_max_len: number;
    readonly with_size: boolean;
    readonly hooks: readonly ('create' | 'start')[];
    readonly engines: Readonly<Record<string, Switch & { readonly sockets?: readonly string[] }>>;
  };
}

/** Falco's settings: the kernel's events by eBPF, messages as JSON on stdout, counters for Prometheus, nothing downloaded. */
export function falcoYaml(rulesFile: string, socket: string, port: number): FalcoYaml {
  return {
    // Not the image's own folder of settings: everything stands here.
    config_files: [],
    // A change of rules rolls the pods: a reload would set the counters back without a trace.
    watch_config_files: false,
    rules_files: [rulesFile],
    // A rule of the site must not be silenced by one of the platform that matches as well.
    rule_matching: 'all',
    // Iterators want the host's process ids, which Falco does not get; 8 MiB for each two processors.
    engine: { kind: 'modern_ebpf', modern_ebpf: { buf_size_preset: 4, disable_iterators: true } },
    load_plugins: ['container'],
    plugins: [{ name: 'container', library_path: 'libcontainer.so', init_config: containerPlugin(socket) }],
    plugins_hostinfo: false,
    time_format_iso_8601: true,
    priority: 'debug',
    json_output: true,
    json_include_output_property: true,
    json_include_tags_property: true,
    buffered_outputs: false,
    // Bounded: without a reader of stdout Falco would grow until it is killed.
    outputs_queue: { capacity: 10_000 },
    stdout_output: { enabled: true },
    syslog_output: { enabled: false },
    log_stderr: true,
    log_syslog: false,
    log_level: 'info',
    // Prometheus tells of lost events.
    syscall_event_drops: { actions: ['ignore'] },
    webserver: { enabled: true, threadiness: 2, listen_port: port, k8s_healthz_endpoint: '/healthz', prometheus_metrics_enabled: true, ssl_enabled: false },
    metrics: {
      enabled: true,
      interval: '1h',
      output_rule: false,
      rules_counters_enabled: true,
      resource_utilization_enabled: true,
      state_counters_enabled: true,
      kernel_event_counters_enabled: true,
      kernel_event_counters_per_cpu_enabled: false,
      libbpf_stats_enabled: false,
      plugins_metrics_enabled: true,
      jemalloc_stats_enabled: false,
    },
  };
}

/** Names of pods come from the container runtime, which the kubelet tells them: no access to the API server. */
function containerPlugin(socket: string): Plugin['init_config'] {
  const off = { enabled: false };
  return {
    label_max_len: 100,
    with_size: false,
    // Before the first program starts, so that no event comes without the name of its pod.
    hooks: ['create'],
    engines: { cri: { enabled: true, sockets: [socket] }, docker: off, podman: off, containerd: off, lxc: off, libvirt_lxc: off, bpm: off },
  };
}
