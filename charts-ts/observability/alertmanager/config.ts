import { z } from 'zod';
import type { ClusterTenant } from '../../config/tenants.ts';
import { Bytes, DnsLabel, Email, HttpsUrl, HttpUrl, Span } from '../../config/values.ts';
import { quoted } from '../../config/words.ts';
import type { Mistake, Planned, SuppliedSecret } from '../../kit/component.ts';
import { sized } from '../../kit/size.ts';
import { secret } from './names.ts';
import { tenantKeys } from './tenants.ts';

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: ({ input }) => `${quoted(input)} is not a time of day; write it like "22:00", in quotes` });

const TimeZone = z.string().refine(isTimeZone, { error: ({ input }) => `${quoted(input)} is not a time zone; write it like Europe/Amsterdam` });

const Smarthost = z.string().refine((value) => /^[\w.-]+:[1-9]\d{0,4}$/.test(value) && Number(value.split(':')[1]) <= 65_535, {
  error: ({ input }) => `${quoted(input)} is not a host and port; write it like smtp.example.nl:587`,
});

const Mail = z.strictObject({
  to: z.array(Email).min(1).describe('Who gets the mail'),
  from: Email.describe('From whom it comes'),
  smarthost: Smarthost.describe('The mail server and its port; it must speak TLS'),
  username: z
    .string()
    .min(1)
    .optional()
    .describe('The user at the mail server; its password is the key <receiver>-password of the Secret alertmanager. None: no login'),
});

const Webhook = z.strictObject({
  url: HttpsUrl.optional().describe(
    'Where alerts are posted; left out: the key <receiver>-url of the Secret alertmanager, for an address that is a secret itself',
  ),
});

const Matrix = z
  .strictObject({})
  .describe(
    'A room, by a bridge such as Hookshot: the address of its webhook is the key <receiver>-url of the Secret alertmanager, since it is a secret itself',
  );

const Receiver = z.strictObject({
  mail: Mail.optional().describe('By mail'),
  webhook: Webhook.optional().describe("By an HTTPS request of Alertmanager's own form"),
  matrix: Matrix.optional(),
});
export type Receiver = z.output<typeof Receiver>;

/** Alertmanager's part of cluster.yaml. */
export const alertmanagerConfig = z.strictObject({
  replicas: z.int().min(1).max(5).default(1).describe('How many; they tell each other what was told'),
  receivers: z.record(DnsLabel, Receiver.nullable()).default({}).describe('Who is told and how, by name; null takes one of a wider file back'),
  critical: z.array(DnsLabel).optional().describe('Receivers of what needs a person now; left out: all'),
  warning: z.array(DnsLabel).optional().describe('Receivers of what can wait; left out: all'),
  tenantMail: DnsLabel.optional().describe(
    'The receiver whose mail server also tells tenants of theirs, at the contacts in their files; left out: the first that has mail',
  ),
  watchdog: DnsLabel.optional().describe("The receiver of an alert that always fires: a service elsewhere that warns when it stays away (a dead man's switch)"),
  quietHours: z
    .strictObject({
      from: Time.default('22:00').describe('From when nobody is told of warnings'),
      until: Time.default('07:00').describe('Until when; what is still there then is told'),
      weekends: z.boolean().default(true).describe('Whether Saturday and Sunday are quiet all day'),
      timeZone: TimeZone.default('Europe/Amsterdam').describe('Whose clock'),
    })
    .nullable()
    .default(null)
    .describe('When warnings wait; what is critical never does. null: never'),
  repeat: Span.default('12h').describe('After how long an alert that goes on is told again, at most 5d'),
  externalUrl: HttpUrl.optional().describe(
    'Where people reach it: links in what they are told point there. By default where the login proxy serves it; without one, where kubectl port-forward puts it',
  ),
  volume: Bytes.default('1Gi').describe('The volume of each: silences, and what was told'),
  size: sized({ cpu: '25m', memory: '128Mi', cpuLimit: '500m' }),
});
export type AlertmanagerConfig = z.output<typeof alertmanagerConfig>;

