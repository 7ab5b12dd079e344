import { z } from 'zod';
import type { Recurrence } from '../../time/recurrence.js';
import type { Rhythm } from '../../time/slots.js';
import type { KindSettings, Policy } from '../policy.js';
import { duration, timeOfDay } from '../setting.js';
import type { Cycle } from './check-item.js';

const weekday = z.int().min(1).max(7);
const dueBy = (time: string, remindBefore: string) => ({ dueBy: timeOfDay.prefault(time), remindBefore: duration.prefault(remindBefore) });

/** Under `operations`. */
export const INSPECTION_SETTINGS = {
  daily: z.strictObject(dueBy('11:00', 'PT1H')).prefault({}),
  weekly: z.strictObject({ weekday: weekday.default(1), ...dueBy('17:00', 'PT2H') }).prefault({}),
  system: z.strictObject({ weekdays: z.array(weekday).min(1).default([1, 4]), ...dueBy('11:00', 'PT1H') }).prefault({}),
  hardware: z.strictObject({ weekday: weekday.default(3), ...dueBy('17:00', 'PT2H') }).prefault({}),
};

declare module '../policy.js' {
  interface OperationsSettings extends z.output<z.ZodObject<typeof INSPECTION_SETTINGS>> {}
  interface Policy {
    /** When each kind of inspection comes round. Rules G4–G7. */
    readonly inspection: Readonly<Record<Cycle, Rhythm>>;
  }
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** Devices are looked at twice a week, at least so many days apart. Rule H1. */
const DAYS_APART = 2;
const on = (...weekdays: readonly number[]): Recurrence => ({
  rule: `FREQ=WEEKLY;BYDAY=${weekdays.map((number) => WEEKDAYS[number - 1]).join(',')}`,
  daysApart: DAYS_APART,
});

/** When each kind of inspection comes round: daily on work days, the others on weekdays or the next work day of that week. */
export const inspectionPolicy = ({ operations: { daily, weekly, system, hardware } }: KindSettings): Pick<Policy, 'inspection'> => ({
  inspection: {
    daily: { ...daily, recurrence: { rule: 'FREQ=DAILY' } },
    weekly: { ...weekly, recurrence: on(weekly.weekday) },
    system: { ...system, recurrence: on(...system.weekdays) },
    hardware: { ...hardware, recurrence: on(hardware.weekday) },
  },
});
