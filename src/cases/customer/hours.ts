import type { DateTime } from 'luxon';

/** A stretch of a day as people write it: `10:00–22:00`, `9:00至18：00`. */
const STRETCH = /(\d{1,2})[:：](\d{2})\s*(?:[-–—~～至到]|to|until)\s*(\d{1,2})[:：](\d{2})/gi;
const DAY = 24 * 60;

/**
 * Is a site open from one moment to another, as far as the hours in what was typed of it say? Undefined where they say no hours; days
 * of the week in it are for people. Hours may go past midnight.
 */
export function isOpenAt(hours: string, from: DateTime, to: DateTime): boolean | undefined {
  const stretches = [...hours.normalize('NFKC').matchAll(STRETCH)].map(([, fromHour, fromMinute, toHour, toMinute]) => {
    const [opens, closes] = [Number(fromHour) * 60 + Number(fromMinute), Number(toHour) * 60 + Number(toMinute)];
    return { opens, closes: closes > opens ? closes : closes + DAY };
  });
  if (stretches.length === 0) return undefined;
  const begins = from.hour * 60 + from.minute;
  const ends = begins + Math.round(to.diff(from, 'minutes').minutes);
  return stretches.some(({ opens, closes }) => [0, DAY].some((later) => opens <= begins + later && ends + later <= closes));
}
