import { z } from 'zod';
import { Bytes, Cpu } from '../config/values.ts';
import type { Size } from './workload.ts';

/** What a pod gets, as a setting. */
export const SizeSetting = z.strictObject({ cpu: Cpu, memory: Bytes, cpuLimit: Cpu });

/** The same with what it is by default, and described. */
export function sized(defaults: Size) {
  return SizeSetting.default(defaults).describe('CPU that each pod requests, memory that it requests and gets at most, CPU that it gets at most');
}
