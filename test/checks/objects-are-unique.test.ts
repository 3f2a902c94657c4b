import { describe, expect, it } from 'vitest';
import { objectsAreUnique } from '../../charts-ts/checks/objects-are-unique.ts';
import { verdict } from '../support/check.ts';
import { built, object } from '../support/fakes.ts';

const config = (name: string, namespace?: string) => object('v1', 'ConfigMap', name, {}, namespace);

describe('objectsAreUnique', () => {
  it('takes one name in two namespaces, and in two kinds', () => {
    expect(verdict(objectsAreUnique, [built('a', [config('x', 'one'), config('x', 'two'), object('v1', 'Secret', 'x', {}, 'one')])])).toEqual([]);
  });

  it('refuses an object that two components make', () => {
    expect(verdict(objectsAreUnique, [built('a', [config('x', 'one')]), built('b', [config('x', 'one')])])).toEqual([
      'ConfigMap/one/x (charts-ts/base/b): component a makes it too; one of them must leave it out',
    ]);
  });
});
