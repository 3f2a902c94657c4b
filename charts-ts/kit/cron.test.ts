import { describe, expect, it } from 'vitest';
import { Cron, longestGap } from './cron.ts';

const hours = (count: number) => count * 3600;

describe('the longest time between two runs', () => {
  it.each([
    ['each minute', '* * * * *', 60],
    ['each quarter of an hour', '*/15 * * * *', 900],
    ['a step that does not divide the hour', '*/40 * * * *', 2400],
    ['each night', '30 1 * * *', hours(24)],
    ['twice a day', '0 1,13 * * *', hours(12)],
    ['twice a day, unevenly', '0 1,4 * * *', hours(21)],
    ['working days: over the weekend', '0 2 * * 1-5', hours(72)],
    ['each Sunday', '0 3 * * 0', hours(7 * 24)],
    ['each month: over the longest', '0 3 1 * *', hours(31 * 24)],
    ['the 15th or a Monday, whichever comes', '0 3 15 * 1', hours(7 * 24)],
    ['a leap day', '0 0 29 2 *', hours((3 * 365 + 366) * 24)],
  ])('%s', (_, schedule, seconds) => {
    expect(longestGap(schedule)).toBe(seconds);
  });
});

describe('a schedule', () => {
  it.each(['', '@daily', '30 1 * *', '0 30 1 * * *', '60 1 * * *', '0 24 * * *', '0 1 0 * *', '0 1 * * 7', '5-1 * * * *', '0 0 31 2 *', 'a b c d e'])(
    '%j is refused',
    (schedule) => {
      expect(Cron.safeParse(schedule).success).toBe(false);
    },
  );

  it('says how to write one', () => {
    expect(Cron.safeParse('daily').error?.issues[0]?.message).toMatch(/^"daily" is not a schedule, or never comes; write .+ like "30 1 \* \* \*"/);
  });
});
