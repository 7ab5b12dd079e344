import { LRUCache } from 'lru-cache';
import { DateTime } from 'luxon';
import { isWorkDate, type WorkCalendar } from './calendar.js';
import { midnight, type Rule, readRule, ruleFrom } from './rule.js';

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

/** Answers of one calendar that are kept: hundreds of duties share a few rules. */
const MOST_ANSWERS = 2_000;

/** The days of one period on which a recurrence comes round, given the days that its rule names there. */
function fitted(named: readonly DateTime[], recurrence: Recurrence, calendar: WorkCalendar, { unit, interval }: Rule): DateTime[] {
  const apart = recurrence.daysApart ?? 1;
  const chosen: DateTime[] = [];
  for (const day of named) {
    // Every third day has its own three days; a day off in it moves within them, as in a week.
    const [first, end] = [day.startOf(unit), unit === 'day' ? day.plus({ days: interval - 1 }).endOf('day') : day.endOf(unit)];
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
const known = new WeakMap<WorkCalendar, LRUCache<string, readonly DateTime[]>>();

/**
 * The local days from `from` to `to`, both included, on which a recurrence comes round, in order. Pure arithmetic of days, so that
 * no change of the clocks can lose or double one. A period without a work day has none. Throws on a rule that `readRule` refuses.
 */
export function occurrenceDays(recurrence: Recurrence, calendar: WorkCalendar, from: DateTime, to: DateTime): readonly DateTime[] {
  const [start, end] = [dateOf(from.setZone(calendar.zone)), dateOf(to.setZone(calendar.zone))];
  const question = [recurrence.rule, recurrence.daysApart, start.toISODate(), end.toISODate()].join(' ');
  const answers = known.get(calendar) ?? new LRUCache<string, readonly DateTime[]>({ max: MOST_ANSWERS });
  known.set(calendar, answers);
  const days = answers.get(question) ?? daysBetween(recurrence, calendar, start, end);
  answers.set(question, days);
  return days;
}

/** `start` and `end` are days of UTC. */
function daysBetween(recurrence: Recurrence, calendar: WorkCalendar, start: DateTime, end: DateTime): DateTime[] {
  const rule = readRule(recurrence.rule);
  if ('code' in rule) throw new Error(`the rule ${recurrence.rule.slice(0, 200)} cannot be run: ${rule.code}`);
  const { unit, interval } = rule;
  const [first, last] = [start.startOf(unit).minus({ days: unit === 'day' ? interval - 1 : 0 }), end.endOf(unit)];
  const named = ruleFrom(rule, first)
    .between(midnight(first.toISODate() ?? ''), midnight(last.toISODate() ?? ''), true)
    .map(({ year, month, day }) => DateTime.utc(year, month, day));
  const periods = new Map<number, DateTime[]>();
  for (const day of named) {
    const period = day.startOf(unit).toMillis();
    periods.set(period, [...(periods.get(period) ?? []), day]);
  }
  return [...periods.values()]
    .flatMap((days) => fitted(days, recurrence, calendar, rule))
    .filter((day) => day >= start && day <= end)
    .map(({ year, month, day }) => DateTime.fromObject({ year, month, day }, { zone: calendar.zone }));
}
