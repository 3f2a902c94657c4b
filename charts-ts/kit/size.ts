import { z } from 'zod';
import { Bytes, Cpu, quantity } from '../config/values.ts';
import type { Size } from './workload.ts';

/** What a pod gets, as a setting. */
export const SizeSetting = z.strictObject({ cpu: Cpu, memory: Bytes, cpuLimit: Cpu });

/** The same with what it is by default, and described. */
export function sized(defaults: Size) {
  return SizeSetting.default(defaults).describe('CPU that each pod requests, memory that it requests and gets at most, CPU that it gets at most');
}

/**
 * The environment that keeps the memory of a Go program below its container's limit: near it, Go collects more often instead of being killed.
 * https://go.dev/doc/gc-guide#Memory_limit
 */
export function goMemoryLimit({ memory }: Size): { readonly name: string; readonly value: string } {
  return { name: 'GOMEMLIMIT', value: `${Math.floor((quantity(memory) * 0.8) / 2 ** 20)}MiB` };
}
