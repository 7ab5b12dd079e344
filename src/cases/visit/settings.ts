import { z } from 'zod';
import type { KindSettings, Policy } from '../policy.js';
import { duration, timeOfDay } from '../setting.js';

export const VISIT_SETTINGS = {
  visit: z
    .strictObject({
      acceptWithin: duration.prefault('PT30M'),
      confirmBefore: duration.prefault('PT2H'),
      callWithin: duration.prefault('PT10M'),
      retryCall: duration.prefault('PT30M'),
      longWindow: duration.prefault('PT2H'),
      farFrom: duration.prefault('PT2H'),
      undoWithin: duration.prefault('PT5M'),
      earlyBy: duration.prefault('PT10M'),
      remindDeparture: duration.prefault('PT15M'),
      departureGrace: duration.prefault('PT10M'),
      nearLeaving: duration.prefault('PT30M'),
      callBefore: duration.prefault('PT10M'),
      callLatest: duration.prefault('PT5M'),
      halfDay: duration.prefault('PT4H'),
      noticeHalfDay: duration.prefault('PT30M'),
      noticeLonger: duration.prefault('PT4H'),
      overrun: duration.prefault('PT1H'),
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
};

/** The rules of visits; durations are milliseconds. Rules D2–D13. */
export interface VisitPolicy {
  /** An unaccepted order is told to the supervisor after this. */
  readonly acceptWithin: number;
  /** An appointment is to be confirmed this long before its window. */
  readonly confirmBefore: number;
  /** Whoever takes a visit has so long for that call, however near the window is. */
  readonly callWithin: number;
  /** When to try again after nobody answered. */
  readonly retryCall: number;
  /** A window longer than this is a day's half to be there in: a delay counts from its end. */
  readonly longWindow: number;
  /** Whoever says that he is there so long before the window is asked whether it is the right visit. */
  readonly farFrom: number;
  /** So long may one take back one's own last press. */
  readonly undoWithin: number;
  /** To be at the door this long before the window. Rule D5. */
  readonly earlyBy: number;
  /** The reminder with the checklist comes this long before leaving. */
  readonly remindDeparture: number;
  /** Not left this long after the departure time: the supervisor hears. */
  readonly departureGrace: number;
  /** So long before the time to leave is it too late already for those of the visit to give it back, call it off or put it off unasked. */
  readonly nearLeaving: number;
  /** A late arrival is told between these two before the window. Rule D6. */
  readonly callBefore: number;
  readonly callLatest: number;
  readonly halfDay: number;
  readonly noticeHalfDay: number;
  readonly noticeLonger: number;
  /** So long after its expected end is a visit that goes on asked about; after as long again whoever leads hears. */
  readonly overrun: number;
  /** How long to wait for an absent customer. Rule D7. */
  readonly waitAbsent: number;
  /** The call that follows a missed-visit note. Rule D7. */
  readonly followUp: number;
  /** Minutes of the local day by which copy A is to be back. Rule D13. */
  readonly handInBy: number;
  /** An SOS sounds again after this until somebody takes it. Rule D11. */
  readonly sosRepeat: number;
  /** What a supervisor must decide is asked again after this. */
  readonly decideWithin: number;
  /** The usual length of a window, in minutes: so long does the work take. */
  readonly windowMinutes: number;
}

declare module '../policy.js' {
  interface KindSettings extends z.output<z.ZodObject<typeof VISIT_SETTINGS>> {}
  interface Policy {
    readonly visit: VisitPolicy;
  }
}

export const visitPolicy = ({ visit }: KindSettings): Pick<Policy, 'visit'> => ({ visit });
