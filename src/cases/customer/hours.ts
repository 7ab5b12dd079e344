import type { DateTime } from 'luxon';

/** A stretch of a day as people write it: `10:00–22:00`, `9:00至18：00`. */
const STRETCH = /(\d{1,2})[:：](\d{2})\s*(?:[-–—~～至到]|to|until)\s*(\d{1,2})[:：](\d{2})/gi;
const DAY = 24 * 60;

/** The stretches that a text says, in minutes of the day; none where it says none, or one that no day has. */
function stretchesIn(hours: string): { readonly opens: number; readonly closes: number }[] {
  const found = [...hours.normalize('NFKC').matchAll(STRETCH)].map(([, ...times]) => times.map(Number));
  const isTime = (hour = 0, minute = 0): boolean => minute < 60 && hour * 60 + minute <= DAY;
  if (!found.every(([fromHour, fromMinute, toHour, toMinute]) => isTime(fromHour, fromMinute) && isTime(toHour, toMinute))) return [];
  return found.map(([fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0]) => {
    const [opens, closes] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
    return { opens, closes: closes > opens ? closes : closes + DAY };
  });
}

/** Can visits be judged by what was typed as opening hours? */
export const saysHours = (hours: string): boolean => stretchesIn(hours).length > 0;

/**
 * Is a site open from one moment to another, as far as the hours in what was typed of it say? Undefined where they say no hours; days
 * of the week in it are for people. Hours may go past midnight.
 */
export function isOpenAt(hours: string, from: DateTime, to: DateTime): boolean | undefined {
  const stretches = stretchesIn(hours);
  if (stretches.length === 0) return undefined;
  const begins = from.hour * 60 + from.minute;
  const ends = begins + Math.round(to.diff(from, 'minutes').minutes);
  return stretches.some(({ opens, closes }) => [0, DAY].some((later) => opens <= begins + later && ends + later <= closes));
}
