import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { object } from '../../support/fakes.ts';
import { type Exception, type Finding, verdict } from './lib/findings.ts';

const folder = join(import.meta.dirname, 'exceptions');
const lists = await Promise.all(
  readdirSync(folder).map(
    async (file) => [file, ((await import(join(folder, file))) as { readonly exceptions?: readonly Exception[] }).exceptions ?? []] as const,
  ),
);

function finding(rule: string, name: string): Finding {
  return { rule, judged: { component: 'shop', object: object('v1', 'Service', name, {}, 'apps') }, message: 'is wrong' };
}

describe('an exception', () => {
  it('explains a finding of its rule at the objects that it names, and no other', () => {
    const exceptions = [{ rule: 'R1', objects: ['shop Service/apps/web*'], reason: 'a reason that is long enough' }];

    expect(verdict([finding('R1', 'web-1'), finding('R1', 'other'), finding('R2', 'web-1')], exceptions)).toEqual({
      unexplained: ['R1 shop Service/apps/other: is wrong', 'R2 shop Service/apps/web-1: is wrong'],
      unneeded: [],
    });
  });

  it('must be needed, each of its objects by itself', () => {
    const exceptions = [{ rule: 'R1', objects: ['shop Service/apps/web', 'shop Service/apps/gone'], reason: 'a reason that is long enough' }];

    expect(verdict([finding('R1', 'web')], exceptions).unneeded).toEqual([
      'R1 shop Service/apps/gone: no such finding any more; remove it from the exceptions',
    ]);
  });

  it('holds only where its condition does', () => {
    const exceptions = [{ rule: 'R1', where: () => false, reason: 'a reason that is long enough' }];

    expect(verdict([finding('R1', 'web')], exceptions).unexplained).toEqual(['R1 shop Service/apps/web: is wrong']);
  });

  it.each(lists)('of %s gives its reason', (_, exceptions) => {
    for (const { rule, where, reason } of exceptions) expect(reason.length, rule).toBeGreaterThan(where === undefined ? 20 : 10);
  });
});
