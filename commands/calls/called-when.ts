import type { DateTime } from 'luxon';
import { z } from 'zod';
import type { Reader } from '../../src/cases/card.js';
import type { SubmittedView } from '../../src/slack/modals/submissions.js';
import { type Asking, answerTo, questionIn } from '../../src/slack/modals/together.js';
import { timeInWords } from '../../src/time/wording.js';

/** A call log that was open longer than this may be of a call that was long over. */
const LONG_OPEN = { minutes: 10 };
const QUESTION = 'called';
const THEN = 'then';
const NOW = 'now';

/** What a call log remembers: when it was opened, in milliseconds; or when the call came that it is about, which is known. */
const remembered = z.looseObject({ at: z.number(), isKnown: z.boolean().optional() });
type Remembered = z.infer<typeof remembered>;

function read(metadata: string): Remembered | undefined {
  try {
    return remembered.parse(JSON.parse(metadata));
  } catch {
    return undefined;
  }
}

/** What a call log that is opened now remembers, of a call that was logged at `calledAt` already that moment. */
export const openedAt = (now: DateTime, calledAt?: Date): string =>
  JSON.stringify((calledAt ? { at: calledAt.getTime(), isKnown: true } : { at: now.toMillis() }) satisfies Remembered);

/** When the customer of a call log called, if that was not just now: whoever logs what was open for long is asked, once. */
export function calledWhen(
  view: SubmittedView,
  { t, now, locale }: Reader,
): { readonly calledAt: Date | undefined } | { readonly ask: Asking } {
  const opened = read(view.private_metadata);
  if (opened?.isKnown) return { calledAt: new Date(opened.at) };
  if (!opened || now.minus(LONG_OPEN).toMillis() <= opened.at) return { calledAt: undefined };
  const answer = answerTo(view, QUESTION, String(opened.at));
  if (answer === THEN || answer === NOW) return { calledAt: answer === THEN ? new Date(opened.at) : undefined };
  const at = timeInWords(new Date(opened.at), now, locale);
  const options = [THEN, NOW].map((value) => [value, t(`call.called.${value}`, { at })] as const);
  const question = { said: t('call.called.asks', { at }), label: t('call.called.when'), options };
  return { ask: questionIn(view, QUESTION, String(opened.at), question) };
}
