import { DateTime, IANAZone } from 'luxon';
import { validate as isCron } from 'node-cron';
import { z } from 'zod';
import { allKinds } from './cases/kinds.js';
import { isMapUrl } from './cases/map.js';
import { type KindSettings, type Policy, policyFrom } from './cases/policy.js';
import { CLOCK_TIME, duration, minutesOf, timeOfDay } from './cases/setting.js';
import { inOurWords, meant, settingsAt } from './settings-words.js';
import type { WorkCalendar } from './time/calendar.js';
import { zoneOf } from './time/zone.js';

const workHours = z.string().transform((text, ctx) => {
  const [from = '', to = ''] = text.split('-').map((part) => part.trim());
  const isValid = CLOCK_TIME.test(from) && (CLOCK_TIME.test(to) || to === '24:00') && minutesOf(from) < minutesOf(to);
  if (isValid) return { from: minutesOf(from), to: minutesOf(to) };
  ctx.addIssue({ code: 'custom', message: `"${text}" is not a work interval within a day, such as 09:00-12:00` });
  return z.NEVER;
});

/** YAML reads 2026-10-01 as text or as a date, depending on the quotes; both mean the day. */
const day = z.preprocess(
  (value) => (value instanceof Date ? DateTime.fromJSDate(value, { zone: 'utc' }).toISODate() : value),
  z.string().refine((text) => DateTime.fromISO(text).isValid && /^\d{4}-\d\d-\d\d$/.test(text), 'is not a day such as 2026-10-01'),
);

const slackId = z.string().regex(/^[UWS][A-Z0-9]{2,}$/, 'is not a Slack user id (U…) or user-group id (S…)');

const quietTime = { from: timeOfDay.prefault('21:00'), to: timeOfDay.prefault('08:00'), daysOff: z.boolean().default(true) };

/** What is of no one kind of case. */
const FIRST = {
  timeZone: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), 'is not an IANA time zone such as Asia/Shanghai')
    .default('Asia/Shanghai'),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  channels: z
    .strictObject({ desk: z.string().min(1).default('service-desk'), alarms: z.string().min(1).default('service-alarms') })
    .prefault({}),
  roles: z
    .strictObject({
      agents: z.array(slackId).default([]),
      engineers: z.array(slackId).default([]),
      supervisors: z.array(slackId).default([]),
      heads: z.array(slackId).default([]),
    })
    .prefault({}),
  calendar: z
    .strictObject({
      workDays: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5]),
      workHours: z.array(workHours).min(1).prefault(['09:00-12:00', '13:30-18:00']),
      holidays: z.array(day).default([]),
      makeupDays: z.array(day).default([]),
    })
    .prefault({})
    .refine(({ workHours: hours }) => hours.every((interval, n) => n === 0 || (hours[n - 1]?.to ?? 0) <= interval.from), {
      path: ['workHours'],
      message: 'must be in order and not overlap',
    }),
  /** What nobody can act on waits for the end of these hours; who is on duty, and what is urgent, does not. */
  quietHours: z
    .strictObject({
      ...quietTime,
      /** So long before work ends for days off is told what falls due on them. */
      beforeOff: duration.prefault('PT2H'),
      onDuty: z.array(slackId).default([]),
      /** Where somebody is named twice, what stands first holds. */
      others: z.array(z.strictObject({ who: z.array(slackId).min(1), ...quietTime })).default([]),
    })
    .prefault({}),
  /** What Slack sounds when the bot does not: late enough that the bot, which looks at least once a minute, can take it back. */
  fallback: z
    .strictObject({
      after: duration.refine((ms) => ms >= 3 * 60_000 && ms <= 30 * 60_000, 'must be between PT3M and PT30M').prefault('PT3M'),
    })
    .prefault({}),
};
/** What stands behind the slices of the kinds, also of no one. */
const LAST = {
  /** Cases that ended longer ago than this no longer name the caller; without it they are kept. */
  retention: z.strictObject({ personalData: duration.optional() }).prefault({}),
  company: z.strictObject({ name: z.string().max(120).default('Fieldbell'), phone: z.string().max(60).default('') }).prefault({}),
  /** How an address is found on a map, `{address}` in its place; empty for no link. A map that is reached from China, by default. */
  mapUrl: z
    .string()
    .max(300)
    .refine((url) => url === '' || isMapUrl(url), 'is not an https address with {address} in it')
    .default('https://uri.amap.com/search?keyword={address}'),
  sweep: z
    .string()
    .refine((pattern) => isCron(pattern), 'is not a cron pattern such as "* * * * *"')
    // Four looks a minute: what is due is told within the minute, a second try included.
    .default('*/15 * * * * *'),
};
/** What is of every operations group, whatever comes round in it. */
const GROUP = {
  /** Stays when the group is renamed: what is its own goes with it. */
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, 'is not an id of letters, digits, - and _')
    .optional(),
  members: z.array(slackId).min(1),
  /** Where its cards stand, by name or id; in the desk's channel without. */
  channel: z.string().min(1).max(80).optional(),
};

