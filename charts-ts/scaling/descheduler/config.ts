import { z } from 'zod';
import { sized } from '../../kit/size.ts';

const Percent = z.int().min(1).max(100);

export const DeschedulerConfig = z.strictObject({
  dryRun: z.boolean().default(false).describe('True only tells in its log what it would evict'),
  intervalMinutes: z.int().min(1).max(1440).default(15).describe('How often it looks, in minutes'),
  platform: z.boolean().default(false).describe("True lets it move the platform's own pods too; otherwise only those of tenants"),
  minPodAgeMinutes: z.int().min(0).max(43200).default(60).describe('Pods younger than this stay where they are'),
  minReplicas: z.int().min(1).max(100).default(2).describe('Pods of a workload with fewer replicas stay: evicting the only one is an outage'),
  limits: z
    .strictObject({
      node: z.int().min(1).default(5).describe('From one node'),
      namespace: z.int().min(1).default(5).describe('From one namespace'),
      total: z.int().min(1).default(20).describe('In all'),
    })
    .prefault({})
    .describe('How many pods it evicts at most each time'),
  duplicates: z.boolean().default(true).describe('Evict pods of one workload that share a node while others have none'),
  spread: z.boolean().default(true).describe('Evict pods that stand against the spread over zones or nodes that they ask for'),
  affinity: z.boolean().default(true).describe('Evict pods from nodes that they must not or no longer stand on: affinity, anti-affinity, taints'),
  utilisation: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Evict pods from full nodes when others are nearly empty'),
      low: Percent.default(20).describe('A node is nearly empty when less than this part of its CPU, memory and pods is requested, in percent'),
      target: Percent.default(70).describe('A node is full when more than this part of one of them is requested, in percent'),
    })
    .prefault({})
    .describe('Even out the nodes, by what pods request'),
  size: sized({ cpu: '20m', memory: '96Mi', cpuLimit: '500m' }),
});
export type DeschedulerConfig = z.output<typeof DeschedulerConfig>;
