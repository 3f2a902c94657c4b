import { describe, expect, it } from 'vitest';
import { secretsAreEmpty } from '../../charts-ts/checks/secrets-are-empty.ts';
import { verdict } from '../support/check.ts';
import { built, object } from '../support/fakes.ts';

describe('secretsAreEmpty', () => {
  it('takes a Secret that a program fills', () => {
    expect(verdict(secretsAreEmpty, [built('web', [object('v1', 'Secret', 'key', { type: 'Opaque' }, 'apps')])])).toEqual([]);
  });

  it.each([
    ['data', { data: { key: 'aHVudGVyMg==' } }],
    ['stringData', { stringData: { key: 'hunter2' } }],
    ['data that is empty', { data: {} }],
  ])('refuses a Secret with %s, and does not repeat it', (_, fields) => {
    expect(verdict(secretsAreEmpty, [built('web', [object('v1', 'Secret', 'key', fields, 'apps')])])).toEqual([
      'Secret/apps/key (charts-ts/base/web): a Secret in Git holds no data; let a program make it, or take it from a secret store',
    ]);
  });
});
