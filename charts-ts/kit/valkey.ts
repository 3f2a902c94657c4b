import { quantity } from '../config/values.ts';
import type { Size } from './workload.ts';

/** Flags of a Valkey that keeps what it has in memory alone: nothing is written to a disk. */
export function inMemoryArgs(size: Pick<Size, 'memory'>): string[] {
  return [
    '--save ""',
    '--appendonly no',
    '--dir /tmp',
    // A quarter is left for connections and fragmentation; full means that the least used goes, not that the pod dies.
    `--maxmemory ${Math.floor(quantity(size.memory) * 0.75)}`,
    '--maxmemory-policy allkeys-lru',
  ];
}
