import { createContext } from 'preact';

/** How whoever is acted as reads: his zone, his language, and what time the sandbox says it is, as an ISO time. */
export interface Reading {
  readonly timeZone: string;
  readonly locale: string;
  readonly now: string;
}

export const Reading = createContext<Reading>({ timeZone: 'UTC', locale: 'en-US', now: new Date(0).toISOString() });

const DAY_MS = 86_400_000;
const STEPS = [
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** The day in a zone, as a number that grows by one each day. */
function dayOf(at: Date, timeZone: string): number {
  const [year, month, day] = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at).split('-').map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day) / DAY_MS;
}

function ago(at: Date, { now, locale }: Reading): string {
  const ms = at.getTime() - new Date(now).getTime();
  const words = new Intl.RelativeTimeFormat(locale);
  const [unit, length] = STEPS.find(([, step]) => Math.abs(ms) >= step) ?? ['minute', 60_000];
  // Whole ones: beside "yesterday" 43 hours are not two days.
  return words.format(Math.trunc(ms / length), unit);
}

/** A date as Slack writes it; with `_pretty` the days around today by their names. */
function date(at: Date, style: 'short' | 'medium' | 'long', isPretty: boolean, { timeZone, locale, now }: Reading): string {
  const days = dayOf(at, timeZone) - dayOf(new Date(now), timeZone);
  if (isPretty && Math.abs(days) <= 1) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
  const parts = {
    short: { month: 'short', day: 'numeric', year: 'numeric' },
    medium: { month: 'long', day: 'numeric', year: 'numeric' },
    long: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  } as const;
  return new Intl.DateTimeFormat(locale, { timeZone, ...parts[style] }).format(at);
}

/**
 * A date token of Slack's mrkdwn, `!date^<seconds>^<format>[^<link>]|<fallback>`, as its reader sees it. Undefined when it is none:
 * https://docs.slack.dev/messaging/formatting-message-text/#date-formatting
 */
export function dateInWords(content: string, reading: Reading): string | undefined {
  const [, seconds = '', format = ''] = /^!date\^(\d{1,12})\^([^|^]*)(?:\^[^|]*)?\|/.exec(content) ?? [];
  if (seconds === '') return undefined;
  const at = new Date(Number(seconds) * 1000);
  const time = (more: object): string =>
    new Intl.DateTimeFormat(reading.locale, {
      timeZone: reading.timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...more,
    }).format(at);
  const tokens: Readonly<Record<string, () => string>> = {
    date_num: () => new Intl.DateTimeFormat('sv-SE', { timeZone: reading.timeZone, dateStyle: 'short' }).format(at),
    date: () => date(at, 'medium', false, reading),
    date_pretty: () => date(at, 'medium', true, reading),
    date_short: () => date(at, 'short', false, reading),
    date_short_pretty: () => date(at, 'short', true, reading),
    date_long: () => date(at, 'long', false, reading),
    date_long_pretty: () => date(at, 'long', true, reading),
    time: () => time({}),
    time_secs: () => time({ second: '2-digit' }),
    ago: () => ago(at, reading),
  };
  return format.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(tokens, name) ? (tokens[name]?.() ?? whole) : whole));
}
