import { z } from 'zod';

/** What a database, a bucket and a namespace may say each: how one goes while its tenant stays. Decision 23. */
export const leavingKeys = {
  leaving: z.boolean().default(false).describe('True closes it, and stops what runs in it; its data stays, and nothing is deleted. False again undoes it'),
  confirm: z
    .string()
    .optional()
    .describe('Beside leaving: its own name once more, which lets people delete it with all that is in it; then it may be left out'),
};

/** Parts of a tenant of which a cluster may have no backup, by their keys in its file. */
export const withoutBackup = ['namespaces', 'databases', 'buckets'] as const;
export type WithoutBackup = (typeof withoutBackup)[number];
