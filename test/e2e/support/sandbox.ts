import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Set inside the sandbox, to the folder that belongs to it. */
export const sandboxVariable = 'POLDER_E2E_SANDBOX';

/** Where in-cluster clients find the API server: an address of the documentation range, which exists in the sandbox only. */
export const apiServerAddress = '192.0.2.1';

/**
 * Nothing can be sent there, which a resolver tells in the same words each time. A closed port would bring that of the sender into the
 * words, and cert-manager writes what stands in the way of a challenge as often as the words change: hundreds of times a second.
 */
const noNameServer = '192.0.2.53';

/** A node that really starts containers has this name, and this address. */
export const realNodeName = 'e2e-1';
export const realNodeAddress = '192.0.2.10';

/** The tools of the system that the tests need, and the Debian package of each. */
const tools: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  unshare: 'util-linux',
  mount: 'mount',
  git: 'git',
  gpg: 'gnupg',
  openssl: 'openssl',
  'redis-server': 'redis-server',
};

/** What a real node needs beside them. */
const nodeTools: Readonly<Record<string, string>> = {
  conntrack: 'conntrack',
  curl: 'curl',
  ipset: 'ipset',
  iptables: 'iptables',
  mmdebstrap: 'mmdebstrap',
  nft: 'nftables',
};

/** One line that says which of the system's tools are missing and how to get them; undefined when all are there. */
export function missingTools(realNode = false): string | undefined {
  const wanted = realNode ? { ...tools, ...nodeTools } : tools;
  const missing = Object.keys(wanted).filter((tool) => !isInstalled(tool));
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.map((tool) => wanted[tool] ?? tool))];
  return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing: apt-get install --yes --no-install-recommends ${packages.join(' ')}`;
}

export interface SandboxCommand {
  readonly argv: readonly [string, ...string[]];
  /** The whole environment to run it in. */
  readonly env: NodeJS.ProcessEnv;
  /** The sandbox's own folder; whoever runs the command removes it. */
  readonly folder: string;
}

/** What tells programs of the network outside: proxies, certificates, Git's own settings. None of it holds inside. */
const outside = /^((https?|all|no)_proxy|git_.*|ssl_cert_(file|dir)|curl_ca_bundle|node_extra_ca_certs|kubeconfig)$/i;

/**
 * The command line that runs `command` in namespaces of its own: no network but a loopback, no processes but its own, an /etc/hosts of its own.
 * Ports cannot collide, nothing reaches the internet, and every process in it dies with it. With `realNode`, what is in it may start containers. Throws when the system lacks a tool.
 */
export function sandboxCommand(command: readonly string[], realNode = false): SandboxCommand {
  const missing = missingTools(realNode);
  if (missing !== undefined) throw new Error(missing);
  if (realNode && process.getuid?.() !== 0) throw new Error('a real node needs root: run it with sudo, or without --real');
  const folder = mkdtempSync(join(tmpdir(), 'polder-e2e-'));
  writeFileSync(join(folder, 'hosts'), '127.0.0.1 localhost\n');
  // Not /dev/null: a program that writes settings as root would put a file in its place, for the whole machine.
  writeFileSync(join(folder, 'gitconfig'), '');
  // No name server answers inside, where the machine's own would be waited for.
  writeFileSync(join(folder, 'resolv.conf'), `nameserver ${noNameServer}\noptions timeout:1 attempts:1\n`);
  const user = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const namespaces = ['--net', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc', ...user];
  const prepare = [
    'ip link set lo up',
    `ip address add ${apiServerAddress}/32 dev lo`,
    // A default route, so that programs which look for "the" address of this machine find one.
    `ip route add default dev lo src ${apiServerAddress}`,
    `ip route add unreachable ${noNameServer}/32`,
    // Operators keep certificates below /run, where only a pod may write.
    'mount -t tmpfs tmpfs /run',
    'mount --bind "$1/hosts" /etc/hosts',
    'if [ -e /etc/resolv.conf ]; then mount --bind "$1/resolv.conf" /etc/resolv.conf; fi',
    'shift',
    // No exec: the shell stays process 1, and what outlives the command ends with it.
    '"$@"',
  ];
  return {
    argv: ['unshare', ...namespaces, 'sh', '-euc', prepare.join('\n'), 'sandbox', folder, ...command],
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !outside.test(name))),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
      [sandboxVariable]: folder,
    },
    folder,
  };
}

/** The sandbox's own folder. Throws outside of a sandbox, so that no test touches the machine's network by mistake. */
export function sandboxFolder(): string {
  const folder = process.env[sandboxVariable];
  if (folder === undefined) throw new Error('this runs only inside the sandbox; start it with npm run e2e');
  return folder;
}

/** Makes these host names mean this sandbox, from now on; servers that share a port stand at loopback addresses of their own. */
export function addHosts(names: readonly string[], address = '127.0.0.1'): void {
  sandboxFolder();
  appendFileSync('/etc/hosts', names.map((name) => `${address} ${name}\n`).join(''));
}

/** Gives every address of these networks to this sandbox: a server on 0.0.0.0 then answers at the address that kwok invented for its pod. */
export function ownNetworks(networks: readonly string[]): void {
  sandboxFolder();
  for (const network of networks) {
    const family = network.includes(':') ? ['-6'] : [];
    execFileSync('ip', [...family, 'route', 'replace', 'local', network, 'dev', 'lo']);
  }
}

function isInstalled(tool: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$1"', 'sh', tool], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
