/** Names that a secret follows, in words. Neither "token" nor "secret" alone: Kubernetes logs the names of Secrets with them. */
export const secretNames: readonly (readonly [string, ...string[]])[] = [
  ['pass', 'word'],
  ['pass', 'wd'],
  ['pass', 'phrase'],
  ['api', 'key'],
  ['private', 'key'],
  ['secret', 'key'],
  ['secret', 'access', 'key'],
  ['client', 'secret'],
  ...['access', 'refresh', 'id', 'auth', 'bearer'].map((kind) => [kind, 'token'] as const),
];

/** `=` or `:` and a value: quoted, quoted within a JSON string, or up to the next blank or mark. */
const value = String.raw`\\*["']?\s*[:=]\s*(?:\\+"(?:[^"\\]|\\+[^"\\])*\\+"|"(?:[^"\\]|\\.)+"|'[^']+'|[^\s"',;&}\\]+)`;

/**
 * What is obviously a secret in a text (BIO2 8.15.02 wants none in logs). RE2. Each begins with a letter that is the same in
 * every match: Go finds those some fifty times faster than expressions that ignore case, and each is tried on each line.
 */
export const secretExpressions: readonly string[] = [
  ...secretNames.flatMap(spellings).map((name) => `${name}${value}`),
  // In headers, as programs print them.
  ...['authorization', 'Authorization', 'AUTHORIZATION'].map(
    (header) => String.raw`${header}["']?\s*[:=]\s*\[?["']?(?:[Bb]earer|[Bb]asic|[Nn]egotiate)\s+[\w.~+/=-]+`,
  ),
  ...['bearer', 'Bearer'].map((scheme) => String.raw`${scheme}\s+[\w.~+/-]{16,}=*`),
  // user:password@ in addresses.
  String.raw`://[^\s/:@"']+:[^\s/@"']+@`,
  // JSON Web Tokens; ServiceAccounts' tokens are such.
  String.raw`eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*`,
  // PEM, on one line as programs log it.
  '-----BEGIN [A-Z ]*PRIVATE KEY-----.*',
  // Vault and OpenBao, GitHub and Forgejo, GitLab, Amazon.
  ...[String.raw`hv[sbr]\.[\w-]{20,}`, String.raw`gh[pousr]_\w{30,}`, String.raw`github_pat_\w{30,}`, String.raw`glpat-[\w-]{20,}`, 'AKIA[0-9A-Z]{16}'],
];

/** access_token and accessToken, Access-Token, ACCESS_TOKEN. */
function spellings([first, ...rest]: readonly [string, ...string[]]): string[] {
  const upper = (word: string) => word.charAt(0).toUpperCase();
  const either = rest.map((word) => `[${word.charAt(0)}${upper(word)}]${word.slice(1)}`);
  return [[first, ...either], [`${upper(first)}${first.slice(1)}`, ...either], [first, ...rest].map((word) => word.toUpperCase())].map((words) =>
    words.join('[-_]?'),
  );
}
