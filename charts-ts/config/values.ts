import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { quoted } from './words.ts';

/** The kinds of value that configuration is written with. Each says in its error what was written and how to write it. */

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const name = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/;

function text(pattern: RegExp | ((value: string) => boolean), words: string): z.ZodString {
  const test = pattern instanceof RegExp ? (value: string) => pattern.test(value) : pattern;
  const error = (issue: { readonly input?: unknown }) => `${quoted(issue.input)} is not ${words}`;
  return z.string({ error }).refine(test, { error });
}

/** RFC 1123 label, as Kubernetes wants for names: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export const DnsLabel = text(label, 'a DNS label; use lower-case letters, digits and hyphens, at most 63, like prod-1');

/** A full DNS name of at least two labels, without a wildcard. */
export const DnsName = text(name, 'a DNS name; write it like apps.example.nl');

/** The name of an object whose kind takes dots in it, such as a StorageClass. */
export const ObjectName = text(
  /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/,
  'the name of an object; use lower-case letters, digits, hyphens and dots, like local-path',
);

/** One address and nothing else: what programs put beside others takes no comma, no name and no template. */
export const Email = text(/^[A-Za-z0-9.!#$%&'*+/=?^_`|~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'a mail address; write it like platform@example.nl');

export const HttpsUrl = text((value) => isUrl(value, ['https:']), 'an https address; write it like https://www.example.nl/folder');

/** An address inside the cluster, where TLS is not always spoken. */
export const HttpUrl = text((value) => isUrl(value, ['http:', 'https:']), 'an http or https address; write it like http://prometheus.monitoring.svc:9090');

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const BucketName = text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket; use 3 to 63 lower-case letters, digits, dots and hyphens');

/** A Git repository over HTTPS (or a folder of a lab), without credentials in the address. */
export const GitUrl = text(
  (value) => isUrl(value, ['https:', 'ssh:', 'file:']),
  'the address of a Git repository without a password; write it like https://git.example.nl/team/platform.git',
);

export const GitRevision = text(/^[\w.][\w./-]*$/, 'a branch, tag or commit; write it like main or v1.2.0');

/** A folder in a repository: relative, and never out of it. */
export const RepositoryPath = text(
  /^(?!.*(^|\/)\.\.(\/|$))[\w.][\w./-]*$/,
  'a folder in the repository; write it like deploy/productie, without a slash before it and without ..',
);

/** A value of a label: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export const LabelValue = text(
  /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
  'the value of a label; use letters, digits, ".", "_" and "-", at most 63, like gemeente-utrecht, with a number in quotes',
);

/** A hostname or all below it; one label stands for a name below the domain of each cluster. */
export const TenantHostname = text(
  (value) => [label, name].some((pattern) => pattern.test(value.replace(/^\*\./, ''))),
  'a hostname; write it like loket, loket.example.nl or *.loket.example.nl',
);

/** A public key as `cosign generate-key-pair` and `openssl pkey -pubout` write it. */
export const PublicKey = text(isPublicKey, 'a public key; paste it whole, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----');

/** https://www.rfc-editor.org/rfc/rfc9116#section-2.5.3 */
export const SecurityContact = text(/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+|tel:\S+)$/, 'a contact; write it like mailto:security@example.nl');

/** The start of image references at a registry: host, port and folder, no scheme. */
export const RegistryPrefix = text(
  /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
  'the place of a registry; write it like registry.example.nl/mirror, without https://',
);

export const Digest = text(/^sha256:[0-9a-f]{64}$/, 'a digest; write it like sha256: and 64 hexadecimal digits');

export const Commit = text(/^[0-9a-f]{40}$/, 'a commit; write its 40 hexadecimal digits');

/** Kubernetes' quantity for memory and disk, in binary units. */
export const Bytes = text(/^[1-9][0-9]*(Ki|Mi|Gi|Ti)$/, 'an amount of memory; write it like 64Gi').refine((value) => !(quantity(value) > 2 ** 50), {
  error: ({ input }) => `${quoted(input)} is more than one disk or store holds; write at most 1024Ti`,
});

/** Kubernetes' quantity for CPU; a whole number may stand without quotes. */
const cpuWords = 'an amount of CPU; write it like 500m or 2';
export const Cpu = z
  .union([z.int().min(1), text(/^[1-9][0-9]*m?$/, cpuWords)], { error: ({ input }) => `${quoted(input)} is not ${cpuWords}` })
  .transform(String)
  .refine((value) => !(quantity(value) > 4096), { error: ({ input }) => `${quoted(input)} is more CPU than a node has; write at most 4096` });

/** No longer than this, below the 292 years that Go counts in nanoseconds: https://pkg.go.dev/time#Duration */
const longestSpan = 36_500 * 24 * 60;
const minutes: Readonly<Record<string, number>> = { d: 24 * 60, h: 60, m: 1 };

/** A span of whole days, hours or minutes, as Prometheus and its kin write it. */
export const Span = text(/^[1-9][0-9]*[dhm]$/, 'a span of time; write it like 30d, 12h or 15m').refine(
  (value) => !(Number.parseInt(value, 10) * (minutes[value.slice(-1)] ?? 1) > longestSpan),
  { error: ({ input }) => `${quoted(input)} is longer than 100 years; write at most 36500d` },
);

export const Day = text(isDay, 'a day of the calendar; write it like 2027-06-30');

/** A network in CIDR notation with no host bits set. */
export const Cidr = text((value) => networkOf(value) !== undefined, 'a network; write it like 10.42.0.0/16 or fd00:42::/56').superRefine((value, context) => {
  const network = networkOf(value);
  if (network === undefined) return;
  if (network !== value) context.addIssue({ code: 'custom', message: `${quoted(value)} has host bits set; did you mean ${network}?` });
});

function isPublicKey(value: string): boolean {
  try {
    return /^-----BEGIN PUBLIC KEY-----\s/.test(value) && createPublicKey(value).type === 'public';
  } catch {
    return false;
  }
}

function isDay(value: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : Number.NaN;
  // Date.parse takes 30 February for 2 March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function isUrl(value: string, schemes: readonly string[]): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return schemes.includes(url.protocol) && url.password === '' && (url.hostname !== '' || url.protocol === 'file:');
}

/** A parsed network: first and last address as numbers. */
export interface Network {
  readonly version: 4 | 6;
  readonly prefix: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** Reads CIDR notation; undefined when it is none. Host bits are cut. */
export function parseNetwork(cidr: string): Network | undefined {
  const match = /^([0-9a-fA-F.:]+)\/(0|[1-9]\d{0,2})$/.exec(cidr);
  const [address, digits] = [match?.[1], match?.[2]];
  if (address === undefined || digits === undefined) return undefined;
  const version = isIP(address);
  const prefix = Number(digits);
  if ((version !== 4 && version !== 6) || prefix > (version === 4 ? 32 : 128)) return undefined;
  const size = BigInt((version === 4 ? 32 : 128) - prefix);
  const first = (addressNumber(address, version) >> size) << size;
  return { version, prefix, first, last: first + (1n << size) - 1n };
}

function networkOf(cidr: string): string | undefined {
  const network = parseNetwork(cidr);
  if (network === undefined) return undefined;
  const given = cidr.slice(0, cidr.indexOf('/'));
  const same = addressNumber(given, network.version) === network.first;
  return same ? cidr : `${addressText(network.first, network.version)}/${network.prefix}`;
}

function addressNumber(address: string, version: 4 | 6): bigint {
  if (version === 4) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').flatMap(group));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const middle = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => 0n);
  return [...before, ...middle, ...after].reduce((sum, part) => sum * 65536n + part, 0n);
}

function group(part: string): bigint[] {
  if (!part.includes('.')) return [BigInt(`0x${part}`)];
  const four = addressNumber(part, 4);
  return [four >> 16n, four & 0xffffn];
}

function addressText(address: bigint, version: 4 | 6): string {
  const [count, bits] = version === 4 ? [4, 8n] : [8, 16n];
  const parts = Array.from({ length: count }, (_, index) => (address >> (BigInt(count - 1 - index) * bits)) & ((1n << bits) - 1n));
  if (version === 4) return parts.join('.');
  return new URL(`http://[${parts.map((part) => part.toString(16)).join(':')}]`).hostname.slice(1, -1);
}

/** Whether two networks share an address. */
export function networksOverlap(a: Network, b: Network): boolean {
  return a.version === b.version && a.first <= b.last && b.first <= a.last;
}

/** Whether the first network lies inside the second, and is smaller. */
export function networkWithin(inner: Network | undefined, outer: Network | undefined): boolean {
  return inner !== undefined && outer !== undefined && inner.version === outer.version && inner.prefix > outer.prefix && networksOverlap(inner, outer);
}

const memoryUnits: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** A Kubernetes quantity as a plain number: CPU in cores, memory in bytes. NaN when it is no quantity. */
export function quantity(value: string): number {
  const match = /^([0-9.]+)(m|Ki|Mi|Gi|Ti|k|M|G|T)?$/.exec(value);
  if (match === null) return Number.NaN;
  const unit = match[2];
  return Number(match[1]) * (unit === undefined ? 1 : unit === 'm' ? 0.001 : (memoryUnits[unit] ?? Number.NaN));
}
