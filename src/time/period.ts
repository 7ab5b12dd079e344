import { DateTime } from 'luxon';

/** Local days, ISO, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** Nobody asks for, or promises, anything further away than this, back or ahead. */
export const FARTHEST_YEARS = 25;
/** The longest period that is asked for at once: a leap year. */
export const LONGEST_DAYS = 366;
const USUAL_DAYS = 30;

/** Why something typed is no period, as the end of a locale key under `refusal.`. */
export type PeriodProblem = 'notAPeriod' | 'periodTooLong' | 'periodTooFar';

export const isoDay = (at: DateTime): string => at.toISODate() ?? '';

/** Does a moment lie within the years that a desk can have to do with? */
export const isWithinReach = (at: DateTime, now: DateTime): boolean =>
  at.isValid && Math.abs(at.diff(now, 'years').years) <= FARTHEST_YEARS;

/** A day as people type it, in a zone; undefined for what is none. */
export function parseDay(typed: string, { zone }: DateTime): DateTime | undefined {
  const day = /^\d{4}-\d\d-\d\d$/.test(typed) ? DateTime.fromISO(typed, { zone }) : undefined;
  return day?.isValid ? day : undefined;
}

/** The first day that spreadsheets count from, and the days that can be meant: 1954 to 2119. */
const EPOCH = DateTime.utc(1899, 12, 30);
const COUNTED = { first: 20_000, last: 80_000 };

/**
 * A day as people write it in a sheet: `2027-3-1`, `2027/3/1`, `2027.03.01`, `2027年3月1日`, `20270301`, `27/3/1`, with or without a time behind
 * it, or as spreadsheets count it, 46447. Undefined for what is none, or could be two.
 */
export function readDay(typed: string, now: DateTime): DateTime | undefined {
  // Of a year of two digits it is one where nothing else can be: the last is one digit, or 年 says so.
  const plain = typed
    .normalize('NFKC')
    .trim()
    .replace(/^(?=\d\d(?:[-/.]\d{1,2}[-/.]\d$|年\d))/, '20');
  if (/^\d{5}(?:\.\d+)?$/.test(plain)) {
    const days = Math.floor(Number(plain));
    return days >= COUNTED.first && days <= COUNTED.last ? parseDay(isoDay(EPOCH.plus({ days })), now) : undefined;
  }
  const found =
    /^(\d{4})(\d\d)(\d\d)$/.exec(plain) ??
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[T\s]+\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?Z?)?$/.exec(plain);
  const [, year = '', month = '', day = ''] = found ?? [];
  return found ? parseDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`, now) : undefined;
}

/** How many days a period has. */
const lengthOf = (first: DateTime, last: DateTime): number =>
  Math.round(DateTime.utc(last.year, last.month, last.day).diff(DateTime.utc(first.year, first.month, first.day), 'days').days + 1);

/** Periods as people say them, by what they are called. */
const SAID: readonly (readonly [RegExp, (now: DateTime) => string])[] = [
  [/^(?:上个?月|last month)$/i, (now) => now.minus({ months: 1 }).toFormat('yyyy-MM')],
  [/^(?:本月|当月|这个?月|this month)$/i, (now) => now.toFormat('yyyy-MM')],
  [/^(?:去年|last year)$/i, (now) => String(now.year - 1)],
  [/^(?:今年|本年|this year)$/i, (now) => String(now.year)],
  [/^(?:上周|上个?星期|last week)$/i, (now) => weekOf(now.minus({ weeks: 1 }))],
  [/^(?:本周|这周|这个?星期|this week)$/i, weekOf],
  [/^(?:昨天|昨日|yesterday)$/i, (now) => isoDay(now.minus({ days: 1 }))],
  [/^(?:今天|今日|today)$/i, isoDay],
];

function weekOf(now: DateTime): string {
  return `${isoDay(now.startOf('week'))}..${isoDay(now.endOf('week'))}`;
}

/** What people say of a period as its days. */
const spokenOut = (typed: string, now: DateTime): string => {
  const plain = typed.normalize('NFKC').trim().replace(/\s+/g, ' ');
  return SAID.find(([words]) => words.test(plain))?.[1](now) ?? typed;
};

/** `2026/11`, `2026年11月`, `11月`, `2026.1.3` as `2026-11`, `2026-11`, this year's `-11`, `2026-01-03`. */
const canonical = (typed: string, now: DateTime): string =>
  typed
    .normalize('NFKC')
    .trim()
    .replace(/^(\d{1,2})月$/, `${now.year}-$1`)
    .replace(/(\d)[年/](?=\d)|(\d)\.(?=\d)|(\d)月(?=\d)/g, '$1$2$3-')
    .replace(/(\d)[年月日号]/g, '$1')
    .replace(/-(\d)(?!\d)/g, '-0$1');

function endsOf(typed: string, now: DateTime): readonly [DateTime, DateTime] | undefined {
  if (typed === '') return [now.minus({ days: USUAL_DAYS - 1 }), now];
  const year = /^\d{4}$/.test(typed) ? DateTime.fromISO(typed, { zone: now.zone }) : undefined;
  if (year?.isValid) return [year.startOf('year'), year.endOf('year')];
  const month = /^\d{4}-\d\d$/.test(typed) ? DateTime.fromISO(typed, { zone: now.zone }) : undefined;
  if (month?.isValid) return [month.startOf('month'), month.endOf('month')];
  const [from = '', to = from, ...more] = typed.split(/\.\.|–|~/).map((part) => part.trim());
  const [first, last] = [parseDay(from, now), parseDay(to, now)];
  return first && last && first <= last && more.length === 0 ? [first, last] : undefined;
}

/** Was a word meant as a period? Then, where it is none, it is said what is wrong with it, and it is not looked for as something else. */
export const looksLikePeriod = (word: string): boolean => /^\d{4}(?:[-/.年]\S*)?$|^\d{1,2}月$|\.\./.test(word);

/**
 * Reads `2026-11`, `2026-11-01..2026-11-30`, one day, or what people call it (上个月, last week), in the zone of `now`; without anything the last 30 days. At most a year at
 * once and 25 years from now: whatever is then done for each day of it ends.
 */
export function parsePeriod(typed: string, now: DateTime): Days | PeriodProblem {
  const ends = endsOf(canonical(spokenOut(typed, now), now), now);
  if (!ends) return 'notAPeriod';
  const [first, last] = ends;
  if (!isWithinReach(first, now) || !isWithinReach(last, now)) return 'periodTooFar';
  return lengthOf(first, last) <= LONGEST_DAYS ? { from: isoDay(first), to: isoDay(last) } : 'periodTooLong';
}

/** The instants of a period of local days, in the zone of `now`; `to` is not in it. */
export const instantsOf = ({ from, to }: Days, { zone }: DateTime): { readonly from: Date; readonly to: Date } => ({
  from: DateTime.fromISO(from, { zone }).toJSDate(),
  to: DateTime.fromISO(to, { zone }).plus({ days: 1 }).toJSDate(),
});

/** Every day of a period, counted: at most a year of them, however the days are written. */
export function eachDay({ from, to }: Days): string[] {
  const [first, last] = [from, to].map((day) => DateTime.fromISO(day, { zone: 'utc' })) as [DateTime, DateTime];
  const length = Math.min(LONGEST_DAYS, lengthOf(first, last) || 0);
  return Array.from({ length: Math.max(0, length) }, (_, n) => isoDay(first.plus({ days: n })));
}
