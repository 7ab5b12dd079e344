import type { DateTime } from 'luxon';

/** `9:00`, as people write a time; `12` alone where something says that it is one. */
const TIME = '(\\d{1,2})(?:[:：](\\d{2}))?';
const WHOLE_TIME = '(\\d{1,2})[:：](\\d{2})';
const UNTIL = '\\s*(?:[-–—~～至到]|to|until)\\s*';
const HAN_DAYS = '一二三四五六日';
const LATIN_DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const HAN_DAY = '(?:每?(?:周|星期|礼拜)[一二三四五六日天])';
const LATIN_DAY = '(?:\\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?)';
const MORE_DAYS = `(?:(?:[-–—~～至到、,，和及&/]|\\bto\\b|\\band\\b|\\s)+(?:${HAN_DAY}|${LATIN_DAY}|(?<=[周星期礼拜][一二三四五六日天至到、和及-]+)[一二三四五六日天]))*`;
/** The pieces that say something, each as it begins: a break, a stretch, days, and that it is closed. */
const PIECES = new RegExp(
  [
    `(?<break>(?:(?:中午|午间|午休|lunch|break)\\s*${TIME}\\s*点?${UNTIL}${TIME}\\s*点?\\s*(?:午休|休息|休|closed)?)|(?:${WHOLE_TIME}${UNTIL}${WHOLE_TIME}\\s*(?:午休|休息)))`,
    `(?<stretch>${WHOLE_TIME}${UNTIL}${WHOLE_TIME})`,
    `(?<days>(?:${HAN_DAY}|${LATIN_DAY})${MORE_DAYS})`,
    '(?<group>每天|每日|daily|every day|工作日|weekdays?|周末|weekends?)',
    '(?<closed>closed|休息|不营业|关门|歇业|休)',
  ].join('|'),
  'giu',
);
const DAY = 24 * 60;
const ALL = [1, 2, 3, 4, 5, 6, 7];
const GROUPS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/工作日|weekdays?/i, [1, 2, 3, 4, 5]],
  [/周末|weekends?/i, [6, 7]],
  [/./, ALL],
];

/** From when to when, in minutes of the day; past midnight it ends on the next. `days`: of the week, Monday is 1. */
interface Stretch {
  readonly opens: number;
  readonly closes: number;
  readonly days: readonly number[];
}

/** What was typed as opening hours, as far as it can be read. */
interface Hours {
  readonly open: readonly Stretch[];
  readonly breaks: readonly Stretch[];
  readonly closed: readonly number[];
}

/** The days that a text names, one by one or from one to another, on past Sunday. */
function daysIn(text: string): number[] {
  const named = [...text.matchAll(/([一二三四五六日天])|(mon|tue|wed|thu|fri|sat|sun)/gi)].map((found) => ({
    at: found.index,
    day: found[1] ? HAN_DAYS.indexOf(found[1].replace('天', '日')) + 1 : LATIN_DAYS.indexOf((found[2] ?? '').toLowerCase()) + 1,
  }));
  return named.flatMap(({ at, day }, n) => {
    const before = named[n - 1];
    if (!before || !/[-–—~～至到]|\bto\b/i.test(text.slice(before.at, at))) return [day];
    return Array.from({ length: (day - before.day + 7) % 7 }, (_, more) => ((before.day + more) % 7) + 1);
  });
}

/** From when to when, of times as they stand in a piece; undefined where no day has these. */
function stretchIn(piece: string, days: readonly number[]): Stretch | undefined {
  const times = [...piece.matchAll(new RegExp(TIME, 'g'))].map(([, hour, minute = '0']) => [Number(hour), Number(minute)] as const);
  const [from, to] = times.map(([hour, minute]) => (minute < 60 && hour * 60 + minute <= DAY ? hour * 60 + minute : undefined));
  if (from === undefined || to === undefined) return undefined;
  return { opens: from, closes: to > from ? to : to + DAY, days };
}

/** Reads opening hours with their days and breaks; undefined where they say no hours, or some that no day has. */
function read(typed: string): Hours | undefined {
  const open: Stretch[] = [];
  const breaks: Stretch[] = [];
  const closed: number[] = [];
  let days: readonly number[] = ALL;
  // Named last, with nothing said of them yet; and that it is closed, with no days said yet.
  let pending: readonly number[] | undefined;
  let isClosedNext = false;
  for (const { 0: piece, groups = {} } of typed.normalize('NFKC').matchAll(PIECES)) {
    if (groups.days || groups.group) {
      pending = groups.days ? daysIn(piece) : (GROUPS.find(([word]) => word.test(piece))?.[1] ?? ALL);
      if (isClosedNext) closed.push(...pending);
      else days = pending;
      if (isClosedNext) pending = undefined;
      isClosedNext = false;
    } else if (groups.closed) {
      if (pending) closed.push(...pending);
      isClosedNext = pending === undefined;
      pending = undefined;
    } else {
      const found = stretchIn(piece, days);
      if (!found) return undefined;
      (groups.break ? breaks : open).push(found);
      pending = undefined;
      isClosedNext = false;
    }
  }
  // Days that stand behind all hours are the days of these.
  const behind = pending;
  return open.length > 0 ? { open: behind ? open.map((one) => ({ ...one, days: behind })) : open, breaks, closed } : undefined;
}

/** Can visits be judged by what was typed as opening hours? */
export const saysHours = (hours: string): boolean => read(hours) !== undefined;

/**
 * Is a site open from one moment to another, as far as what was typed of it says: hours, days of the week, breaks? Undefined where it says
 * no hours. They may go past midnight, and are those of the day on which they begin.
 */
export function isOpenAt(typed: string, from: DateTime, to: DateTime): boolean | undefined {
  const hours = read(typed);
  if (!hours) return undefined;
  const begins = from.hour * 60 + from.minute;
  const ends = begins + Math.round(to.diff(from, 'minutes').minutes);
  return [0, DAY].some((later) => {
    const day = from.minus({ minutes: later }).weekday;
    const [start, end] = [begins + later, ends + later];
    const isOf = ({ days }: Stretch): boolean => days.includes(day);
    const isWithin = hours.open.some((one) => isOf(one) && one.opens <= start && end <= one.closes);
    const isBroken = hours.breaks.some((one) => isOf(one) && one.opens < end && start < one.closes);
    return isWithin && !isBroken && !hours.closed.includes(day);
  });
}
