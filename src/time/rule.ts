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
  readonly code: 'ruleTooLong' | 'ruleUnread' | 'rulePart' | 'ruleFrequency' | 'ruleOfItsOwn' | 'ruleRare';
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

/** The first part that the library left out without a word, or that stands there twice. */
function unread(parts: readonly string[], rule: Running): string | undefined {
  const taken = new Set((rule.toString().split('RRULE:')[1] ?? '').split(';').map(written));
  const names = parts.map((part) => part.split('=')[0]);
  return parts.find((part, n) => (!taken.has(written(part)) && written(part) !== 'INTERVAL=1') || names.indexOf(names[n]) !== n);
}

/** Every so many days, or on the same weekdays of every so many weeks. */
const EVEN = /^(?:FREQ=DAILY|FREQ=WEEKLY(?:;BYDAY=[A-Z]{2}(?:,[A-Z]{2})*)?)(?:;INTERVAL=\d+)?$/;

/** Does it come round as often as a duty must, year after year? */
function isOftenEnough(rule: Rule): boolean {
  const { text, unit, interval } = rule;
  const longest = unit === 'year' ? YEAR_DAYS + 366 * (interval - 1) : YEAR_DAYS;
  if (unit === 'year' ? interval > LONGEST_INTERVAL_YEARS : interval > YEAR_DAYS) return false;
  // Every day or week of nine years is thousands of steps, for a rule that names no other days and comes round evenly.
  if (EVEN.test(text)) return (unit === 'day' ? interval : 7 * interval) <= YEAR_DAYS;
  try {
    const [from, to] = [midnight(TRIED.from), midnight(TRIED.to)];
    const turns = ruleFrom(rule, DateTime.fromISO(TRIED.from, { zone: 'utc' })).between(from, to, true);
    const moments = [from, ...turns, to].map(({ epochMilliseconds }) => epochMilliseconds);
    return turns.length > 0 && moments.slice(1).every((at, n) => at - (moments[n] ?? at) <= longest * 86_400_000);
  } catch {
    return false;
  }
}

function read(typed: string): Rule | RuleProblem {
  if (typed.length > LONGEST_RULE) return { code: 'ruleTooLong', part: '' };
  const text = typed
    .normalize('NFKC')
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  const parts = text.split(';').filter((part) => part !== '');
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
  return isOftenEnough(found) ? found : { code: 'ruleRare', part: text };
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
