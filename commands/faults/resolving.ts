import type { CaseNo } from '../../src/cases/case.js';
import type { Fault, FaultWords } from '../../src/cases/fault/fault.js';
import { withoutNames } from '../../src/cases/fault/heard.js';
import { FAULT_ANSWERS } from '../../src/cases/fault/on-tickets.js';
import { saidOf, tongueOf } from '../../src/cases/fault/words.js';
import { writeFault } from '../../src/cases/fault/workflow.js';
import { type FormValues, textIn } from '../../src/cases/form.js';
import { parseCaseNo } from '../../src/cases/kinds.js';
import { holdsSecret } from '../../src/cases/secrets.js';
import { shorten } from '../../src/cases/text.js';
import type { Ticket } from '../../src/cases/ticket/index.js';
import type { Asked } from '../../src/slack/app/handlers.js';
import type { Desk } from '../../src/slack/desk.js';
import { actionsBlock } from '../../src/slack/messages/blocks.js';
import { tellingModal } from '../../src/slack/modals/modal.js';
import { openIfAny } from '../../src/slack/modals/views.js';
import { policyNow } from '../../src/slack/people/policy.js';
import { readerFor } from '../../src/slack/people/readers.js';
import type { CaseRecord } from '../../src/store/cases.js';
import type { Locale } from '../../src/time/wording.js';
import { actionModal } from '../shared/forms.js';
import { inTurn } from '../shared/in-turn.js';
import { numberOf } from '../shared/list-words.js';
import { registerButton } from '../shared/registers.js';
import type { Followed, Named, Press, Subject } from '../subject.js';
import { filledFrom } from './filling.js';
import { faultsFor, inTime } from './suggest.js';
import { sameInstead } from './twin.js';

/** So many are offered for a typed word. */
const MOST_OFFERED = 20;
const LONGEST_TITLE = 100;

const isAnswer = (typed: string): boolean => FAULT_ANSWERS.some((answer) => answer === typed);

/** The known fault that a ticket was: suggested, looked for, a new one, or none. */
export const NAMED_FAULT: Named = {
  async find(desk, typed) {
    if (isAnswer(typed)) return typed;
    const no = parseCaseNo(numberOf('F', typed));
    const record = no && (await desk.cases.get(no));
    return record?.kind === 'fault' ? record.no : undefined;
  },
  missing: 'fault.invalid.notAFault',
  async options(desk, typed, { user, no }) {
    const person = await desk.people.find(user);
    const { t, locale } = readerFor(desk, person);
    const record = no && (await desk.cases.get(no));
    const ticket = record?.kind === 'ticket' ? (record as object as Ticket) : undefined;
    const found =
      typed.trim() === '' && ticket ? inTime(desk, faultsFor(desk, ticket), []) : desk.faults.like({ words: typed }, MOST_OFFERED);
    const label = ({ no: fault, data }: Fault): string => `${fault} ${saidOf(data, 'title', locale) ?? ''}`;
    return [
      ...(await found).map((one) => [one.no, label(one)] as const),
      ...FAULT_ANSWERS.map((answer) => [answer, t(`fault.answer.${answer}`)] as const),
    ];
  },
};

/** What a new entry starts with of the ticket in which the fault was met, in the language of whoever writes it. */
export function faultFrom({ data }: Pick<Ticket, 'data'>, locale: Locale): FormValues {
  const tongue = tongueOf(locale);
  const described = withoutNames(data.description, data) || data.description;
  const title = described.split('\n')[0] ?? '';
  return {
    [`title${tongue}`]: shorten(title, LONGEST_TITLE),
    [`symptoms${tongue}`]: shorten(described, 1500),
    [`steps${tongue}`]: data.steps && withoutNames(data.steps, data),
    [`cause${tongue}`]: data.cause && withoutNames(data.cause, data),
    product: data.product,
    category: data.category,
    part: data.part,
  };
}

/** Writes a new entry; the same request twice is one. */
export async function newFault(
  { desk, person }: Pick<Asked, 'desk' | 'person'>,
  values: FormValues,
  origin: Parameters<typeof writeFault>[1],
  request: string,
): Promise<CaseNo> {
  const circumstances = { actor: person, now: desk.clock.now(), policy: await policyNow(desk) };
  const { no } = await desk.cases.create('fault', (seq) => writeFault(values, origin, { team: desk.team.id, seq }, circumstances), request);
  desk.outbox.poke();
  return no;
}

/** "New" was chosen when a ticket was resolved: the entry is made from what was just written. */
async function afterResolving({ desk, person, reader, record, values }: Followed) {
  if (textIn(values, 'fault') !== 'new') return undefined;
  const { t, locale } = reader;
  const ticket = record as object as Ticket;
  const made = faultFrom(ticket, locale);
  // What is refused in the table's own form does not come in by this door: somebody looks it over first.
  if (Object.values(made).some((text) => typeof text === 'string' && holdsSecret(text))) {
    const refused = tellingModal(t('shared.modal.done'), [t('fault.notMade', { ticket: ticket.no })], t);
    return { ...refused, blocks: [...refused.blocks, ...actionsBlock([registerButton('fault', 'add', ticket.no, reader)], [], t)] };
  }
  return inTurn(desk, 'fault', () => madeOf({ desk, person, reader }, ticket, made));
}

/** The entry that a ticket's solution makes; what is called as a known one is that one, unless somebody says otherwise. */
async function madeOf({ desk, person, reader }: Pick<Followed, 'desk' | 'person' | 'reader'>, ticket: Ticket, made: FormValues) {
  const { t, locale } = reader;
  const [twin] = await desk.faults.called(made as FaultWords);
  if (twin) {
    const same = sameInstead(twin, reader);
    return { ...same, blocks: [...same.blocks, ...actionsBlock([registerButton('fault', 'add', ticket.no, reader)], [], t)] };
  }
  const request = `fault of ${ticket.no} ${ticket.data.resolvedAt?.getTime() ?? ''}`;
  const no = await newFault({ desk, person }, made, { ticket: ticket.no, isUsed: true }, request);
  const told = tellingModal(t('shared.modal.done'), [t('fault.madeFrom', { no, ticket: ticket.no })], t);
  const look = { action: `edit${tongueOf(locale)}`, label: t('fault.action.lookOver'), value: no };
  return { ...told, blocks: [...told.blocks, ...actionsBlock([look], [], t)] };
}

export const FAULT_FOLLOWS: NonNullable<Subject['follows']> = { 'ticket.resolve': afterResolving };

async function openTicketOf(desk: Desk, typed: string): Promise<CaseRecord | undefined> {
  const no = parseCaseNo(typed);
  const record = no && (await desk.cases.get(no));
  return record?.kind === 'ticket' && record.isOpen ? record : undefined;
}

/** *Use it* on a ticket: its *Resolve*, filled in from the entry. */
export const useIt: Press = async (asked, target, triggerId) => {
  const { desk, reader, answer } = asked;
  const [fault = '', ticket = ''] = target.split(' ');
  const build = async () => {
    const [[entry], record] = await Promise.all([desk.faults.named([fault as CaseNo]), openTicketOf(desk, ticket)]);
    if (!entry || !record) return undefined;
    const filled = Object.fromEntries(Object.entries(filledFrom(entry, reader.locale)).filter(([, value]) => value !== undefined));
    return actionModal(desk, reader, record, 'resolve', undefined, '', filled);
  };
  const isOpened = await openIfAny(desk, triggerId, reader.t, build, asked.isInModal);
  if (!isOpened) await answer(reader.t('fault.notOpen', { ticket }));
};
