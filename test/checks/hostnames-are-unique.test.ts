import { describe, expect, it } from 'vitest';
import { hostnamesAreUnique } from '../../charts-ts/checks/hostnames-are-unique.ts';
import { verdict } from '../support/check.ts';
import { built, object } from '../support/fakes.ts';

function route(name: string, hostname: string, path?: string, listener = 'https') {
  const rules = [path === undefined ? {} : { matches: [{ path: { type: 'PathPrefix', value: path } }] }];
  return object(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    name,
    { spec: { parentRefs: [{ name: 'public', sectionName: listener }], hostnames: [hostname], rules } },
    'apps',
  );
}

describe('hostnamesAreUnique', () => {
  it('takes other hostnames, other paths and other listeners', () => {
    const routes = [route('a', 'a.nl'), route('b', 'b.nl'), route('c', 'a.nl', '/c'), route('d', 'a.nl', '/', 'http')];

    expect(verdict(hostnamesAreUnique, [built('web', routes)])).toEqual([]);
  });

  it('refuses a hostname that another component claims', () => {
    expect(verdict(hostnamesAreUnique, [built('one', [route('a', 'a.nl')]), built('two', [route('b', 'a.nl')])])).toEqual([
      'HTTPRoute/apps/b (charts-ts/base/two): a.nl/ is claimed by component one already',
    ]);
  });

  it('refuses the same path of a hostname twice in one component', () => {
    expect(verdict(hostnamesAreUnique, [built('one', [route('a', 'a.nl', '/x'), route('b', 'a.nl', '/x')])])).toEqual([
      'HTTPRoute/apps/b (charts-ts/base/one): a.nl/x is claimed by component one already',
    ]);
  });

  it('takes a path that is left out for the whole hostname', () => {
    expect(verdict(hostnamesAreUnique, [built('one', [route('a', 'a.nl')]), built('two', [route('b', 'a.nl', '/')])])).toHaveLength(1);
  });
});
