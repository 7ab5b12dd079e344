import type { DateTime } from 'luxon';
import { z } from 'zod';
import type { Reader } from '../../src/cases/card.js';
import type { ViewState } from '../../src/slack/modals/modal.js';
import type { SubmittedView } from '../../src/slack/modals/submissions.js';
import { type Asking, chosenOf, questionBlocks } from '../../src/slack/modals/together.js';
import { timeInWords } from '../../src/time/wording.js';

/** A call log that was open longer than this may be of a call that was long over. */
const LONG_OPEN = { minutes: 10 };
const QUESTION = 'called';
const THEN = 'then';
const NOW = 'now';

/** What a call log remembers: when it was opened, in milliseconds, whether somebody was asked, and what he answered. */
const remembered = z.looseObject({ at: z.number(), asked: z.boolean().optional(), called: z.enum([THEN, NOW]).optional() });
type Remembered = z.infer<typeof remembered>;

function read(metadata: string): Remembered | undefined {
  try {
    return remembered.parse(JSON.parse(metadata));
  } catch {
    return undefined;
  }
}

/** What a call log that is opened now remembers. */
export const openedAt = (now: DateTime): string => JSON.stringify({ at: now.toMillis() } satisfies Remembered);

function questionOf(opened: Remembered, { t, now, locale }: Reader): Asking {
  const at = timeInWords(new Date(opened.at), now, locale);
  const options = [THEN, NOW].map((value) => [value, t(`call.called.${value}`, { at })] as const);
  return {
    metadata: JSON.stringify({ ...opened, asked: true } satisfies Remembered),
    blocks: questionBlocks(QUESTION, { said: t('call.called.asks', { at }), label: t('call.called.when'), options }),
  };
}

/**
 * When the customer of a call log called, if that was not just now: whoever logs what was open for long is asked, once. `view`: as it
 * goes on, with the answer remembered.
 */
export function calledWhen(
  view: SubmittedView,
  reader: Reader,
): { readonly calledAt: Date | undefined; readonly view: SubmittedView } | { readonly ask: Asking } {
  const opened = read(view.private_metadata);
  if (!opened || reader.now.minus(LONG_OPEN).toMillis() <= opened.at) return { calledAt: undefined, view };
  const state = view.state.values as ViewState;
  const answer = opened.called ?? (opened.asked ? chosenOf(state, QUESTION) : undefined);
  if (answer !== THEN && answer !== NOW) return { ask: questionOf(opened, reader) };
  const calledAt = answer === THEN ? new Date(opened.at) : undefined;
  return { calledAt, view: { ...view, private_metadata: JSON.stringify({ ...opened, called: answer } satisfies Remembered) } };
}
