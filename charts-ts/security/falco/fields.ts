/**
 * Fields of events, by class: those of Falco itself, and those of its container plugin (without the ones it calls deprecated).
 * https://falco.org/docs/reference/rules/supported-fields/
 * https://github.com/falcosecurity/plugins/tree/main/plugins/container#supported-fields
 */
const classes: Readonly<Record<string, string>> = {
  container:
    'cni.json duration full_id host_ipc host_network host_pid id image image.digest image.id image.repository image.tag ip label labels mount mount.dest mount.mode mount.propagation mount.rdwr mount.source mounts name privileged start_ts type',
  evt: 'abspath arg args asynctype buffer buflen buflen.file buflen.file.in buflen.file.out buflen.in buflen.net buflen.net.in buflen.net.out buflen.out category count count.error count.error.file count.error.memory count.error.net count.error.other count.exit count.procinfo count.threadinfo cpu datetime datetime.s deltatime deltatime.ns deltatime.s dir failed hostname info infra.docker.container.id infra.docker.container.image infra.docker.container.name infra.docker.name io_dir is_async is_io is_io_read is_io_write is_open_create is_open_exec is_open_read is_open_write is_syslog is_wait latency latency.human latency.ns latency.quantized latency.s num outputtime plugininfo pluginname rawarg rawres rawtime rawtime.ns rawtime.s reltime reltime.ns reltime.s res source time time.iso8601 time.s type wait_latency',
  fd: 'cip cip.name cnet connected containerdirectory containername cport cproto dev dev.major dev.minor directory filename ino ip is_lower_layer is_server is_upper_layer l4proto lip lip.name lnet lport lproto name name_changed nameraw net num port proto rip rip.name rnet rport rproto sip sip.name snet sockfamily sport sproto type typechar types uid',
  fdlist: 'cips cports names nums sips sports',
  fs: 'path.name path.nameraw path.source path.sourceraw path.target path.targetraw',
  group: 'gid name',
  k8s: 'ns.name pod.cni.json pod.full_sandbox_id pod.id pod.ip pod.label pod.labels pod.name pod.sandbox_id pod.uid',
  proc: 'aargs acmdline aenv aexe aexepath aname apid args cmdlenargs cmdline cmdnargs cwd duration env exe exe_ino exe_ino.ctime exe_ino.ctime_duration_pidns_start exe_ino.ctime_duration_proc_start exe_ino.mtime exeline exepath fdlimit fdopencount fdusage is_exe_from_memfd is_exe_lower_layer is_exe_upper_layer is_exe_writable is_pgid_leader is_sid_leader is_vpgid_leader loginshellid name nchilds nthreads pcmdline pexe pexepath pgid pgid.exe pgid.exepath pgid.name pid pid.ts pidns_init_start_ts pname ppid ppid.duration ppid.ts pvpid sid sid.exe sid.exepath sname stderr.name stderr.type stdin.name stdin.type stdout.name stdout.type tty vmrss vmsize vmswap vpgid vpgid.exe vpgid.exepath vpgid.name vpid',
  thread:
    'cap_effective cap_inheritable cap_permitted cgroup cgroups cpu cpu.system cpu.user exectime ismain nametid pfmajor pfminor tid totexectime vmrss vmrss.b vmsize vmsize.b vtid',
  user: 'homedir loginname loginuid name shell uid',
};

/** Whole names, such as proc.name. */
const knownFields: ReadonlySet<string> = new Set(Object.entries(classes).flatMap(([prefix, names]) => names.split(' ').map((name) => `${prefix}.${name}`)));

/** Whether a field exists: its argument, in brackets or after evt.arg, may be anything. */
export function isField(name: string): boolean {
  const [whole = ''] = name.split('[');
  return knownFields.has(whole) || /^evt\.(raw)?arg\.[a-z_0-9]+$/.test(whole);
}
