import { phonesIn } from '../../src/cases/phones.js';
import { shorten } from '../../src/cases/text.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import type { Press } from '../subject.js';
import { type Beginning, startingValues } from './beginning.js';
import { openCallLog } from './call.js';

/** Slack takes a button's value up to this length. */
const LONGEST_VALUE = 2000;

/** What a described fault begins a call log with: its words, and whom it names by his number. Nobody is on the telephone. */
export async function describedIn({ desk, reader }: Pick<Asked, 'desk' | 'reader'>, text: string): Promise<Beginning> {
  const [phone] = phonesIn(text);
  const { spoken: _, ...known } = (await startingValues(desk, phone ?? '', reader)).values;
  return { values: { ...known, description: text } };
}

/** Whoever described a fault to the bot alone is offered to log it. */
export async function offerToLog({ reader: { t } }: Asked, text: string): Promise<Message> {
  const button = { action: 'call.described', label: t('call.direct.log'), value: shorten(text, LONGEST_VALUE), style: 'primary' as const };
  const below = text.length > LONGEST_VALUE ? t('call.direct.cut', { n: LONGEST_VALUE }) : t('shared.direct.how');
  return noticeMessage(t('call.direct.offer', { text: shorten(text, 300) }), below, [button], t);
}

/** Opens the call log with what was described. */
export const logDescribed: Press = (asked, text, triggerId) => openCallLog(asked, triggerId, describedIn(asked, text));
