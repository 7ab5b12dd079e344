import { DateTime, Duration, IANAZone } from 'luxon';
import { validate as isCron } from 'node-cron';
import { z } from 'zod';
import { type Policy, PRIORITIES } from './cases/policy.js';
import type { Recurrence } from './time/recurrence.js';
import { zoneOf } from './time/zone.js';

const duration = z.string().transform((text, ctx) => {
  const parsed = Duration.fromISO(text);
  if (parsed.isValid && parsed.toMillis() > 0) return parsed.toMillis();
  ctx.addIssue({ code: 'custom', message: `"${text}" is not an ISO 8601 duration longer than zero, such as PT15M or PT24H` });
  return z.NEVER;
});

const clockTime = /^([01]\d|2[0-3]):[0-5]\d$/;
const minutesOf = (time: string): number => (time === '24:00' ? 24 * 60 : Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));

const workHours = z.string().transform((text, ctx) => {
  const [from = '', to = ''] = text.split('-').map((part) => part.trim());
  const isValid = clockTime.test(from) && (clockTime.test(to) || to === '24:00') && minutesOf(from) < minutesOf(to);
  if (isValid) return { from: minutesOf(from), to: minutesOf(to) };
  ctx.addIssue({ code: 'custom', message: `"${text}" is not a work interval within a day, such as 09:00-12:00` });
  return z.NEVER;
});

const timeOfDay = z.string().transform((text, ctx) => {
  if (clockTime.test(text)) return minutesOf(text);
  ctx.addIssue({ code: 'custom', message: `"${text}" is not a time of day such as 18:00` });
  return z.NEVER;
});

/** YAML reads 2026-10-01 as text or as a date, depending on the quotes; both mean the day. */
const day = z.preprocess(
  (value) => (value instanceof Date ? DateTime.fromJSDate(value, { zone: 'utc' }).toISODate() : value),
  z.string().refine((text) => DateTime.fromISO(text).isValid && /^\d{4}-\d\d-\d\d$/.test(text), 'is not a day such as 2026-10-01'),
);

const slackId = z.string().regex(/^[UWS][A-Z0-9]{2,}$/, 'is not a Slack user id (U…) or user-group id (S…)');
const share = z.number().gt(0).max(5);
const target = (firstResponse: string, resolve: string, clock: 'always' | 'business') =>
  z
    .strictObject({
      firstResponse: duration.prefault(firstResponse),
      resolve: duration.prefault(resolve),
      clock: z.enum(['always', 'business']).default(clock),
    })
    .prefault({});

const grade = (high: string, medium: string, low: string) =>
  z
    .strictObject({
      high: z.enum(PRIORITIES).default(high as 'P1'),
      medium: z.enum(PRIORITIES).default(medium as 'P1'),
      low: z.enum(PRIORITIES).default(low as 'P1'),
    })
    .prefault({});

const weekday = z.int().min(1).max(7);
const dueBy = (time: string, remindBefore: string) => ({ dueBy: timeOfDay.prefault(time), remindBefore: duration.prefault(remindBefore) });

