import { LRUCache } from 'lru-cache';
import { DateTime } from 'luxon';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';

/** In what a rule counts: whole days at least. */
const UNITS = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const;
export type Unit = (typeof UNITS)[keyof typeof UNITS];

/** A rule that comes round for ever in whole days, as the library that runs it understood it. */
export interface Rule {
  readonly text: string;
  readonly unit: Unit;
  /** Every how many units. */
  readonly interval: number;
}

/** What is wrong with a rule, as the end of a locale key under `invalid.`; `part` is what it is about. */
export interface RuleProblem {
  readonly code:
    | 'ruleTooLong'
    | 'ruleUnread'
    | 'rulePart'
    | 'ruleTwice'
    | 'ruleFrequency'
    | 'ruleOfItsOwn'
    | 'ruleInterval'
    | 'ruleNever'
    | 'ruleRare';
  readonly part: string;
}

const COUNTED_FROM = '2001-01-01';
const LONGEST_RULE = 200;
/** Steps and days that the library may look at for one question; a rule of days has some two thousand in five years. */
const WORK = { maxIterations: 10_000, maxCandidateEvaluations: 100_000 } as const;
/** What only makes sense with a start, an end or a clock time of its own, by the library's names. */
const FOREIGN = ['count', 'until', 'byHour', 'byMinute', 'bySecond', 'rscale', 'skip'] as const;
/** A leap year with the eight years after it: whatever a rule names comes in them, or too seldom. */
const TRIED = { from: '2028-01-01', to: '2037-01-01' } as const;
const LONGEST_INTERVAL_YEARS = 4;
/** Days between two turns of a year; a weekday in it moves by some days. */
const YEAR_DAYS = 373;

export const midnight = (day: string): Temporal.ZonedDateTime => Temporal.ZonedDateTime.from(`${day}T00:00[UTC]`);

/** The library's own rule, counted from a day. Throws on what it cannot read. */
const runningRule = (text: string, from: string) =>
  new RRuleTemporal({ rruleString: text, dtstart: midnight(from), temporal: Temporal, strict: true, cache: false, ...WORK });

type Running = ReturnType<typeof runningRule>;

/** A rule as it runs from a day of UTC on, counted as from the first of all days: years of turns need not be walked through. */
export function ruleFrom({ text, unit, interval }: Rule, to: DateTime): Running {
  const first = DateTime.fromISO(COUNTED_FROM, { zone: 'utc' });
  const periods = Math.floor(to.diff(first, unit).as(unit));
  return runningRule(text, first.plus({ [unit]: Math.floor(periods / interval) * interval }).toISODate() ?? COUNTED_FROM);
}

/** A part with its values in one way of writing: `BYMONTHDAY=01,15` and `BYMONTHDAY=1,15` are the same. */
function written(part: string): string {
  const [name = '', values = '', ...more] = part.split('=');
  const each = values.split(',').map((value) => (/^[+-]?\d+$/.test(value) ? String(Number(value)) : value));
  return [`${name}=${[...new Set(each)].sort().join(',')}`, ...more].join('=');
}

/** The first part that says again what another one before it said. */
function repeated(parts: readonly string[]): string | undefined {
  const names = parts.map((part) => part.split('=')[0]);
  return parts.find((_, n) => names.indexOf(names[n]) !== n);
}

/** The first part that the library left out without a word. */
function unread(parts: readonly string[], rule: Running): string | undefined {
  const taken = new Set((rule.toString().split('RRULE:')[1] ?? '').split(';').map(written));
  return parts.find((part) => !taken.has(written(part)) && written(part) !== 'INTERVAL=1');
}

const ORDINAL = /^([+-]?\d+)([A-Z]{2})$/;
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/** Is a number one of those that are named, counted from the end where they are below zero? `all`: how many there are. */
const isNumbered = (named: readonly number[], n: number, all: number): boolean =>
  named.some((one) => (one > 0 ? one : all + 1 + one) === n);

/** Is a day one of these weekdays, or the ordinal one of its month or year that they name? */
function isWeekday(named: readonly (string | number)[], day: DateTime, isOfMonth: boolean): boolean {
  const [place, length] = isOfMonth ? [day.day, day.daysInMonth ?? 31] : [day.ordinal, day.daysInYear];
  return named.some((one) => {
    const [, ordinal, name = String(one)] = ORDINAL.exec(String(one)) ?? [];
    if (WEEKDAYS[day.weekday - 1] !== name) return false;
    const [before, after] = [Math.ceil(place / 7), -Math.ceil((length - place + 1) / 7)];
    return ordinal === undefined || Number(ordinal) === before || Number(ordinal) === after;
  });
}

