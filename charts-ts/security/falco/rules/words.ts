import type { Lists, Macros } from '../types.ts';

/** Names of programs, ports and folders that rules speak of. */
export const lists: Lists = {
  shell_programs: ['ash', 'bash', 'csh', 'dash', 'fish', 'ksh', 'mksh', 'rbash', 'sh', 'tcsh', 'zsh'],
  interpreters: ['lua', 'node', 'perl', 'php', 'python', 'python2', 'python3', 'ruby'],
  // What is the parent of a program that comes into a container from outside, as with kubectl exec.
  runtime_programs: ['conmon', 'containerd-shim', 'containerd-shim-runc-v2', 'crio', 'crun', 'runc', 'runc:[0:PARENT]', 'runc:[1:CHILD]', 'runc:[2:INIT]'],
  package_programs: ['apk', 'apt', 'apt-get', 'aptitude', 'dnf', 'dpkg', 'gem', 'microdnf', 'npm', 'pip', 'pip3', 'rpm', 'tdnf', 'yarn', 'yum', 'zypper'],
  server_programs: [
    'apache2',
    'caddy',
    'haproxy',
    'httpd',
    'java',
    'mariadbd',
    'mongod',
    'mysqld',
    'nginx',
    'php-fpm',
    'redis-server',
    'traefik',
    'valkey-server',
  ],
  network_programs: ['curl', 'nc', 'ncat', 'netcat', 'nmap', 'scp', 'sftp', 'socat', 'tcpdump', 'telnet', 'tshark', 'wget'],
  reading_programs: ['awk', 'base64', 'cat', 'cp', 'curl', 'dd', 'grep', 'head', 'less', 'more', 'sed', 'tail', 'tar', 'wget', 'xxd'],
  miner_programs: ['cgminer', 'cpuminer', 'ethminer', 'minerd', 'minergate', 'nbminer', 'xmr-stak', 'xmrig'],
  // https://attack.mitre.org/techniques/T1496/001/: what pools usually listen to; none is a port of the platform.
  miner_ports: [3333, 4444, 5555, 7777, 14433, 14444, 20580, 45560, 45700],
  login_programs: [
    'chage',
    'chpasswd',
    'groupadd',
    'login',
    'passwd',
    'polkitd',
    'sshd',
    'sshd-session',
    'su',
    'sudo',
    'systemd',
    'unix_chkpwd',
    'useradd',
    'usermod',
  ],
  // What a Kubernetes node is made of, by its program's name (at most 15 characters, as the kernel keeps them).
  control_plane_programs: [
    'containerd',
    'etcd',
    'k3s',
    'k3s-agent',
    'k3s-server',
    'kube-apiserver',
    'kube-controller',
    'kube-proxy',
    'kube-scheduler',
    'kubeadm',
    'kubelet',
    'machined',
    'rke2',
  ],
  program_folders: ['/bin', '/lib', '/lib64', '/sbin', '/usr/bin', '/usr/lib', '/usr/local/bin', '/usr/local/sbin', '/usr/sbin'],
  open_folders: ['/dev/shm', '/tmp', '/var/tmp'],
  password_files: ['/etc/gshadow', '/etc/shadow', '/etc/sudoers', '/etc/sudoers.d'],
  startup_files: ['/etc/cron.d', '/etc/crontab', '/etc/ld.so.preload', '/etc/pam.d', '/etc/passwd', '/etc/profile.d', '/etc/ssh', '/etc/systemd', '/root/.ssh'],
  cluster_key_folders: ['/etc/kubernetes/admin.conf', '/etc/kubernetes/pki', '/etc/rancher', '/var/lib/kubelet/pki', '/var/lib/rancher/rke2/server/tls'],
  token_folders: ['/run/secrets/kubernetes.io/serviceaccount', '/var/run/secrets/kubernetes.io/serviceaccount'],
  log_folders: ['/var/log/audit', '/var/log/btmp', '/var/log/kubernetes', '/var/log/lastlog', '/var/log/wtmp'],
  kernel_hooks: ['/proc/sys/kernel/core_pattern', '/proc/sys/kernel/modprobe', '/sys/kernel/uevent_helper', '/proc/sys/fs/binfmt_misc/register'],
};

/** Words that conditions are made of. Falco has an event when a system call ends: what failed is left out where it would mislead. */
export const macros = {
  started: 'evt.type in (execve, execveat) and evt.rawres = 0',
  in_container: 'container.id != host',
  opened_to_write: 'evt.type in (open, openat, openat2) and evt.is_open_write = true and fd.typechar = f and fd.num >= 0',
  opened_to_read: 'evt.type in (open, openat, openat2) and evt.is_open_read = true and fd.typechar = f and fd.num >= 0',
  removed: 'evt.type in (unlink, unlinkat, rename, renameat, renameat2) and evt.rawres = 0',
  connected_out: 'evt.type = connect and fd.type in (ipv4, ipv6)',
  with_terminal: 'proc.tty != 0',
  of_platform: 'k8s.ns.name in (platform_namespaces)',
  // Namespaces of the platform whose programs are part of the node: their component says so, with a reason.
  of_node: 'k8s.ns.name in (node_namespaces)',
} as const satisfies Macros;