export const profiles = {
  lab: { size: { cpu: '10m', memory: '64Mi', cpuLimit: '250m' } },
  production: { replicas: 3, size: { cpu: '50m', memory: '256Mi', cpuLimit: '1' } },
} as const;

/** The receivers that are left when those of `null` are gone. */
export function receiversOf({ receivers }: AlertmanagerConfig): [string, Receiver][] {
  return Object.entries(receivers).flatMap(([name, receiver]) => (receiver === null ? [] : [[name, receiver] as [string, Receiver]]));
}

/** The keys of the Secret that a receiver reads. */
export function keysOf(name: string, { mail, webhook, matrix }: Receiver): string[] {
  return [
    ...(mail?.username === undefined ? [] : [`${name}-password`]),
    ...(matrix !== undefined || (webhook && webhook.url === undefined) ? [`${name}-url`] : []),
  ];
}

/** The receiver whose mail server tells tenants; undefined where none has mail. */
export function tenantMailOf(config: AlertmanagerConfig): { readonly receiver: string; readonly mail: NonNullable<Receiver['mail']> } | undefined {
  return receiversOf(config)
    .filter(([name]) => config.tenantMail === undefined || name === config.tenantMail)
    .flatMap(([receiver, { mail }]) => (mail === undefined ? [] : [{ receiver, mail }]))[0];
}

/** What a person must supply for these receivers, and for webhooks of tenants that are secrets: nothing when none has a secret. */
export function supplied(config: AlertmanagerConfig, tenants: readonly ClusterTenant[] = []): SuppliedSecret[] {
  const keys = [...receiversOf(config).flatMap(([name, receiver]) => keysOf(name, receiver)), ...tenants.flatMap(tenantKeys)];
  return keys.length === 0 ? [] : [{ name: secret, keys, purpose: 'what Alertmanager needs to reach its receivers: passwords of mail, addresses of webhooks' }];
}

/** What the schema alone cannot see. */
export function alertmanagerMistakes({ config }: Planned<AlertmanagerConfig>): Mistake[] {
  const all = receiversOf(config);
  const known = all.map(([name]) => name);
  const unknown = (path: readonly (string | number)[], name: string): Mistake[] =>
    known.includes(name)
      ? []
      : [{ path, message: `"${name}" is none of the receivers${known.length === 0 ? '' : ` (${known.join(', ')})`}; add it to receivers, or name another` }];
  return [
    ...all.flatMap(([name, { mail, webhook, matrix }]) => {
      const kinds = [mail, webhook, matrix].filter((kind) => kind !== undefined).length;
      return kinds === 1
        ? []
        : [{ path: ['receivers', name], message: `tells by ${kinds} ways; write one of mail, webhook and matrix, and a receiver for each` }];
    }),
    ...(['critical', 'warning'] as const).flatMap((severity) => (config[severity] ?? []).flatMap((name, index) => unknown([severity, index], name))),
    ...(config.watchdog === undefined ? [] : unknown(['watchdog'], config.watchdog)),
    ...(config.tenantMail === undefined ? [] : unknown(['tenantMail'], config.tenantMail)),
    ...all.flatMap(([name, { mail }]) =>
      name === config.tenantMail && mail === undefined
        ? [{ path: ['tenantMail'], message: `"${name}" tells by no mail; name a receiver that does, since its mail server tells tenants` }]
        : [],
    ),
    ...(hours(config.repeat) > 120
      ? [{ path: ['repeat'], message: `${config.repeat} is longer than Alertmanager remembers what it told; write at most 5d` }]
      : []),
    ...(config.quietHours !== null && config.quietHours.from === config.quietHours.until
      ? [{ path: ['quietHours', 'until'], message: `"${config.quietHours.until}" is also when they begin: nobody would ever be told of warnings` }]
      : []),
  ];
}

function hours(span: string): number {
  return Number.parseInt(span, 10) * ({ d: 24, h: 1 }[span.at(-1) ?? ''] ?? 1 / 60);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}
