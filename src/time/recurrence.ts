import { DateTime } from 'luxon';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { isWorkDate, type WorkCalendar } from './calendar.js';

/**
 * When something comes round: a rule in whole local days, fitted to the days on which the desk works. A day off moves to a work day
 * of the same week, month or year, the next one before an earlier one.
 */
export interface Recurrence {
  /** RFC 5545, without start, end or clock time: `FREQ=WEEKLY;BYDAY=MO,TH`. Intervals count from 2001-01-01, a Monday. */
  readonly rule: string;
  /** Two turns of one week, month or year are so many days apart, as far as it has work days for that. Rule H1. */
  readonly daysApart?: number | undefined;
}

const COUNTED_FROM = '2001-01-01';
const PERIODS = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const;
type Frequency = keyof typeof PERIODS;
type Unit = (typeof PERIODS)[Frequency];
const LONGEST_RULE = 200;
/** What only makes sense with a start, an end or a clock time of its own. */
const FOREIGN = /(?:^|;)(?:DTSTART|COUNT|UNTIL|BYHOUR|BYMINUTE|BYSECOND|RSCALE|SKIP)=/i;

const midnight = (day: string): Temporal.ZonedDateTime => Temporal.ZonedDateTime.from(`${day}T00:00[UTC]`);

function frequencyOf(rule: string): Frequency | undefined {
  const name = /(?:^|;)FREQ=([A-Z]+)/i.exec(rule)?.[1]?.toUpperCase();
  return name && name in PERIODS ? (name as Frequency) : undefined;
}

const ruleOf = (rule: string, start = COUNTED_FROM) =>
  new RRuleTemporal({ rruleString: rule.toUpperCase(), dtstart: midnight(start), temporal: Temporal, strict: true, cache: false });

/** The last day up to `to` from which a rule counts the same as from the first of all: years of turns need not be walked through. */
function countedFrom(rule: string, unit: Unit, to: DateTime): string {
  const interval = Number(/(?:^|;)INTERVAL=(\d+)/i.exec(rule)?.[1] ?? 1);
  const first = DateTime.fromISO(COUNTED_FROM, { zone: 'utc' });
  const periods = Math.floor(
    DateTime.fromISO(to.toISODate() ?? '', { zone: 'utc' })
      .diff(first, unit)
      .as(unit),
  );
  return first.plus({ [unit]: Math.floor(periods / interval) * interval }).toISODate() ?? COUNTED_FROM;
}

/** Is this a rule that can come round for ever, in whole days? */
export function isRecurrenceRule(rule: string): boolean {
  if (rule.length > LONGEST_RULE || FOREIGN.test(rule) || !frequencyOf(rule)) return false;
  try {
    return ruleOf(rule).next(midnight(COUNTED_FROM), true) !== null;
  } catch {
    return false;
  }
}

/** The days of one period on which a recurrence comes round, given the days that its rule names there. */
function fitted(named: readonly DateTime[], recurrence: Recurrence, calendar: WorkCalendar, unit: Unit): DateTime[] {
  const apart = recurrence.daysApart ?? 1;
  const chosen: DateTime[] = [];
  for (const day of named) {
    const [first, end] = [day.startOf(unit), day.endOf(unit)];
    const before = chosen.at(-1);
    const earliest = before ? before.plus({ days: 1 }) : first;
    const wanted = before && before.plus({ days: apart }) > day ? before.plus({ days: apart }) : day;
    const found = firstWorkDay(calendar, wanted, end) ?? lastWorkDay(calendar, wanted < end ? wanted : end.startOf('day'), earliest);
    if (found) chosen.push(found);
  }
  return chosen;
}

function firstWorkDay(calendar: WorkCalendar, from: DateTime, end: DateTime): DateTime | undefined {
  for (let day = from; day <= end; day = day.plus({ days: 1 })) if (isWorkDate(calendar, day)) return day;
  return undefined;
}

function lastWorkDay(calendar: WorkCalendar, to: DateTime, start: DateTime): DateTime | undefined {
  for (let day = to; day >= start; day = day.minus({ days: 1 })) if (isWorkDate(calendar, day)) return day;
  return undefined;
}

/** A date as a day of UTC, where days are equally long and quick to reckon with. */
const dateOf = (at: DateTime): DateTime => DateTime.utc(at.year, at.month, at.day);

/** What was reckoned for a calendar: hundreds of duties share a few rules, and are asked for the same days together. */
const known = new WeakMap<WorkCalendar, Map<string, readonly DateTime[]>>();

/**
 * The local days from `from` to `to`, both included, on which a recurrence comes round, in order. Pure arithmetic of days, so that
 * no change of the clocks can lose or double one. A period without a work day has none. Throws on a rule that `isRecurrenceRule` refuses.
 */
export function occurrenceDays(recurrence: Recurrence, calendar: WorkCalendar, from: DateTime, to: DateTime): readonly DateTime[] {
  const [start, end] = [dateOf(from.setZone(calendar.zone)), dateOf(to.setZone(calendar.zone))];
  const question = [recurrence.rule, recurrence.daysApart, start.toISODate(), end.toISODate()].join(' ');
  const answers = known.get(calendar) ?? new Map<string, readonly DateTime[]>();
  known.set(calendar, answers);
  const days = answers.get(question) ?? daysBetween(recurrence, calendar, start, end);
  answers.set(question, days);
  return days;
}

/** `start` and `end` are days of UTC. */
function daysBetween(recurrence: Recurrence, calendar: WorkCalendar, start: DateTime, end: DateTime): DateTime[] {
  const unit = PERIODS[frequencyOf(recurrence.rule) ?? 'DAILY'];
  const [first, last] = [start.startOf(unit), end.endOf(unit)];
  const named = ruleOf(recurrence.rule, countedFrom(recurrence.rule, unit, first))
    .between(midnight(first.toISODate() ?? ''), midnight(last.toISODate() ?? ''), true)
    .map(({ year, month, day }) => DateTime.utc(year, month, day));
  const periods = new Map<number, DateTime[]>();
  for (const day of named) {
    const period = day.startOf(unit).toMillis();
    periods.set(period, [...(periods.get(period) ?? []), day]);
  }
  return [...periods.values()]
    .flatMap((days) => fitted(days, recurrence, calendar, unit))
    .filter((day) => day >= start && day <= end)
    .map(({ year, month, day }) => DateTime.fromObject({ year, month, day }, { zone: calendar.zone }));
}
