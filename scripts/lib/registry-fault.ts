/** Why a server did not do what was asked. The first four hold for the server as a whole: asking it for the next thing is of no use. */
export type FaultKind = 'down' | 'untrusted' | 'plain' | 'limited' | 'unauthorised' | 'missing' | 'other';

/** What a registry or a Git server refused, or served wrongly. */
export class ServerFault extends Error {
  readonly kind: FaultKind;
  readonly service: 'registry' | 'git';
  /** Host and port. */
  readonly server: string;
  /** What to tell of it, without secrets: its own last words, or ours where it served what it should not. */
  readonly words: string;
  constructor(kind: FaultKind, service: 'registry' | 'git', server: string, words: string) {
    super(`${server}: ${words}`);
    this.kind = kind;
    this.service = service;
    this.server = server;
    this.words = words;
  }
}

/** Host and port of an image reference. */
export function registryOf(reference: string): string {
  return reference.split('/')[0] ?? reference;
}

/** Whether a fault is the server's as a whole. */
export function isWhole(kind: FaultKind): boolean {
  return kind === 'down' || kind === 'untrusted' || kind === 'plain' || kind === 'limited';
}

type Meanings = readonly (readonly [FaultKind, RegExp])[];

/**
 * What the words of crane mean, which are those of Go's HTTP client or of the registry's error codes
 * (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes). In order: the first that fits.
 */
const craneMeanings: Meanings = [
  ['untrusted', /x509:|tls: failed to verify/],
  ['plain', /server gave HTTP response to HTTPS client/],
  ['limited', /TOOMANYREQUESTS|status code 429/],
  ['missing', /MANIFEST_UNKNOWN|NAME_UNKNOWN|BLOB_UNKNOWN|status code 404/],
  ['unauthorised', /UNAUTHORIZED|DENIED|status code 40[13]/],
  [
    'down',
    /dial tcp|no such host|connection refused|connection reset|i\/o timeout|handshake timeout|deadline exceeded|\bEOF\b|UNAVAILABLE|status code 50[0234]/,
  ],
];

/** The same of git and curl: https://github.com/git/git/blob/master/remote-curl.c, https://github.com/git/git/blob/master/http.c */
const gitMeanings: Meanings = [
  ['untrusted', /certificate|SSL peer/i],
  ['limited', /error: 429/],
  ['missing', /repository '.*' not found|error: 404|does not appear to be a git repository|couldn't find remote ref|not our ref/],
  ['unauthorised', /could not read (Username|Password)|Authentication failed|error: 40[13]|Permission denied/],
  [
    'down',
    /Could not resolve host|Failed to connect|Couldn't connect|Connection refused|timed out|Connection reset|too slow|error: 50[0234]|hung up unexpectedly/i,
  ],
];

/** Reads what crane wrote when it failed. Of two registries, the one that its last words name: a copy speaks to both. */
export function craneFault(stderr: string, [first, ...others]: readonly [string, ...string[]]): ServerFault {
  const words = lastWords(stderr);
  return new ServerFault(kindOf(words, craneMeanings), 'registry', others.find((one) => words.includes(`//${one}/`)) ?? first, words);
}

/** Reads what git wrote when it failed against an address. */
export function gitFault(stderr: string, url: string): ServerFault {
  const words = lastWords(stderr);
  return new ServerFault(kindOf(words, gitMeanings), 'git', new URL(url).host, words);
}

function kindOf(words: string, meanings: Meanings): FaultKind {
  return meanings.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other';
}

/** The line that says most, without passwords, tokens and signed addresses. */
export function lastWords(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const telling =
    lines.find((line) => /^ ! \[/.test(line)) ?? lines.findLast((line) => /^(Error|fatal|error): /.test(line)) ?? lines.at(-1) ?? 'it said nothing';
  return withoutSecrets(telling.trim().replace(/^(Error|fatal|error): /, '')).slice(0, 400);
}

/** An address may carry a password before the host, or a token behind the question mark. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/(\w+:\/\/)[^/\s@"']+@/g, '$1')
    .replace(/(\w+:\/\/[^\s"'?]+)\?[^\s"']*/g, '$1')
    .replace(/\b(Bearer|Basic) [\w.~+/=-]+/g, '$1 …');
}

/** A fault, and the image or repository that it stood in the way of. */
export interface NamedFault {
  /** The image's upstream reference, or `url@tag` of a repository. */
  readonly name: string;
  readonly fault: ServerFault;
}

/** What the way out depends on. */
export interface FaultContext {
  /** Hosts and ports of the site's mirrors. */
  readonly mirrors: readonly string[];
  /** What to do about what is missing at a mirror. */
  readonly missing: string;
}

/** The messages: one for each thing that is missing or wrong, and one for each server whose fault holds for all that was asked of it. */
export function faultLines(faults: readonly NamedFault[], context: FaultContext): string[] {
  const groups = new Map<string, NamedFault[]>();
  for (const one of faults) {
    const { kind, server, service } = one.fault;
    const key = kind === 'missing' || kind === 'other' ? `${kind} ${one.name}` : `${kind} ${service} ${server}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => line(group, context));
}

function line(group: readonly NamedFault[], { mirrors, missing }: FaultContext): string {
  const names = some(group.map(({ name }) => name));
  const [{ name, fault } = { name: '', fault: new ServerFault('other', 'registry', '', '') }] = group;
  const { server, service, words } = fault;
  const git = service === 'git';
  const login = git ? 'let a Git credential helper know your account' : `log in with crane auth login ${server}`;
  switch (fault.kind) {
    case 'missing':
      return `${name}: is not at ${server}; ${mirrors.includes(server) ? missing : 'look at the version in its component'}`;
    case 'down':
      return `${server}: does not answer (${words}), so nothing is known of ${names}; look at it and at the network, and run again`;
    case 'untrusted':
      return `${server}: its certificate is not trusted (${words}); let this machine trust the site's CA, or name its file in ${git ? 'GIT_SSL_CAINFO' : 'SSL_CERT_FILE'}`;
    case 'plain':
      return `${server}: speaks plain HTTP; give it a certificate, or in a lab add --insecure`;
    case 'limited':
      return `${server}: gives no more for now (${words}), so ${names} must wait; ${login}, or run again later`;
    case 'unauthorised':
      return `${server}: does not let you at ${names}, if that is there at all; ${login}, or ask for the right`;
    default:
      return `${name}: ${words}`;
  }
}

/** A few names, and how many more. */
export function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
