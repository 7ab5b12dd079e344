import type { ModalView } from '@slack/types';
import { outcomeOf } from '../../src/cases/call/form.js';
import { kindOfCall } from '../../src/cases/call/intake.js';
import type { Reader } from '../../src/cases/card.js';
import type { CaseNo } from '../../src/cases/case.js';
import { workAgainAfter } from '../../src/cases/days-off.js';
import { dateIn, type FormValues } from '../../src/cases/form.js';
import { kindOf } from '../../src/cases/kinds.js';
import { dueInWords, isUrgent, type Ticket } from '../../src/cases/ticket/index.js';
import { mayPress } from '../../src/cases/workflow.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock } from '../../src/slack/messages/blocks.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { offersOn } from '../../src/slack/outbox/cards.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { timeInWords } from '../../src/time/wording.js';
import { subjectsOf } from '../shared/subjects.js';
import { twinBlocks } from '../tickets/index.js';

/** Outcomes after which an engineer is to accept a ticket. */
const ACCEPTED: readonly string[] = ['ticket', 'visit'];

/** That it falls due on days on which nobody works, said while its customer is still on the phone. */
async function dueOff(desk: Desk, ticket: Ticket, reader: Reader): Promise<string[]> {
  const { dueAt, data } = ticket;
  const { t, now, locale } = reader;
  const policy = await policyNow(desk);
  const at = [dueAt, data.callbackAt].find((one) => one && workAgainAfter(one, policy));
  const again = at && workAgainAfter(at, policy);
  if (!at || !again) return [];
  const said = mayPress(kindOf(ticket), ticket, 'newTime', reader) ? 'call.dueOff' : 'call.dueOffAsk';
  return [t(said, { at: timeInWords(at, now, locale), again: timeInWords(again, now, locale) })];
}

/** Who is told of an urgent call: nobody is said to be told who is not there. Rules A2, S18. */
async function urgentTold({ people }: Pick<Desk, 'people'>, { t }: Pick<Reader, 't'>): Promise<string> {
  const [{ supervisors }, roles] = await Promise.all([people.leaders(), people.roles()]);
  const hasEngineers = !roles.some(({ role, isNobodys }) => role === 'engineers' && isNobodys);
  const [both, alone] = supervisors.length > 0 ? ['all', 'leaders'] : ['engineers', 'nobody'];
  return t(`call.urgentTold.${hasEngineers ? both : alone}`);
}

/** What the agent sees after logging: number, due time, who was told, the sentence to say to the customer, and the next step. */
export async function loggedModal(
  desk: Desk,
  record: Ticket,
  values: FormValues,
  reader: Reader,
  known: CaseNo | undefined,
): Promise<ModalView> {
  const { channels } = desk;
  const { t, locale, now } = reader;
  const outcome = outcomeOf(values);
  // Who is to accept it looks into the desk's channel.
  const closed = ACCEPTED.includes(outcome) ? await channels.troubleOf('desk') : undefined;
  const kind = kindOfCall(values);
  // A date and a time: "within so long" is nothing that a customer can write down.
  const at = record.dueAt ? timeInWords(record.dueAt, now, locale) : '';
  const callbackAt = dateIn(values, 'callbackAt');
  const isOpenTicket = kind === 'ticket' && record.isOpen;
  // Nobody promises a time that is gone.
  const said = isOpenTicket && record.dueAt && record.dueAt <= now.toJSDate() ? 'overdue' : outcome;
  const sentence = t(`call.sentence.${said}`, { no: record.no, at, callbackAt: callbackAt ? timeInWords(callbackAt, now, locale) : '' });
  const twins = isOpenTicket ? twinBlocks(desk, record, reader) : [];
  const happening = isOpenTicket
    ? await Promise.all(
        subjectsOf(desk)
          .each('known')
          .map((known) => known.happening(desk, reader, record)),
      )
    : [];
  const lines = [
    t(`call.logged.${kind}`, { no: record.no }),
    ...(isOpenTicket ? [t('call.due', { due: dueInWords(record, reader), priority: record.data.priority })] : []),
    ...(isOpenTicket && record.data.insteadOf ? [t('call.loggedAnew', { former: record.data.insteadOf })] : []),
    ...(isOpenTicket ? await dueOff(desk, record, reader) : []),
    ...(known ? [t('call.known.linked', { no: record.no, fault: known })] : []),
    ...(isOpenTicket && isUrgent(record.data) ? [await urgentTold(desk, reader)] : []),
    t('call.say', { sentence }),
    ...happening.flatMap((now) => (now.lines.length > 0 ? [now.lines.join('\n')] : [])),
    closed ? t('call.noDesk', { no: record.no, place: channels.nameOf('desk'), reason: closed }) : t(`call.next.${outcome}`),
  ];
  const view = tellingModal(t('call.loggedTitle'), lines, t);
  const order = { action: 'needVisit', label: t('ticket.action.needVisit'), value: record.no, style: 'primary' as const };
  const steps = [...(record.data.needsVisit ? [order] : []), ...offersOn(record, reader).filter(({ style }) => style === 'primary')];
  const isNew = outcome === 'solved' && !known;
  const next = isOpenTicket
    ? [...happening.flatMap(({ presses }) => presses), ...steps]
    : isNew
      ? subjectsOf(desk)
          .each('known')
          .map(({ offer }) => offer(record.no, reader))
      : [];
  return { ...view, blocks: [...view.blocks, ...(await twins), ...actionsBlock(next, [], t)] };
}
