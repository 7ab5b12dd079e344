import { z } from 'zod';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { wordsFor } from '../../src/locales/index.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { typedIn } from '../../src/slack/messages/said.js';
import { listsSaid } from './list-words.js';
import { saidAnywhere, saidWithin } from './said-anywhere.js';
import { showCase } from './show-case.js';
import { subjectsOf } from './subjects.js';

/** Fewer characters tell of no fault. */
const SHORTEST_FAULT = 4;
/** Who writes one of these wants to know what there is. */
const HELP = wordsFor('shared.direct.words', ['help']);

export const DIRECT_EVENTS = ['message.im'] as const;

/** A message that a person wrote to the bot alone. */
const directSchema = z.object({
  channel: z.string(),
  channel_type: z.literal('im'),
  subtype: z.literal('file_share').optional(),
  user: z.string(),
  bot_id: z.undefined().optional(),
  text: z.string().optional(),
  ts: z.string(),
  thread_ts: z.string().optional(),
});

/** A number is answered with its card, a word with what it stands for, a described fault by whoever takes it up, anything else with help. */
async function answerTo(asked: Asked, text: string): Promise<void> {
  const { desk, reader, answer } = asked;
  const { t } = reader;
  if (parseCaseNo(text)) return answer(await showCase(asked, text));
  const said = saidAnywhere(desk, text);
  if (said) return said(asked);
  const list = await listsSaid(asked, text, true);
  if (list) return answer(list);
  await saidWithin(desk, text)?.(asked);
  const taker = subjectsOf(desk).all.find(({ described }) => described);
  if (text.length < SHORTEST_FAULT || HELP[text.toLowerCase().replace(/[!！。.]+$/u, '')] || !taker?.described)
    return answer(`${t('shared.help.home')}\n${t('shared.direct.how')}`);
  return answer(await taker.described(asked, text));
}

/** Whoever writes to the bot directly is answered. */
export function listenToDirects(app: Listeners, desk: Desk): void {
  app.message(async ({ message }) => {
    const read = directSchema.safeParse(message);
    if (!read.success) return;
    const { user, channel, text = '', ts, thread_ts: thread } = read.data;
    // A reply under the card of a case is its note (replies.ts).
    if (thread && thread !== ts && (await desk.cases.byThread(channel, thread))) return;
    await attend(desk, user, answerer(desk, user, undefined), (asked) => answerTo(asked, typedIn(text, desk.team.botUser)));
  });
}
