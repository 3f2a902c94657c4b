import { z } from 'zod';
import { quoted } from '../config/words.ts';
import { recent } from './remember.ts';

/** The fields of a schedule, and the numbers that each takes: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/crontab.html */
const fields = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'day of the week', from: 0, to: 6 },
] as const;

/** When something is done, as cron writes it in five fields, in UTC. */
export const Cron = z.string().refine((value) => longestGap(value) !== undefined, {
  error: (issue) =>
    `${quoted(issue.input)} is not a schedule, or never comes; write minute, hour, day of the month, month and day of the week (0 to 6), like "30 1 * * *" for each night at 01:30 UTC`,
});

interface Times {
  /** Minutes of a day, in order. */
  readonly minutes: readonly number[];
  /** The fields of days, as they are written. */
  readonly days: string;
  has(day: Date): boolean;
}

/** The longest time between two runs of a schedule, in seconds; undefined where it is no schedule or never comes. */
export function longestGap(schedule: string): number | undefined {
  return gaps(schedule, () => gapOf(schedule));
}

/** A gap takes five years of days to find, and all clusters of a fleet keep to a few schedules; those of tenants differ in the hour only. */
const gaps = recent<number | undefined>(64);
const years = recent<readonly number[]>(16);

function gapOf(schedule: string): number | undefined {
  const times = read(schedule);
  if (times === undefined) return undefined;
  const { minutes } = times;
  // Five years from a leap year on: 29 February comes twice.
  const days = years(times.days, () => Array.from({ length: 5 * 366 }, (_, day) => day).filter((day) => times.has(new Date(Date.UTC(2024, 0, 1 + day)))));
  const [first, last] = [minutes[0], minutes.at(-1)];
  if (days.length < 2 || first === undefined || last === undefined) return undefined;
  const within = minutes.slice(1).map((minute, index) => minute - (minutes[index] ?? 0));
  const between = days.slice(1).map((day, index) => (day - (days[index] ?? 0)) * 24 * 60 + first - last);
  return Math.max(...within, ...between) * 60;
}

function read(schedule: string): Times | undefined {
  const parts = schedule.trim().split(/\s+/);
  const sets = fields.map((field, index) => numbers(parts[index] ?? '', field));
  const [minute, hour, monthDay, month, weekDay] = sets;
  if (parts.length !== fields.length || !minute || !hour || !monthDay || !month || !weekDay) return undefined;
  // Where both days are restricted, either will do: so cron has it, and the Go programs that read this.
  const either = !parts[2]?.startsWith('*') && !parts[4]?.startsWith('*');
  return {
    minutes: [...hour].flatMap((h) => [...minute].map((m) => h * 60 + m)).sort((a, b) => a - b),
    days: parts.slice(2).join(' '),
    has: (day) => {
      const [inMonth, inWeek] = [monthDay.has(day.getUTCDate()), weekDay.has(day.getUTCDay())];
      return month.has(day.getUTCMonth() + 1) && (either ? inMonth || inWeek : inMonth && inWeek);
    },
  };
}

/** The numbers that one field stands for: `*`, numbers, ranges, each with a step, in a list. */
function numbers(text: string, { from, to }: { readonly from: number; readonly to: number }): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  for (const item of text.split(',')) {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/([1-9]\d?))?$/.exec(item);
    if (match === null) return undefined;
    const [, low, high, step] = match;
    const start = low === undefined ? from : Number(low);
    const end = low === undefined || (high === undefined && step !== undefined) ? to : Number(high ?? low);
    if (start < from || end > to || start > end) return undefined;
    for (let number = start; number <= end; number += Number(step ?? 1)) found.add(number);
  }
  return found;
}