const settingsSchema = z.strictObject({
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
  sla: z
    .strictObject({
      P1: target('PT15M', 'PT4H', 'always'),
      P2: target('PT30M', 'PT8H', 'always'),
      P3: target('PT1H', 'PT24H', 'always'),
      P4: target('PT4H', 'PT24H', 'business'),
      warnAt: z.array(z.number().gt(0).lt(1)).min(1).default([0.5, 0.8]),
      pauseWhileWaiting: z.boolean().default(false),
      consent: z.strictObject({ upTo: duration.prefault('P7D') }).prefault({}),
      escalate: z.strictObject({ supervisor: share.default(0.8), head: share.default(1), repeat: duration.prefault('PT2H') }).prefault({}),
    })
    .prefault({}),
  priorities: z.strictObject({ high: grade('P1', 'P2', 'P3'), medium: grade('P2', 'P3', 'P4'), low: grade('P3', 'P4', 'P4') }).prefault({}),
  /** What Slack sounds when the bot does not: late enough that the bot, which looks once a minute, can take it back. */
  fallback: z
    .strictObject({
      after: duration.refine((ms) => ms >= 3 * 60_000 && ms <= 30 * 60_000, 'must be between PT3M and PT30M').prefault('PT3M'),
    })
    .prefault({}),
  callback: z.strictObject({ remindBefore: duration.prefault('PT15M') }).prefault({}),
  message: z.strictObject({ remindAfter: duration.prefault('PT30M'), escalateAfter: duration.prefault('PT2H') }).prefault({}),
  visit: z
    .strictObject({
      acceptWithin: duration.prefault('PT30M'),
      confirmBefore: duration.prefault('PT2H'),
      retryCall: duration.prefault('PT30M'),
      earlyBy: duration.prefault('PT10M'),
      remindDeparture: duration.prefault('PT15M'),
      departureGrace: duration.prefault('PT10M'),
      callBefore: duration.prefault('PT10M'),
      callLatest: duration.prefault('PT5M'),
      halfDay: duration.prefault('PT4H'),
      noticeHalfDay: duration.prefault('PT30M'),
      noticeLonger: duration.prefault('PT4H'),
      waitAbsent: duration.prefault('PT15M'),
      followUp: duration.prefault('PT2H'),
      handInBy: timeOfDay.prefault('18:00'),
      sosRepeat: duration.prefault('PT5M'),
      decideWithin: duration.prefault('PT30M'),
      travelMinutes: z.int().min(0).max(1440).default(30),
      windowMinutes: z.int().min(15).max(720).default(60),
      keepPhotos: z.boolean().default(false),
    })
    .prefault({})
    .refine(({ callLatest, callBefore }) => callLatest <= callBefore, {
      path: ['callLatest'],
      message: 'must not be longer than callBefore',
    }),
  operations: z
    .strictObject({
      groups: z.record(z.string().min(1).max(60), z.strictObject({ members: z.array(slackId).min(1) })).default({}),
      daily: z.strictObject(dueBy('11:00', 'PT1H')).prefault({}),
      weekly: z.strictObject({ weekday: weekday.default(1), ...dueBy('17:00', 'PT2H') }).prefault({}),
      system: z.strictObject({ weekdays: z.array(weekday).min(1).default([1, 4]), ...dueBy('11:00', 'PT1H') }).prefault({}),
      hardware: z.strictObject({ weekday: weekday.default(3), ...dueBy('17:00', 'PT2H') }).prefault({}),
      problem: z.strictObject({ remindAfter: duration.prefault('P7D') }).prefault({}),
    })
    .prefault({}),
  /** Cases that ended longer ago than this no longer name the caller; without it they are kept. */
  retention: z.strictObject({ personalData: duration.optional() }).prefault({}),
  company: z.strictObject({ name: z.string().max(120).default('Fieldbell'), phone: z.string().max(60).default('') }).prefault({}),
  sweep: z
    .string()
    .refine((pattern) => isCron(pattern), 'is not a cron pattern such as "* * * * *"')
    .default('* * * * *'),
});

/** The desk's settings after validation; durations are milliseconds, work hours minutes of the local day. */
export type Settings = z.output<typeof settingsSchema>;

/** Checks the content of DESK_CONFIG. Errors are one line each, naming the key. */
export function readSettings(content: unknown): { ok: true; settings: Settings } | { ok: false; problems: string[] } {
  const parsed = settingsSchema.safeParse(content ?? {});
  if (parsed.success) return { ok: true, settings: parsed.data };
  const problems = parsed.error.issues.flatMap((issue) => {
    const path = issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `DESK_CONFIG ${[path, key].filter(Boolean).join('.')}: there is no such setting`);
    return [`DESK_CONFIG ${path || '(whole file)'}: ${issue.message}`];
  });
  return { ok: false, problems };
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** Devices are looked at twice a week, at least so many days apart. Rule H1. */
const DAYS_APART = 2;

/** When each kind of inspection comes round: daily on work days, the others on weekdays or the next work day of that week. */
function inspectionRhythms({ daily, weekly, system, hardware }: Settings['operations']): Policy['inspection'] {
  const on = (...weekdays: number[]): Recurrence => ({
    rule: `FREQ=WEEKLY;BYDAY=${weekdays.map((number) => WEEKDAYS[number - 1]).join(',')}`,
    daysApart: DAYS_APART,
  });
  return {
    daily: { ...daily, recurrence: { rule: 'FREQ=DAILY' } },
    weekly: { ...weekly, recurrence: on(weekly.weekday) },
    system: { ...system, recurrence: on(...system.weekdays) },
    hardware: { ...hardware, recurrence: on(hardware.weekday) },
  };
}

/** The rules of the desk as the cases know them. `people` comes from Slack, since roles may name user groups. */
export function policyOf(settings: Settings, people: Policy['people']): Policy {
  const { warnAt, pauseWhileWaiting, consent, escalate, ...sla } = settings.sla;
  return {
    calendar: { zone: zoneOf(settings.timeZone), ...settings.calendar },
    sla,
    priorities: settings.priorities,
    warnAt: [...warnAt].sort((a, b) => a - b),
    pauseWhileWaiting,
    escalate,
    consent,
    callback: settings.callback,
    fallback: settings.fallback,
    message: settings.message,
    visit: settings.visit,
    problem: settings.operations.problem,
    inspection: inspectionRhythms(settings.operations),
    people,
  };
}
