import { z } from 'zod';
import { Bytes, DnsLabel, HttpsUrl } from '../../config/values.ts';
import { quoted } from '../../config/words.ts';
import type { Mistake, Planned } from '../../kit/component.ts';
import { SecretKeyRef } from '../../kit/secret.ts';
import { sized } from '../../kit/size.ts';

const KeyId = z.string().regex(/^[-._a-zA-Z0-9]{1,63}$/, {
  error: (issue) => `${quoted(issue.input)} is not the id of a key; use at most 63 letters, digits, ".", "-" and "_", like 2026-11`,
});

const Static = z
  .strictObject({
    keyId: KeyId.default('1').describe('The key that seals now: its name in the Secret openbao-seal'),
    previousKeyId: KeyId.optional().describe('While a key is replaced: the one before it, in the same Secret'),
  })
  .describe('By a key in the Secret openbao-seal, which a person supplies: pods open by themselves. The default');

const Transit = z
  .strictObject({
    address: HttpsUrl.describe('The address of the other OpenBao, such as https://openbao.odc.example.nl:8200'),
    keyName: z.string().min(1).default('polder').describe('The name of the key there'),
    mountPath: z.string().min(1).default('transit/').describe('The path of its transit engine'),
    tokenSecret: SecretKeyRef.default({ name: 'openbao-transit', key: 'token' }).describe(
      'Where the token stands that may use the key, in the namespace openbao',
    ),
  })
  .describe("By a key that never leaves another OpenBao, such as the site's own: pods open by themselves while they reach it");

/** The component's part of cluster.yaml. */
export const OpenBaoConfig = z.strictObject({
  replicas: z
    .union([z.literal(1), z.literal(3), z.literal(5)], { error: (issue) => `${quoted(issue.input)} pods cannot vote; write 1, 3 or 5` })
    .default(3)
    .describe('How many pods: of 3 one may be lost, of 5 two'),
  disk: Bytes.default('10Gi').describe('The disk of each pod; secrets are small'),
  seal: z
    // null takes back what a wider file said, since maps are merged.
    .strictObject({
      static: Static.nullish(),
      transit: Transit.nullish(),
      manual: z.strictObject({}).nullish().describe('By people, each with a part of the key, after every start of a pod: docs/secrets.md tells the ceremony'),
    })
    .optional()
    .describe('How it opens after a start: one of static, transit, manual'),
  readers: z.array(DnsLabel).default([]).describe('Namespaces beside external-secrets whose pods may reach it; what they may read is up to its own roles'),
  size: sized({ cpu: '100m', memory: '384Mi', cpuLimit: '1' }),
});
export type OpenBaoConfig = z.output<typeof OpenBaoConfig>;

/** How it opens. */
export type Seal = ({ readonly by: 'static' } & z.output<typeof Static>) | ({ readonly by: 'transit' } & z.output<typeof Transit>) | { readonly by: 'manual' };

export function sealOf({ seal }: OpenBaoConfig): Seal {
  if (seal?.manual) return { by: 'manual' };
  return seal?.transit ? { by: 'transit', ...seal.transit } : { by: 'static', ...(seal?.static ?? Static.parse({})) };
}

/** What the schema alone cannot see. */
export function openbaoMistakes({ config }: Planned<OpenBaoConfig>): Mistake[] {
  const named = Object.entries(config.seal ?? {}).flatMap(([name, value]) => (value ? [name] : []));
  const seal = sealOf(config);
  return [
    ...(named.length > 1
      ? [
          {
            path: ['seal'],
            message: `names ${named.join(' and ')}, and there can be one; remove the other, or write null for what a wider file says (${named[0]}: null)`,
          },
        ]
      : []),
    ...(seal.by === 'static' && seal.keyId === seal.previousKeyId
      ? [{ path: ['seal', 'static', 'previousKeyId'], message: `"${seal.keyId}" is the key that seals now; write the one before it, or remove this` }]
      : []),
  ];
}
