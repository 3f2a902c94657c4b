import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  Bytes,
  Cidr,
  Cpu,
  Day,
  DnsLabel,
  DnsName,
  Email,
  GitRevision,
  GitUrl,
  HttpsUrl,
  networksOverlap,
  parseNetwork,
  quantity,
  RegistryPrefix,
  SecurityContact,
  Span,
} from '../../charts-ts/config/values.ts';
import { WebhookUrl } from '../../charts-ts/config/webhook-url.ts';

/** What a kind of value says of a value; `ok` when it takes it. */
function verdict(kind: z.ZodType, value: unknown): string {
  const parsed = kind.safeParse(value);
  return parsed.success ? 'ok' : parsed.error.issues.map(({ message }) => message).join('; ');
}

describe('a network', () => {
  it.each([
    ['10.42.0.0/16', 4, 16, '10.42.255.255'],
    ['0.0.0.0/0', 4, 0, '255.255.255.255'],
    ['10.20.0.7/32', 4, 32, '10.20.0.7'],
    ['fd00:42::/56', 6, 56, 'fd00:42:0:ff:ffff:ffff:ffff:ffff'],
    ['::/0', 6, 0, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['::1/128', 6, 128, '::1'],
    ['FD00:1:2:3:4:5:6:7/128', 6, 128, 'fd00:1:2:3:4:5:6:7'],
    ['::ffff:10.0.0.0/104', 6, 104, '::ffff:10.255.255.255'],
  ])('%s is of version %d with a prefix of %d, and ends at %s', (cidr, version, prefix, last) => {
    const network = parseNetwork(cidr);

    expect(network).toMatchObject({ version, prefix });
    expect(network?.last).toBe(parseNetwork(`${last}/${version === 4 ? 32 : 128}`)?.first);
  });

  it.each([
    '10.42.0.0',
    '10.42.0.0/33',
    '10.42.0/16',
    '10.42.0.256/16',
    '010.42.0.0/16',
    '10.42.0.0/016',
    'fd00::/129',
    'fd00:::/8',
    'x/8',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/ 8',
    '',
  ])('%j is none', (text) => {
    expect(parseNetwork(text)).toBeUndefined();
    expect(verdict(Cidr, text)).toBe(`"${text}" is not a network; write it like 10.42.0.0/16 or fd00:42::/56`);
  });

  it.each([
    ['10.42.0.5/16', '10.42.0.0/16'],
    ['255.255.255.255/1', '128.0.0.0/1'],
    ['fd00:42::1/56', 'fd00:42::/56'],
    ['fd00:1:2:3:4:5:6:7/64', 'fd00:1:2:3::/64'],
    ['2001:db8::ff00:42:8329/112', '2001:db8::ff00:42:0/112'],
  ])('%s has host bits, and %s is meant', (written, meant) => {
    expect(verdict(Cidr, written)).toBe(`"${written}" has host bits set; did you mean ${meant}?`);
    expect(verdict(Cidr, meant)).toBe('ok');
  });

  it.each([
    ['10.42.0.0/16', '10.42.128.0/20', true],
    ['10.42.0.0/16', '10.43.0.0/16', false],
    ['10.42.0.0/16', '0.0.0.0/0', true],
    ['10.42.0.0/24', '10.42.1.0/24', false],
    ['fd00:42::/56', 'fd00:42:0:ff::/64', true],
    ['fd00:42::/56', 'fd00:42:0:100::/64', false],
    ['::/0', '0.0.0.0/0', false],
  ])('%s and %s share an address: %s', (a, b, overlap) => {
    const [one, other] = [parseNetwork(a), parseNetwork(b)];
    if (one === undefined || other === undefined) throw new Error('no network');

    expect(networksOverlap(one, other)).toBe(overlap);
    expect(networksOverlap(other, one)).toBe(overlap);
  });
});

describe('a quantity', () => {
  it.each([
    ['500m', 0.5],
    ['2', 2],
    ['1.5', 1.5],
    ['64Gi', 64 * 2 ** 30],
    ['128Mi', 128 * 2 ** 20],
    ['1k', 1000],
    ['2T', 2e12],
  ])('%s is %d', (text, number) => {
    expect(quantity(text)).toBe(number);
  });

  it.each(['', 'Gi', '64GB', '1 Gi', '-1', '1e3', '1.2.3'])('%j is no number', (text) => {
    expect(quantity(text)).toBeNaN();
  });
});

describe('names', () => {
  it.each(['a', 'prod-1', '0a', 'a'.repeat(63)])('%s is a DNS label', (name) => {
    expect(verdict(DnsLabel, name)).toBe('ok');
  });

  it.each(['', '-a', 'a-', 'a.b', 'A', 'a_b', 'a b', 'a\n', 'a'.repeat(64)])('%j is no DNS label', (name) => {
    expect(verdict(DnsLabel, name)).toMatch(/ is not a DNS label; /);
  });

  it.each(['apps.example.nl', 'a.b', `${'a'.repeat(63)}.nl`])('%s is a DNS name', (name) => {
    expect(verdict(DnsName, name)).toBe('ok');
  });

  it.each(['apps', 'apps.', '.nl', 'a..b', '*.example.nl', 'Apps.nl', 'a_b.nl', 'a.nl\n', `${'a.'.repeat(127)}nl`])('%j is no DNS name', (name) => {
    expect(verdict(DnsName, name)).toMatch(/ is not a DNS name; /);
  });
});

describe('amounts of a node', () => {
  it.each([
    [4, '4'],
    ['4', '4'],
    ['500m', '500m'],
  ])('takes %j of CPU', (written, meant) => {
    expect(Cpu.parse(written)).toBe(meant);
  });

  it.each(['0', '0m', '1.5', '8 cores', '', '-1', 'm'])('refuses %j of CPU', (text) => {
    expect(verdict(Cpu, text)).not.toBe('ok');
  });

  it.each(['0Gi', '30', '30GB', '30gi', '1.5Gi', '', 'Gi'])('refuses %j of memory', (text) => {
    expect(verdict(Bytes, text)).toBe(`"${text}" is not an amount of memory; write it like 64Gi`);
  });
});

describe('what no cluster has or keeps is refused, before programs count it wrong', () => {
  it.each([
    ['36500d', Span],
    ['876000h', Span],
    ['1024Ti', Bytes],
    ['4096', Cpu],
    [4096, Cpu],
  ])('%j is the most', (value, kind) => {
    expect(verdict(kind, value)).toBe('ok');
  });

  it.each([
    ['36501d', Span, 'longer than 100 years; write at most 36500d'],
    ['99999999999999999999999d', Span, 'longer than 100 years; write at most 36500d'],
    ['52560001m', Span, 'longer than 100 years; write at most 36500d'],
    ['999999Ti', Bytes, 'more than one disk or store holds; write at most 1024Ti'],
    ['99999999999999999999999Ki', Bytes, 'more than one disk or store holds; write at most 1024Ti'],
    ['4097', Cpu, 'more CPU than a node has; write at most 4096'],
    ['99999999999999999999999m', Cpu, 'more CPU than a node has; write at most 4096'],
  ])('%s is too much', (value, kind, words) => {
    expect(verdict(kind, value)).toBe(`"${value}" is ${words}`);
  });

  it.each(['', 'x', '0d', '5', '1.5d', '-1d'])('%j is no span of time, and told so once', (text) => {
    expect(verdict(Span, text)).toBe(`"${text}" is not a span of time; write it like 30d, 12h or 15m`);
  });
});

describe('a day', () => {
  it.each(['2027-06-30', '2028-02-29'])('%s is one', (text) => {
    expect(verdict(Day, text)).toBe('ok');
  });

  it.each(['2027-02-29', '2027-02-30', '2027-13-01', '2027-6-1', '30-06-2027', 'tomorrow', ''])('%j is none', (text) => {
    expect(verdict(Day, text)).toBe(`"${text}" is not a day of the calendar; write it like 2027-06-30`);
  });
});

describe('addresses', () => {
  it.each(['team@voorbeeld.example.nl', "o'neil+piket@a.nl", 'A_b@XN--MNCHEN-3YA.DE'])('%s is a mail address', (text) => {
    expect(verdict(Email, text)).toBe('ok');
  });

  it.each([
    '{{.X@b.nl',
    '{{.X}}@b.nl',
    'a,evil@c.nl',
    'a@b.nl,evil@c.nl',
    'a@b.nl;c@d.nl',
    '<a@b.nl>',
    'Piet <a@b.nl>',
    '"a b"@c.nl',
    'a@b',
    'a@b..nl',
    'a@b.nl\n',
  ])('%j is no mail address', (text) => {
    expect(verdict(Email, text)).toMatch(/ is not a mail address; /);
  });

  it.each(['https://chat.example.nl/hook?a=b#c', 'https://chat.example.nl:8443/', 'https://svc.example.nl/local'])(
    '%s is where alerts can be posted',
    (text) => {
      expect(verdict(WebhookUrl, text)).toBe('ok');
    },
  );

  it.each([
    'https://alertmanager.monitoring.svc:9093',
    'https://alertmanager.monitoring.svc./',
    'https://alertmanager.monitoring.SVC.cluster.local',
    'https://keycloak/',
    'https://localhost/',
    'https://a.localhost/',
    'https://10.43.0.1/',
    'https://0x0a2b0001/',
    'https://[fd00::1]/',
  ])('%s is inside, where no alerts are posted', (text) => {
    expect(verdict(WebhookUrl, text)).toBe(`"${text}" is not outside the cluster; write an address with a whole name, like https://chat.example.nl/hook`);
  });

  it('told once what it is not', () => {
    expect(verdict(WebhookUrl, 'http://localhost/{{')).toBe('"http://localhost/{{" is not an https address; write it like https://www.example.nl/folder');
    expect(verdict(WebhookUrl, 'https://chat.example.nl/%')).toBe('ok');
  });

  it.each(['https://chat.example.nl/{{.X}}', 'https://chat.example.nl/?a={{ .X }}'])('%s is filled in', (text) => {
    expect(verdict(WebhookUrl, text)).toBe(`"${text}" has braces, which Alertmanager would fill in; write the address as it is`);
  });

  it.each(['https://git.example.nl/a/b.git', 'ssh://git@git.example.nl/a.git', 'file:///srv/git/a.git'])('%s is the address of a repository', (text) => {
    expect(verdict(GitUrl, text)).toBe('ok');
  });

  it.each(['http://git.example.nl/a.git', 'git@git.example.nl:a.git', 'https://user:pass@git.example.nl/a.git', 'a/b', 'https://', ''])(
    '%j is no address of a repository',
    (text) => {
      expect(verdict(GitUrl, text)).toMatch(/ is not the address of a Git repository without a password; /);
    },
  );

  it.each(['http://www.example.nl/x', 'ftp://example.nl', 'www.example.nl', 'https://a:b@example.nl/'])('%j is no https address', (text) => {
    expect(verdict(HttpsUrl, text)).toMatch(/ is not an https address; /);
  });

  it.each(['registry.example.nl', 'registry.example.nl:5000/mirror', 'localhost:5000', 'r.nl/a/b-c_d'])('%s is the place of a registry', (text) => {
    expect(verdict(RegistryPrefix, text)).toBe('ok');
  });

  it.each(['https://registry.example.nl', 'registry.example.nl/', 'Registry.nl', 'registry.nl/a:tag', 'registry.nl:port', ''])(
    '%j is no place of a registry',
    (text) => {
      expect(verdict(RegistryPrefix, text)).toMatch(/ is not the place of a registry; /);
    },
  );

  it.each(['main', 'v1.2.0', 'release/1.2', '0123abc'])('%s is a revision', (text) => {
    expect(verdict(GitRevision, text)).toBe('ok');
  });

  it.each(['', 'a b', '--upload-pack=x', 'a;b', '../x y'])('%j is no revision', (text) => {
    expect(verdict(GitRevision, text)).toMatch(/ is not a branch, tag or commit; /);
  });

  it.each(['mailto:security@example.nl', 'https://example.nl/melden', 'tel:+31-70-1234567'])('%s is a contact for security.txt', (text) => {
    expect(verdict(SecurityContact, text)).toBe('ok');
  });

  it.each(['security@example.nl', 'mailto:security', 'http://example.nl', ''])('%j is no contact for security.txt', (text) => {
    expect(verdict(SecurityContact, text)).toMatch(/ is not a contact; /);
  });
});