/** Does a day lie where every part of the rule says? What the library makes of parts that cannot be true together is another day. */
function isNamed(day: DateTime, options: ReturnType<Running['options']>): boolean {
  const { byMonth, byMonthDay, byYearDay, byWeekNo, byDay, wkst = 'MO', freq } = options;
  const isOfMonth = freq === 'MONTHLY' || byMonth !== undefined;
  return (
    (!byMonth || byMonth.some((month) => Number(month) === day.month)) &&
    (!byMonthDay || isNumbered(byMonthDay, day.day, day.daysInMonth ?? 31)) &&
    (!byYearDay || isNumbered(byYearDay, day.ordinal, day.daysInYear)) &&
    (!byWeekNo || wkst !== 'MO' || isNumbered(byWeekNo, day.weekNumber, day.weeksInWeekYear)) &&
    (!byDay || isWeekday(byDay, day, isOfMonth))
  );
}

/** Every so many days, or on the same weekdays of every so many weeks. */
const EVEN = /^(?:FREQ=DAILY|FREQ=WEEKLY(?:;BYDAY=[A-Z]{2}(?:,[A-Z]{2})*)?)(?:;INTERVAL=\d+)?$/;

/** Longer than this between two turns is too seldom; in units. */
const LONGEST_INTERVAL: Readonly<Record<Unit, number>> = { day: YEAR_DAYS, week: YEAR_DAYS / 7, month: 12, year: LONGEST_INTERVAL_YEARS };

/** What stands against a rule that was read: it comes round too seldom, or its parts cannot be true together. */
function unfit(rule: Rule, options: ReturnType<Running['options']>): RuleProblem['code'] | undefined {
  const { text, unit, interval } = rule;
  const longest = unit === 'year' ? YEAR_DAYS + 366 * (interval - 1) : YEAR_DAYS;
  if (interval > LONGEST_INTERVAL[unit]) return 'ruleInterval';
  // Every day or week of nine years is thousands of steps, for a rule that names no other days and comes round evenly.
  if (EVEN.test(text)) return undefined;
  try {
    const [from, to] = [midnight(TRIED.from), midnight(TRIED.to)];
    const turns = ruleFrom(rule, DateTime.fromISO(TRIED.from, { zone: 'utc' })).between(from, to, true);
    const days = turns.map(({ year, month, day }) => DateTime.utc(year, month, day));
    if (turns.length === 0 || !days.every((day) => isNamed(day, options))) return 'ruleNever';
    const moments = [from, ...turns, to].map(({ epochMilliseconds }) => epochMilliseconds);
    return moments.slice(1).every((at, n) => at - (moments[n] ?? at) <= longest * 86_400_000) ? undefined : 'ruleRare';
  } catch {
    return 'ruleRare';
  }
}

/** An interval that is no number in reach is told as what it is, before the library stumbles over it. */
const hugeInterval = (parts: readonly string[]): string | undefined => parts.find((part) => /^INTERVAL=\d{6,}$/.test(part));

function read(typed: string): Rule | RuleProblem {
  if (typed.length > LONGEST_RULE) return { code: 'ruleTooLong', part: '' };
  const text = typed
    .normalize('NFKC')
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  const parts = text.split(';').filter((part) => part !== '');
  const again = repeated(parts);
  if (again !== undefined) return { code: 'ruleTwice', part: again };
  const huge = hugeInterval(parts);
  if (huge !== undefined) return { code: 'ruleInterval', part: huge };
  let rule: Running;
  try {
    rule = runningRule(text, TRIED.from);
  } catch {
    return { code: 'ruleUnread', part: text };
  }
  const options = rule.options();
  const left = unread(parts, rule);
  if (left !== undefined) return { code: 'rulePart', part: left };
  const { freq, interval = 1 } = options;
  if (!(freq in UNITS)) return { code: 'ruleFrequency', part: freq };
  const own = FOREIGN.find((name) => options[name] !== undefined);
  if (own) return { code: 'ruleOfItsOwn', part: own.toUpperCase() };
  const found: Rule = { text, unit: UNITS[freq as keyof typeof UNITS], interval };
  const code = unfit(found, options);
  if (!code) return found;
  return { code, part: code === 'ruleInterval' ? `INTERVAL=${interval}` : text };
}

/** Rules are few, and asked for each minute. */
const known = new LRUCache<string, Rule | RuleProblem>({ max: 500 });

/**
 * Reads a rule with the library that runs it: every part must be one that it understood, in whole days, without start, end or clock
 * time, and it must come round at least once in each year (or in each of its intervals of up to four years).
 */
export function readRule(typed: string): Rule | RuleProblem {
  const rule = known.get(typed) ?? read(typed);
  known.set(typed, rule);
  return rule;
}

/** What is wrong with a rule; undefined when it can be run. */
export function ruleProblem(typed: string): RuleProblem | undefined {
  const rule = readRule(typed);
  return 'code' in rule ? rule : undefined;
}
