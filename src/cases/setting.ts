import { Duration } from 'luxon';
import { z } from 'zod';

/** A duration as the settings write it; read as milliseconds. */
export const duration = z.string().transform((text, ctx) => {
  const parsed = Duration.fromISO(text);
  if (parsed.isValid && parsed.toMillis() > 0) return parsed.toMillis();
  ctx.addIssue({ code: 'custom', message: `"${text}" is not an ISO 8601 duration longer than zero, such as PT15M or PT24H` });
  return z.NEVER;
});

export const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
/** Minutes of the local day. */
export const minutesOf = (time: string): number => (time === '24:00' ? 24 * 60 : Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));

/** A time of day as the settings write it; read as minutes of the local day. */
export const timeOfDay = z.string().transform((text, ctx) => {
  if (CLOCK_TIME.test(text)) return minutesOf(text);
  ctx.addIssue({ code: 'custom', message: `"${text}" is not a time of day such as 18:00` });
  return z.NEVER;
});
