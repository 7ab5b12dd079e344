import { z } from 'zod';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Listeners } from '../../src/slack/app/listeners.js';
import type { Desk } from '../../src/slack/desk.js';
import { replyKey, typedIn } from '../../src/slack/messages/said.js';
import { answerSaid, helpAlone } from './said-alone.js';
import { saidWithin } from './said-anywhere.js';
import { subjectsOf } from './subjects.js';

/** Fewer characters tell of no fault. */
const SHORTEST_FAULT = 4;

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

/** What is said to the bot is answered, a described fault by whoever takes it up, anything else with help. */
async function answerTo(asked: Asked, text: string, key: string): Promise<void> {
  const { desk, answer } = asked;
  if (await answerSaid(asked, text, key)) return;
  await saidWithin(desk, text)?.(asked);
  const taker = subjectsOf(desk).all.find(({ described }) => described);
  return answer(text.length < SHORTEST_FAULT || !taker?.described ? helpAlone(asked) : await taker.described(asked, text));
}

/** Whoever writes to the bot directly is answered. */
export function listenToDirects(app: Listeners, desk: Desk): void {
  app.message(async ({ message }) => {
    const read = directSchema.safeParse(message);
    if (!read.success) return;
    const { user, channel, text = '', ts, thread_ts: thread } = read.data;
    // A reply under the card of a case is its note (replies.ts).
    if (thread && thread !== ts && (await desk.cases.byThread(channel, thread))) return;
    await attend(desk, user, answerer(desk, user, undefined), (asked) =>
      answerTo(asked, typedIn(text, desk.team.botUser), replyKey(channel, ts)),
    );
  });
}
