import { z } from 'zod';
import type { Recurrence } from '../../time/recurrence.js';
import type { Rhythm } from '../../time/slots.js';
import type { GroupSettings, KindSettings, OperationsSettings, Policy } from '../policy.js';
import { duration, timeOfDay } from '../setting.js';
import type { Cycle } from './check-item.js';

const weekday = z.int().min(1).max(7);
/** A day that every month has. */
const monthday = z.int().min(1).max(28);
const dueBy = (time: string, remindBefore: string) => ({ dueBy: timeOfDay.prefault(time), remindBefore: duration.prefault(remindBefore) });

/** Under `operations`. */
export const INSPECTION_SETTINGS = {
  daily: z.strictObject(dueBy('11:00', 'PT1H')).prefault({}),
  weekly: z.strictObject({ weekday: weekday.default(1), ...dueBy('17:00', 'PT2H') }).prefault({}),
  system: z.strictObject({ weekdays: z.array(weekday).min(1).default([1, 4]), ...dueBy('11:00', 'PT1H') }).prefault({}),
  hardware: z.strictObject({ weekday: weekday.default(3), ...dueBy('17:00', 'PT2H') }).prefault({}),
  /** On this day of the month, due so many work days after it. */
  monthly: z
    .strictObject({ day: monthday.default(1), dueAfterDays: z.int().min(0).max(20).default(3), ...dueBy('17:00', 'PT4H') })
    .prefault({}),
};

const own = { dueBy: timeOfDay.optional(), remindBefore: duration.optional() };

/** Under `operations.groups.<name>`: what of it is another time in this group. */
export const GROUP_INSPECTIONS = {
  daily: z.strictObject(own).optional(),
  weekly: z.strictObject({ weekday: weekday.optional(), ...own }).optional(),
  system: z.strictObject({ weekdays: z.array(weekday).min(1).optional(), ...own }).optional(),
  hardware: z.strictObject({ weekday: weekday.optional(), ...own }).optional(),
  monthly: z.strictObject({ day: monthday.optional(), dueAfterDays: z.int().min(0).max(20).optional(), ...own }).optional(),
};

declare module '../policy.js' {
  interface OperationsSettings extends z.output<z.ZodObject<typeof INSPECTION_SETTINGS>> {}
  interface GroupSettings extends z.output<z.ZodObject<typeof GROUP_INSPECTIONS>> {}
  interface Policy {
    /** When each kind of inspection comes round. Rules G4–G7. */
    readonly inspection: Readonly<Record<Cycle, Rhythm>>;
    /** The same of each group, with what is another time there. */
    readonly inspectionOf: Readonly<Record<string, Readonly<Record<Cycle, Rhythm>>>>;
  }
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** Devices are looked at twice a week, at least so many days apart. Rule H1. */
const DAYS_APART = 2;
const on = (...weekdays: readonly number[]): Recurrence => ({
  rule: `FREQ=WEEKLY;BYDAY=${weekdays.map((number) => WEEKDAYS[number - 1]).join(',')}`,
  daysApart: DAYS_APART,
});

type Times = Pick<OperationsSettings, Cycle>;

/** When each kind of inspection comes round: daily on work days, the others on weekdays or the next work day of that week, or of that month. */
const rhythmsOf = ({ daily, weekly, system, hardware, monthly }: Times): Readonly<Record<Cycle, Rhythm>> => ({
  daily: { ...daily, recurrence: { rule: 'FREQ=DAILY' } },
  weekly: { ...weekly, recurrence: on(weekly.weekday) },
  system: { ...system, recurrence: on(...system.weekdays) },
  hardware: { ...hardware, recurrence: on(hardware.weekday) },
  monthly: { ...monthly, recurrence: { rule: `FREQ=MONTHLY;BYMONTHDAY=${monthly.day}` } },
});

/** What a group says of itself in place of what holds for all. */
function timesOf(times: Times, group: GroupSettings): Times {
  const given = (cycle: Cycle): object => Object.fromEntries(Object.entries(group[cycle] ?? {}).filter(([, value]) => value !== undefined));
  return {
    daily: { ...times.daily, ...given('daily') },
    weekly: { ...times.weekly, ...given('weekly') },
    system: { ...times.system, ...given('system') },
    hardware: { ...times.hardware, ...given('hardware') },
    monthly: { ...times.monthly, ...given('monthly') },
  };
}

export const inspectionPolicy = ({ operations }: KindSettings): Pick<Policy, 'inspection' | 'inspectionOf'> => ({
  inspection: rhythmsOf(operations),
  inspectionOf: Object.fromEntries(Object.entries(operations.groups).map(([name, group]) => [name, rhythmsOf(timesOf(operations, group))])),
});

/** When a group's inspections of a kind come round. */
export const rhythmIn = ({ inspection, inspectionOf }: Pick<Policy, 'inspection' | 'inspectionOf'>, cycle: Cycle, group: string): Rhythm =>
  (Object.hasOwn(inspectionOf, group) ? inspectionOf[group]?.[cycle] : undefined) ?? inspection[cycle];
