import { z } from 'zod';
import type { KindSettings, Policy } from '../policy.js';
import { duration } from '../setting.js';

export const REMOTE_SETTINGS = {
  remote: z
    .strictObject({
      tools: z.array(z.string().trim().min(1).max(40)).min(1).max(20).default(['client', 'qq', 'telephone']),
      reconnectWithin: duration.prefault('PT30M'),
      stillOnAfter: duration.prefault('PT1H'),
      longest: duration.prefault('PT2H'),
      remindAfter: duration.prefault('P1D'),
      stillWantedAfter: duration.prefault('P90D'),
    })
    .prefault({}),
};

declare module '../policy.js' {
  interface KindSettings extends z.output<z.ZodObject<typeof REMOTE_SETTINGS>> {}
  interface Policy {
    /** The rules of remote sessions; durations are milliseconds. Rule C1. */
    readonly remote: Omit<KindSettings['remote'], 'tools'>;
  }
}

export const remotePolicy = ({ remote: { tools: _, ...rules } }: KindSettings): Pick<Policy, 'remote'> => ({ remote: rules });
