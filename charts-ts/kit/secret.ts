import { z } from 'zod';
import { DnsLabel } from '../config/values.ts';

/**
 * Where a secret stands in the cluster: configuration names it, and never holds it. Any key of a component's
 * configuration that is called after a password, token, secret or private key has this type.
 */
export const SecretKeyRef = z
  .strictObject({
    name: DnsLabel.describe("The Secret's name"),
    key: z
      .string()
      .regex(/^[-._a-zA-Z0-9]{1,253}$/, { error: 'is not a key of a Secret; use letters, digits, ".", "-" and "_"' })
      .describe('The key in it'),
  })
  .describe('A Secret that is in the cluster already, by its name and key; the secret itself never goes into Git');
export type SecretKeyRef = z.output<typeof SecretKeyRef>;
