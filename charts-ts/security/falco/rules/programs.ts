import type { Rule } from '../types.ts';

/** Programs that start. */
export const programRules: readonly Rule[] = [
  {
    name: 'Shell with the network as its input',
    why: 'whoever is at the other end types commands into the container',
    condition:
      '(started and proc.name in (shell_programs) and proc.stdin.type in (ipv4, ipv6)) or (evt.type in (dup, dup2, dup3) and in_container and proc.name in (shell_programs, interpreters) and (evt.rawres = 0 or evt.rawres = 1) and fd.type in (ipv4, ipv6))',
    shows: ['fd.name'],
    priority: 'CRITICAL',
    mitre: { tactic: 'execution', technique: 'T1059.004' },
    bio: '8.7',
  },
  {
    name: 'Program run that is not of the image',
    why: 'a container runs what its image holds; a program that was written later came with somebody',
    condition: 'started and in_container and proc.is_exe_upper_layer = true',
    shows: ['proc.is_exe_writable'],
    priority: 'CRITICAL',
    mitre: { tactic: 'persistence', technique: 'T1525' },
    bio: '8.19',
  },
  {
    name: 'Program run from memory',
    why: 'a program that is in no file leaves nothing to find',
    condition: 'started and proc.is_exe_from_memfd = true and not proc.name startswith runc and not proc.pname startswith runc',
    priority: 'CRITICAL',
    mitre: { tactic: 'defense_evasion', technique: 'T1620' },
    bio: '8.7',
  },
  {
    name: 'Mining of crypto currency',
    why: 'the cluster works for somebody else, who found a way in',
    condition:
      'started and (proc.name in (miner_programs) or proc.cmdline contains "stratum+tcp" or proc.cmdline contains "stratum+ssl" or proc.cmdline contains "--donate-level")',
    priority: 'CRITICAL',
    mitre: { tactic: 'impact', technique: 'T1496' },
    bio: '8.7',
  },
  {
    name: 'Program run from a folder that all may write',
    why: 'what was downloaded or unpacked usually starts there',
    condition: 'started and in_container and proc.exepath pmatch (open_folders)',
    priority: 'ERROR',
    mitre: { tactic: 'execution', technique: 'T1204' },
    bio: '8.19',
  },
  {
    name: 'Package manager in a container',
    why: 'images are built and scanned before they run; what is installed later nobody has looked at',
    condition: 'started and in_container and proc.name in (package_programs)',
    priority: 'ERROR',
    mitre: { tactic: 'persistence', technique: 'T1525' },
    bio: '8.19',
  },
  {
    name: 'Shell started by a server',
    why: 'a web server or database seldom needs a shell; whoever finds a hole in it does',
    condition: 'started and in_container and proc.name in (shell_programs) and proc.pname in (server_programs)',
    priority: 'WARNING',
    mitre: { tactic: 'execution', technique: 'T1190' },
    bio: '8.16',
  },
  {
    name: 'Shell with a terminal in a container',
    why: 'a person is in a container, past Git and its review',
    condition: 'started and in_container and with_terminal and proc.name in (shell_programs)',
    priority: 'WARNING',
    mitre: { tactic: 'execution', technique: 'T1609' },
    bio: '8.2',
  },
  {
    name: 'Network tool in a container of the platform',
    why: 'programs of the platform speak for themselves; such a tool is used by hand, or by whoever looks around',
    // The one that asks for the age of the vulnerability database.
    condition:
      'started and in_container and of_platform and proc.name in (network_programs) and not (proc.name = wget and proc.cmdline contains "trivy-server")',
    priority: 'WARNING',
    mitre: { tactic: 'command_and_control', technique: 'T1105' },
    bio: '8.16',
  },
  {
    name: 'Program with a terminal from outside a container',
    why: 'kubectl exec and kubectl debug bring it in: good to be able to find back',
    condition: 'started and in_container and with_terminal and proc.pname in (runtime_programs) and proc.vpid != 1 and not proc.name in (shell_programs)',
    priority: 'NOTICE',
    mitre: { tactic: 'execution', technique: 'T1609' },
    bio: '8.15',
  },
];
