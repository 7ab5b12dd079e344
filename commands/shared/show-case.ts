import type { CaseNo } from '../../src/cases/case.js';
import { kindOfNo, parseCaseNo } from '../../src/cases/kinds.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import { cardMessage, type Message, noticeMessage } from '../../src/slack/messages/blocks.js';
import { cardOf } from '../../src/slack/outbox/cards.js';
import { notThere } from './not-there.js';

/** A case's card as its reader may see it, or the sentence that there is none. */
export async function showCase({ desk, reader }: Asked, typed: string): Promise<Message> {
  const no = parseCaseNo(typed);
  const record = no && (await desk.cases.get(no));
  const card = record && cardOf(record, reader, (error) => desk.broken.report(record, 'card', error));
  return card ? cardMessage(card, reader.t) : noticeMessage(await noSuch({ desk, reader }, no, typed), undefined, [], reader.t);
}

/** That there is no such case, and which list has those that there are. */
const noSuch = async (asked: Pick<Asked, 'desk' | 'reader'>, no: CaseNo | undefined, typed: string): Promise<string> =>
  no ? notThere(asked, no, `${kindOfNo(no)?.name}.refusal.noSuchCase`) : asked.reader.t('shared.refusal.notANumber', { no: typed });
