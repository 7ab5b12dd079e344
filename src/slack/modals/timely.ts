import type { ModalView } from '@slack/types';
import type { Log } from '../../log.js';
import { SLOW, within } from './in-time.js';

/** What only helps: nobody waits longer than this for it. */
const PATIENCE_MS = 300;

/** What was there in time; `late`: what comes of it after all, undefined where it fails. */
export interface Timely<T> {
  readonly now: T;
  readonly late?: Promise<T | undefined> | undefined;
}

/** What comes of the work within the patience of whoever opens a form, else `without` now and the rest late. A failure is left out, and nobody hears more of it than the log. */
export async function timely<T>({ log }: { readonly log: Log }, work: Promise<T>, without: T): Promise<Timely<T>> {
  const safe = work.catch((error: unknown) => {
    log.warn({ err: error }, 'what only helps was left out of a form');
    return undefined;
  });
  const came = await within(safe, PATIENCE_MS);
  return came === SLOW ? { now: without, late: safe } : { now: came ?? without };
}

/** Two things at once, neither of which waits for the other. */
export const bothOf = <A, B>(a: Timely<A>, b: Timely<B>): Timely<readonly [A, B]> => ({
  now: [a.now, b.now],
  ...(a.late || b.late ? { late: Promise.all([a.late, b.late]).then(([lateA, lateB]) => [lateA ?? a.now, lateB ?? b.now] as const) } : {}),
});

/** A modal; `late`: how it looks once what was late for it has come, if anything came. */
export interface Built {
  readonly view: ModalView;
  readonly late?: Promise<ModalView | undefined> | undefined;
}

/** A modal of what was there in time, and with what came late. */
export const builtOf = <T>({ now, late }: Timely<T>, draw: (shown: T, isLate: boolean) => ModalView): Built => ({
  view: draw(now, late !== undefined),
  ...(late ? { late: late.then((came) => (came === undefined ? undefined : draw(came, false))) } : {}),
});
