import type { Rule } from '../types.ts';

/** Files that are written, read or removed. */
export const fileRules: readonly Rule[] = [
  {
    name: 'Write to what starts pods on a node',
    why: 'the kubelet runs each manifest that it finds there, and no policy is asked',
    condition: 'opened_to_write and fd.name contains "/etc/kubernetes/manifests/" and not proc.name in (control_plane_programs)',
    shows: ['fd.name'],
    priority: 'CRITICAL',
    mitre: { tactic: 'persistence', technique: 'T1053.007' },
    bio: '8.9',
  },
  {
    name: 'Keys of the cluster read',
    why: 'whoever has them is the cluster',
    condition: 'opened_to_read and fd.name pmatch (cluster_key_folders) and not proc.name in (control_plane_programs)',
    shows: ['fd.name'],
    priority: 'ERROR',
    mitre: { tactic: 'credential_access', technique: 'T1552.004' },
    bio: '8.24',
  },
  {
    name: 'Write below a folder of programs',
    why: 'a program that is replaced does what its replacer wants',
    condition: 'opened_to_write and in_container and fd.name pmatch (program_folders) and not proc.name in (package_programs)',
    shows: ['fd.name'],
    priority: 'ERROR',
    mitre: { tactic: 'persistence', technique: 'T1554' },
    bio: '8.19',
  },
  {
    name: 'Write to what decides over logins and starts',
    why: 'users, keys, libraries and schedules that are added there come back after each restart',
    condition: 'opened_to_write and in_container and fd.name pmatch (startup_files) and not proc.name in (package_programs, login_programs)',
    shows: ['fd.name'],
    priority: 'ERROR',
    mitre: { tactic: 'persistence', technique: 'T1098' },
    bio: '8.9',
  },
  {
    name: 'Program made to run as root',
    why: "a set-user-ID bit gives everybody the rights of the file's owner",
    condition:
      'evt.type in (chmod, fchmod, fchmodat) and in_container and evt.rawres = 0 and evt.arg.mode contains S_ISUID and not proc.name in (package_programs)',
    shows: ['evt.arg.mode', 'evt.arg.filename'],
    priority: 'ERROR',
    mitre: { tactic: 'privilege_escalation', technique: 'T1548.001' },
    bio: '8.2',
  },
  {
    name: 'Log removed',
    why: 'who wipes tracks had something to hide',
    condition:
      'removed and (fs.path.name pmatch (log_folders) or fs.path.source pmatch (log_folders) or fs.path.name endswith "_history") and not proc.name in (control_plane_programs, auditd, logrotate, systemd-tmpfile)',
    shows: ['fs.path.name', 'fs.path.source'],
    priority: 'ERROR',
    mitre: { tactic: 'defense_evasion', technique: 'T1070' },
    bio: '8.15',
  },
  {
    name: 'Password file read in a container',
    why: 'hashes of passwords are read to be guessed',
    condition: 'opened_to_read and in_container and fd.name pmatch (password_files) and not proc.name in (login_programs)',
    shows: ['fd.name'],
    priority: 'WARNING',
    mitre: { tactic: 'credential_access', technique: 'T1003.008' },
    bio: '8.5',
  },
  {
    name: 'Token of a service account read by hand',
    why: 'programs read their token themselves; with a tool somebody takes it along',
    condition: 'opened_to_read and in_container and fd.name pmatch (token_folders) and proc.name in (shell_programs, reading_programs)',
    shows: ['fd.name'],
    priority: 'WARNING',
    mitre: { tactic: 'credential_access', technique: 'T1528' },
    bio: '8.5',
  },
  {
    name: 'Write below /etc in a container',
    why: 'what a container is set up with comes from Git',
    condition:
      'opened_to_write and in_container and fd.name startswith /etc/ and not fd.name pmatch (startup_files) and not proc.name in (package_programs, login_programs)',
    shows: ['fd.name'],
    priority: 'NOTICE',
    mitre: { tactic: 'persistence', technique: 'T1543' },
    bio: '8.9',
  },
];
