/** Slack shows every time in the person's own zone; so does the page, whatever the browser's zone. */
const parts = (at: Date, timeZone: string): string => at.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');

/** `2026-11-23T14:05` in a zone. */
export const minuteIn = (seconds: number, timeZone: string): string => parts(new Date(seconds * 1000), timeZone).slice(0, 16);

/** Seconds since 1970 of a local minute in a zone. */
export function secondsOf(minute: string, timeZone: string): number {
  const asUtc = Date.parse(`${minute}:00Z`);
  const shiftAt = (ms: number): number => Date.parse(`${parts(new Date(ms), timeZone)}Z`) - ms;
  const guess = asUtc - shiftAt(asUtc);
  return Math.floor((asUtc - shiftAt(guess)) / 1000);
}

/** A moment in words, in a reader's language: `Mon, Nov 23, 18:30`. */
export const wordsOf = (at: Date, timeZone: string, locale: string): string =>
  at.toLocaleString(locale, {
    timeZone,
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
