import { describe, expect, it } from 'vitest';
import { once, recent } from './remember.ts';

/** A function that tells how often it worked. */
function counted<From>(make: (from: From) => string): { readonly asked: From[]; readonly make: (from: From) => string } {
  const asked: From[] = [];
  return {
    asked,
    make: (from) => {
      asked.push(from);
      return make(from);
    },
  };
}

describe('what is remembered by its text', () => {
  function asking(size: number) {
    const { asked, make } = counted<string>((from) => from.toUpperCase());
    const remembered = recent<string>(size);
    return { asked, ask: (from: string) => remembered(from, () => make(from)) };
  }

  it('is made once', () => {
    const { asked, ask } = asking(2);

    expect([ask('a'), ask('a'), ask('b'), ask('a')]).toEqual(['A', 'A', 'B', 'A']);
    expect(asked).toEqual(['a', 'b']);
  });

  it('stays for as long as it is asked for, whatever else comes', () => {
    const { asked, ask } = asking(2);
    for (const other of ['b', 'c', 'd', 'e', 'f']) {
      ask('a');
      ask(other);
    }

    expect(asked).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('goes when so many others were asked for since', () => {
    const { asked, ask } = asking(2);
    for (const from of ['a', 'b', 'c', 'd', 'e', 'a']) ask(from);

    expect(asked).toEqual(['a', 'b', 'c', 'd', 'e', 'a']);
  });
});

describe('what follows from an object', () => {
  it('is worked out once for it, and again for another that looks the same', () => {
    const { asked, make } = counted<{ readonly name: string }>(({ name }) => name.toUpperCase());
    const named = once(make);
    const [one, other] = [{ name: 'a' }, { name: 'a' }];

    expect([named(one), named(one), named(other)]).toEqual(['A', 'A', 'A']);
    expect(asked).toEqual([one, other]);
  });
});
