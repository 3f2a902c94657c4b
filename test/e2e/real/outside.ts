import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';

const name = 'outside';
const run = promisify(execFile);

/** Another machine on the network that MetalLB announces its addresses in: nothing of the cluster's own network is there. */
export interface Outside {
  /** Runs a command there. Throws when it fails, with what it said. */
  run(command: string, ...args: readonly string[]): Promise<string>;
}

/** Makes that machine: a network namespace, and a cable to the node. */
export function makeOutside(): Outside {
  mkdirSync('/run/netns', { recursive: true });
  const ip = (...args: readonly string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  ip('netns', 'add', name);
  ip('link', 'add', 'uplink', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  ip('address', 'add', '198.51.100.254/24', 'dev', 'uplink');
  ip('link', 'set', 'uplink', 'up');
  ip('-n', name, 'link', 'set', 'lo', 'up');
  ip('-n', name, 'address', 'add', '198.51.100.200/24', 'dev', 'eth0');
  ip('-n', name, 'link', 'set', 'eth0', 'up');
  return {
    run: async (command, ...args) => {
      const running = run('ip', ['netns', 'exec', name, command, ...args], { maxBuffer: 2 ** 24, timeout: 60_000 });
      // Nobody types: openssl s_client waits for the end of what it is told.
      running.child.stdin?.end();
      return (await running).stdout;
    },
  };
}
