import { z } from 'zod';
import { SizeSetting } from '../../kit/size.ts';

const Size = SizeSetting.describe('CPU that each pod requests, memory that it requests and gets at most, CPU that it gets at most');

/** CloudNativePG's part of cluster.yaml. */
export const CloudNativePgConfig = z.strictObject({
  replicas: z.int().min(1).max(9).default(1).describe('How many pods of the operator; one works, all answer the API server'),
  sizes: z
    .strictObject({
      operator: Size.default({ cpu: '50m', memory: '256Mi', cpuLimit: '1' }),
      plugin: Size.default({ cpu: '10m', memory: '128Mi', cpuLimit: '500m' }),
    })
    .prefault({})
    .describe('What each pod gets'),
});
