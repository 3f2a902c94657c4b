import type { Rule } from '../types.ts';

/** Ways out of a container. */
export const escapeRules: readonly Rule[] = [
  {
    name: 'Write to what the kernel runs',
    why: 'the kernel starts the program that is named there, as root of the node',
    condition: 'opened_to_write and in_container and (fd.name endswith "/release_agent" or fd.name pmatch (kernel_hooks))',
    shows: ['fd.name'],
    priority: 'CRITICAL',
    mitre: { tactic: 'privilege_escalation', technique: 'T1611' },
    bio: '8.2',
  },
  {
    name: 'Kernel module loaded from a container',
    why: 'it runs in the kernel of the node, where nothing holds it back',
    condition: 'evt.type in ("init_module", "finit_module") and in_container and evt.rawres = 0 and not of_node',
    priority: 'CRITICAL',
    mitre: { tactic: 'persistence', technique: 'T1547.006' },
    bio: '8.19',
  },
  {
    name: 'Container runtime used from a container',
    why: 'its socket starts any container on the node, with any right',
    condition:
      'evt.type = connect and in_container and fd.type = unix and (fd.name endswith "/containerd.sock" or fd.name endswith "/crio.sock" or fd.name endswith "/docker.sock") and not of_node',
    shows: ['fd.name'],
    priority: 'CRITICAL',
    mitre: { tactic: 'privilege_escalation', technique: 'T1611' },
    bio: '8.2',
  },
  {
    name: 'Privileged container started',
    why: 'it has all rights on its node; policies permit none, so somebody went around them',
    condition: 'started and in_container and proc.vpid = 1 and container.privileged = true and not of_node',
    priority: 'ERROR',
    mitre: { tactic: 'privilege_escalation', technique: 'T1610' },
    bio: '8.2',
  },
  {
    name: "Entry into the node's namespaces",
    why: 'nsenter leaves the container for the node',
    condition: 'started and in_container and proc.name = nsenter and not of_node',
    priority: 'ERROR',
    mitre: { tactic: 'privilege_escalation', technique: 'T1611' },
    bio: '8.2',
  },
  {
    name: 'Mount made in a container',
    why: 'a container that may mount can mount the disk of its node',
    condition: 'evt.type = mount and in_container and evt.rawres = 0 and not of_node and not proc.name startswith runc',
    shows: ['evt.args'],
    priority: 'ERROR',
    mitre: { tactic: 'privilege_escalation', technique: 'T1611' },
    bio: '8.2',
  },
  {
    name: 'Program taken over by another',
    why: 'a debugger reads and changes what another program holds, passwords included',
    condition:
      'evt.type = ptrace and in_container and evt.arg.request in (PTRACE_ATTACH, PTRACE_SEIZE, PTRACE_POKETEXT, PTRACE_POKEDATA, PTRACE_SETREGS, PTRACE_SETREGSET)',
    shows: ['evt.arg.request', 'evt.arg.pid'],
    priority: 'WARNING',
    mitre: { tactic: 'privilege_escalation', technique: 'T1055.008' },
    bio: '8.16',
  },
  {
    name: 'User namespace made in a container',
    why: 'root in a namespace of its own reaches parts of the kernel that others do not',
    condition: 'evt.type = unshare and in_container and evt.rawres = 0 and evt.arg.flags contains CLONE_NEWUSER',
    shows: ['evt.arg.flags'],
    priority: 'NOTICE',
    mitre: { tactic: 'privilege_escalation', technique: 'T1611' },
    bio: '8.16',
  },
];