/** The operations groups, with what each kind of case asks of them. */
const groupsSchema = () =>
  z
    .record(z.string().min(1).max(60), z.strictObject({ ...GROUP, ...together(allKinds().map(({ group }) => group)) }))
    .refine(
      (all) => {
        const ids = Object.values(all).flatMap(({ id }) => id ?? []);
        return new Set(ids).size === ids.length;
      },
      { message: 'two groups have the same id' },
    )
    .default({});

/** The desk's settings after validation; durations are milliseconds, work hours minutes of the local day. */
export type Settings = z.output<z.ZodObject<typeof FIRST & typeof LAST>> & KindSettings;

const together = (shapes: readonly (z.ZodRawShape | undefined)[]): z.ZodRawShape =>
  Object.fromEntries(shapes.flatMap((shape) => Object.entries(shape ?? {})));

/** The schema of the whole: what is common, and the slice of each kind of case. Throws where a kind declares what is common. */
function settingsSchema(): z.ZodObject {
  const operations = z.strictObject({ groups: groupsSchema(), ...together(allKinds().map((kind) => kind.operations)) }).prefault({});
  const ofKinds = together(allKinds().map((kind) => kind.settings));
  const common = Object.keys({ ...FIRST, ...LAST, operations }).find((key) => Object.hasOwn(ofKinds, key));
  if (common) throw new Error(`a kind of case declares the setting ${common}, which is of all`);
  return z.strictObject({ ...FIRST, ...ofKinds, operations, ...LAST });
}

/** Checks the content of DESK_CONFIG. Errors are one line each, naming the key. */
export function readSettings(content: unknown): { ok: true; settings: Settings } | { ok: false; problems: string[] } {
  const schema = settingsSchema();
  const parsed = schema.safeParse(content ?? {}, { error: inOurWords });
  // The kinds declare the types of their slices beside them: zod knows only that there are some.
  if (parsed.success) return { ok: true, settings: parsed.data as object as Settings };
  const problems = parsed.error.issues.flatMap((issue) => {
    const path = issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => {
        const near = meant(key, settingsAt(schema, issue.path));
        return `DESK_CONFIG ${[path, key].filter(Boolean).join('.')}: there is no such setting${near ? `; did you mean ${near}?` : ''}`;
      });
    return [`DESK_CONFIG ${path || '(whole file)'}: ${issue.message}`];
  });
  return { ok: false, problems };
}

/** One calendar for each settings: what was reckoned for it (`occurrenceDays`) is kept with the object. */
const CALENDARS = new WeakMap<Settings, WorkCalendar>();

function calendarOf(settings: Settings): WorkCalendar {
  const calendar = CALENDARS.get(settings) ?? { zone: zoneOf(settings.timeZone), ...settings.calendar };
  CALENDARS.set(settings, calendar);
  return calendar;
}

function quietOf({ quietHours: { from, to, daysOff } }: Settings): Policy['quiet'] {
  return { from, to, daysOff };
}

/** The rules of the desk as the cases know them. `people` comes from Slack, since roles may name user groups. */
export const policyOf = (settings: Settings, people: Policy['people']): Policy =>
  policyFrom(
    {
      calendar: calendarOf(settings),
      fallback: settings.fallback,
      quiet: quietOf(settings),
      beforeOff: settings.quietHours.beforeOff,
      people,
    },
    allKinds().map(({ policy }) => policy?.(settings) ?? {}),
  );
