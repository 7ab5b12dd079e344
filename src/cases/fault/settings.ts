import { z } from 'zod';
import type { KindSettings, Policy } from '../policy.js';
import { duration } from '../setting.js';

export const FAULT_SETTINGS = {
  fault: z
    .strictObject({
      failuresUntilFlagged: z.number().int().min(1).max(100).default(3),
      escalateAfter: duration.prefault('P7D'),
      reviewAfter: duration.prefault('P180D'),
      spikeCalls: z.number().int().min(2).max(100).default(5),
      spikeWithin: duration.prefault('PT2H'),
      spikeTakenWithin: duration.prefault('PT15M'),
    })
    .prefault({}),
};

declare module '../policy.js' {
  interface KindSettings extends z.output<z.ZodObject<typeof FAULT_SETTINGS>> {}
  interface Policy {
    /** When known faults are looked at again, and when many calls of one are an alarm; durations are milliseconds. Rule C3. */
    readonly fault: KindSettings['fault'];
  }
}

export const faultPolicy = ({ fault }: KindSettings): Pick<Policy, 'fault'> => ({ fault });
