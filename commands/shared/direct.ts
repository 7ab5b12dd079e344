import type { BlockAction } from '@slack/bolt';
import { z } from 'zod';
import type { FormValues } from '../../src/cases/form.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { phonesIn } from '../../src/cases/phones.js';
import { person as mention, shorten } from '../../src/cases/text.js';
import { visitKind } from '../../src/cases/visit/workflow.js';
import { actionOf } from '../../src/cases/workflow.js';
import { wordsFor } from '../../src/locales/index.js';
import { type Asked, answerer, attend } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { CASE_ACTION, noticeMessage } from '../../src/slack/messages/blocks.js';
import { typedIn } from '../../src/slack/messages/said.js';
import { openCallLog, startingValues } from '../calls/call.js';
import type { Entry } from '../registry.js';
import { showCase } from '../tickets/ticket.js';

const LOG = 'direct.log';
/** Slack takes a button's value up to this length. */
const LONGEST_VALUE = 2000;
/** Fewer characters tell of no fault. */
const SHORTEST_FAULT = 4;
/** Who writes one of these wants to know what there is. */
const WORDS = wordsFor('shared.direct.words', ['help', 'sos']);

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

/** What a described fault begins a call log with: its words, and whom it names by his number. */
async function describedIn(desk: Desk, text: string): Promise<FormValues> {
  const [phone] = phonesIn(text);
  return { ...(await startingValues(desk, phone ?? '')), description: text };
}

/** Who calls for help is given the button of the visit that he is out on; else who answers for the desk. Rule D11. */
async function sosFor({ desk, person, reader: { t }, answer }: Asked): Promise<void> {
  const visits = (await desk.visits.open()).filter(({ data }) => data.engineer === person.id);
  const buttons = visits
    .filter((visit) => actionOf(visitKind, 'sos')?.from.includes(visit.state))
    .map(({ no }) => ({ action: 'sos', label: `${t('visit.action.sos')} ${no}`, value: no, style: 'danger' as const }));
  const { supervisors, heads } = await desk.people.leaders();
  const leaders = [...new Set([...supervisors, ...heads])].map(mention).join(' ');
  return answer(noticeMessage(t(buttons.length > 0 ? 'shared.direct.sos' : 'shared.direct.sosAlone', { leaders }), undefined, buttons, t));
}

/** A number is answered with its card, a described fault with the offer to log it, anything else with help. */
async function answerTo(asked: Asked, text: string): Promise<void> {
  const { reader, answer } = asked;
  const { t } = reader;
  if (parseCaseNo(text)) return answer(await showCase(asked, text));
  const word = WORDS[text.toLowerCase().replace(/[!！。.]+$/u, '')];
  if (word === 'sos') return sosFor(asked);
  if (text.length < SHORTEST_FAULT || word) return answer(`${t('shared.help.home')}\n${t('shared.direct.how')}`);
  const button = { action: LOG, label: t('shared.direct.log'), value: shorten(text, LONGEST_VALUE), style: 'primary' as const };
  const below = text.length > LONGEST_VALUE ? t('shared.direct.cut', { n: LONGEST_VALUE }) : t('shared.direct.how');
  return answer(noticeMessage(t('shared.direct.offer', { text: shorten(text, 300) }), below, [button], t));
}

/** Whoever writes to the bot directly is answered. */
export const direct: Entry = {
  events: ['message.im'],
  register(app, desk) {
    app.message(async ({ message }) => {
      const read = directSchema.safeParse(message);
      if (!read.success) return;
      const { user, channel, text = '', ts, thread_ts: thread } = read.data;
      // A reply under the card of a case is its note (replies.ts).
      if (thread && thread !== ts && (await desk.cases.byThread(channel, thread))) return;
      await attend(desk, user, answerer(desk, user, undefined), (asked) => answerTo(asked, typedIn(text, desk.team.botUser)));
    });

    app.action<BlockAction>({ type: 'block_actions', action_id: `${CASE_ACTION}${LOG}` }, async ({ body, action, ack }) => {
      await ack();
      if (action.type !== 'button') return;
      const given = describedIn(desk, action.value ?? '');
      await attend(desk, body.user.id, answerer(desk, body.user.id, undefined), (asked) => openCallLog(asked, body.trigger_id, given));
    });
  },
};
