import type { CaseNo } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { checksIn, dateIn, type FormValues, textIn } from '../form.js';
import { type MessageData, messageKind } from '../message/index.js';
import type { Decided } from '../rules.js';
import { openCase } from '../settle.js';
import { findingKeys } from '../telephone.js';
import {
  type Grade,
  isUrgent,
  loggedAnew,
  type Ticket,
  type TicketData,
  type TicketState,
  ticketKind,
  urgentNotices,
} from '../ticket/index.js';
import { isFault, outcomeOf } from './form.js';
import { type CallData, callKind } from './workflow.js';

/** Which series of numbers a call takes its number from. Rule B3. */
export const kindOfCall = (values: FormValues): 'ticket' | 'message' | 'call' =>
  isFault(values) ? 'ticket' : outcomeOf(values) === 'message' ? 'message' : 'call';

/** Who else hears that a ticket was logged. */
type Tell = (ticket: CaseNo, isSolved: boolean, at: Date) => readonly NoticeDraft[];

interface Start {
  readonly team: string;
  readonly seq: number;
  /** When the customer called, if that was before it is logged: what he is promised counts from then. */
  readonly calledAt?: Date | undefined;
  /** A ticket of the same call that was cancelled before. */
  readonly former?: Ticket | undefined;
}

/** The case that a logged call becomes. The form's values must have passed `validate`; `more` is what a ticket has besides, `tell` whom it tells besides. Rules A1, A2, A6, B2–B6. */
export function takeCall(
  values: FormValues,
  start: Start,
  circumstances: Circumstances,
  more: Partial<TicketData> = {},
  tell: Tell = () => [],
): Decided<TicketData, TicketState> | ReturnType<typeof openMessage> | ReturnType<typeof openRecord> {
  const kind = kindOfCall(values);
  if (kind === 'ticket') return openTicket(values, start, circumstances, more, tell);
  return kind === 'message' ? openMessage(values, start, circumstances) : openRecord(values, start, circumstances);
}

const callerOf = (values: FormValues) => {
  const phone = textIn(values, 'phone');
  return {
    customer: textIn(values, 'customer'),
    callerName: textIn(values, 'callerName'),
    callerTitle: textIn(values, 'callerTitle'),
    phone,
    phoneKey: phone && findingKeys(phone),
  };
};

function openTicket(
  values: FormValues,
  { calledAt, former, ...start }: Start,
  circumstances: Circumstances,
  more: Partial<TicketData>,
  tell: Tell,
): Decided<TicketData, TicketState> {
  const { actor, now, policy } = circumstances;
  const at = now.toJSDate();
  const since = calledAt ?? at;
  const outcome = outcomeOf(values);
  const impact = (textIn(values, 'impact') ?? 'medium') as Grade;
  const urgency = (textIn(values, 'urgency') ?? 'medium') as Grade;
  const priority = policy.priorities[impact][urgency];
  const isSolved = outcome === 'solved';
  const callbackAt = dateIn(values, 'callbackAt');
  const data: TicketData = {
    ...callerOf(values),
    customer: textIn(values, 'customer') ?? '',
    site: textIn(values, 'site'),
    product: textIn(values, 'product'),
    description: textIn(values, 'description') ?? '',
    category: textIn(values, 'category') ?? 'other',
    impact,
    urgency,
    priority,
    outcome,
    expectedBy: dateIn(values, 'expectedBy'),
    // It waits to be accepted from now on, whenever it was reported.
    clock: { revision: 1, startedAt: since, ...(since < at ? { openedAt: at } : {}) },
    parties: [actor.id],
    consents: [],
    // Who was helped in the call was promised nothing: there was nothing to keep.
    pastPromises: [],
    // Who was spoken to has been contacted.
    firstContactAt: isSolved || checksIn(values, 'spoken').length > 0 ? since : undefined,
    resolvedAt: isSolved ? at : undefined,
    resolvedBy: isSolved ? actor.id : undefined,
    steps: textIn(values, 'steps'),
    cause: textIn(values, 'cause'),
    part: textIn(values, 'part'),
    remoteConsentBy: textIn(values, 'remoteConsentBy'),
    needsVisit: outcome === 'visit',
    callbackAt,
    callbackMadeAt: callbackAt && since,
    callbackRound: callbackAt ? 1 : 0,
    escalationLevel: 0,
    ...more,
  };
  const no = `${ticketKind.prefix}-${start.seq}` as CaseNo;
  const say = [
    ...(!isSolved && isUrgent({ priority, urgency }) ? urgentNotices({ owner: actor.id, state: 'open' }, policy) : []),
    ...tell(no, isSolved, at),
  ];
  const opening = { ...start, state: isSolved ? 'resolved' : 'open', owner: actor.id, data, say } as const;
  const opened = openCase(ticketKind, opening, circumstances);
  if (!former || isSolved) return opened;
  const anew = loggedAnew(opened.next, former, circumstances);
  return openCase(ticketKind, { ...opening, data: { ...data, ...anew.data }, say: [...say, ...anew.say] }, circumstances);
}

function openMessage(values: FormValues, start: Start, circumstances: Circumstances) {
  const data: MessageData = {
    ...callerOf(values),
    for: textIn(values, 'messageFor') ?? '',
    takenBy: circumstances.actor.id,
    text: textIn(values, 'description') ?? '',
  };
  return openCase(messageKind, { ...start, state: 'open', owner: data.for, data }, circumstances);
}

function openRecord(values: FormValues, start: Start, circumstances: Circumstances) {
  const { callerTitle: _, ...caller } = callerOf(values);
  const outcome = outcomeOf(values) === 'wrong_number' ? 'wrong_number' : 'out_of_scope';
  const data: CallData = { ...caller, outcome, description: textIn(values, 'description'), pointedTo: textIn(values, 'pointedTo') };
  return openCase(callKind, { ...start, state: 'logged', owner: circumstances.actor.id, data }, circumstances);
}
