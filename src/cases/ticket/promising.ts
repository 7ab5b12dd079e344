import { type FieldChange, refuse } from '../case.js';
import type { Circumstances, NoticeDraft } from '../circumstances.js';
import { dateIn, type FormValues, numberIn, textIn } from '../form.js';
import { nameKey } from '../names.js';
import { decidesOn, mayLoosen } from '../promise.js';
import { leadersHear, promiseMoved } from '../promise-told.js';
import type { Change } from '../rules.js';
import { findingKeys } from '../telephone.js';
import { inThread, toPerson } from '../telling.js';
import { LEAST_TOLD, person, tellsSomething } from '../text.js';
import { isAnothers } from '../who-leads.js';
import { EVERYBODY, LEADERS, OPEN, resumed, type TicketAction, WORKERS } from './action.js';
import { partiesTo, promiseNow, resolveDueAt } from './deadlines.js';
import { TICKET_FORMS } from './form.js';
import { type Grade, PRIORITIES, type Priority } from './priority.js';
import { clockAfter, isHeld, isWished, loosens, type Terms, type Wish, wishOf } from './terms.js';
import type { Ticket, TicketData, TicketState } from './ticket.js';
import { isUrgent, urgentNotices } from './urgent.js';

/** Which customer of the register it is: as it was looked up, or as before where the name is the same. */
const customerNoIn = (input: FormValues, { data }: Ticket): string | undefined =>
  textIn(input, 'customerNo') ?? (nameKey(textIn(input, 'customer') ?? '') === nameKey(data.customer) ? data.customerNo : undefined);

/**
 * What the contract of a corrected customer promises, beside what was promised as the ticket was logged: of either the sooner. No promise
 * is loosened by a correction. Rule A3.
 */
function contractWith(before: TicketData['contract'], input: FormValues): TicketData['contract'] {
  const sooner = (name: 'firstResponse' | 'resolve', given: number | undefined): number | undefined => {
    const known = [before?.[name], given].filter((ms) => ms !== undefined);
    return known.length > 0 ? Math.min(...known) : undefined;
  };
  const firstResponse = sooner('firstResponse', numberIn(input, 'contractFirstResponse'));
  const resolve = sooner('resolve', numberIn(input, 'contractResolve'));
  if (firstResponse === undefined && resolve === undefined) return before;
  return { ...(firstResponse === undefined ? {} : { firstResponse }), ...(resolve === undefined ? {} : { resolve }) };
}

/** What the customer expects sooner than this, in minutes, is due at once: nobody can keep it. */
const LEAST_AHEAD = 15;

/** What a change of terms does to the promise, and who hears of it. */
interface Retermed {
  readonly promise: Pick<TicketData, 'clock' | 'parties'>;
  readonly say: readonly NoticeDraft[];
  /** The time that is wished for, where the promise stands until somebody who leads lets it move. */
  readonly asked?: readonly FieldChange[];
}

/** What a history says of a wish that a time may move: from when to when. */
const askedOf = ({ moves, from, to }: Wish): FieldChange[] =>
  moves === 'urgent' || from?.getTime() === to?.getTime()
    ? []
    : [{ field: moves === 'first' ? 'firstAsked' : 'dueAsked', from: from ?? null, to: to ?? null }];

/**
 * New terms for a ticket: what tightens counts at once. What would loosen counts when a leader wants it; of anybody else the leaders
 * hear that he wishes it, and the promise stands until one of them lets it move. Rules A1, A3.
 */
function retermed(ticket: Ticket, terms: Terms, reason: string | undefined, circumstances: Circumstances): Retermed {
  const { actor, now, policy } = circumstances;
  const from = resolveDueAt(ticket, policy);
  const isLater = loosens(ticket, terms, circumstances);
  const isBroken = ticket.breachedAt !== undefined || (from !== undefined && from <= now.toJSDate());
  const isLetGo = isLater && decidesOn(partiesTo(ticket), actor, policy) && !isBroken;
  const clock = clockAfter(ticket, terms, circumstances, isLetGo);
  const to = resolveDueAt({ ...ticket, data: { ...ticket.data, ...terms, clock } }, policy);
  if (isLetGo && from?.getTime() !== to?.getTime())
    return { promise: { clock }, say: promiseMoved(ticket, { from, to }, { reason }, circumstances) };
  // What was broken stays so, whoever wishes otherwise: nobody is asked for what he may not give.
  if (!isLater || isLetGo || isBroken) return { promise: { clock }, say: [] };
  const wish = wishOf(ticket, terms, circumstances);
  const params = {
    by: person(actor.id),
    reason: reason ?? '',
    was: wish.was,
    becomes: wish.becomes,
    from: wish.from ?? '',
    to: wish.to ?? '',
  };
  const say = heldBy(wish);
  const parties = [...new Set([...(ticket.data.parties ?? []), actor.id])];
  const of = [...partiesTo(ticket), actor.id];
  const told = leadersHear(ticket, say, params, circumstances, of);
  // Whoever is to act on what is urgent learns at once that somebody thinks it is not.
  const atOnce = isUrgent(ticket.data) ? told.map((notice) => ({ ...notice, mayWait: false })) : told;
  return { promise: { clock: { ...clock, wishedBy: actor.id }, parties }, say: atOnce, asked: askedOf(wish) };
}

/** What is said of a wish: what would become later by it. */
function heldBy({ moves, was, becomes }: Wish): string {
  if (moves === 'urgent') return 'promiseHeldUrgent';
  if (moves === 'first') return 'promiseHeldFirst';
  return was === becomes ? 'promiseHeldExpected' : 'promiseHeld';
}

/** How the promise of a ticket moves, stands still and stands. Rules A1–A3. */
export const promising: Record<string, TicketAction> = {
  wait: {
    from: ['accepted', 'in_progress'],
    by: WORKERS,
    form: TICKET_FORMS.wait,
    restsOn: ['owner'],
    apply(ticket, input, circumstances) {
      const { now, actor, policy } = circumstances;
      const reason = textIn(input, 'reason');
      const grounds = { reason, consentedBy: textIn(input, 'consentedBy') };
      const from = resolveDueAt(ticket, policy);
      const pauses = [...ticket.pauses, { from: now.toJSDate() }];
      const to = resolveDueAt({ ...ticket, pauses }, policy);
      const stops = from !== undefined && to === undefined;
      const refusal = stops ? mayLoosen(promiseNow(ticket, policy), {}, grounds, circumstances) : undefined;
      if (refusal?.code === 'promiseNeedsReason') return { ...refusal, field: 'reason' };
      const mayStop = refusal === undefined;
      return {
        state: 'waiting_customer',
        note: reason,
        say: [
          inThread('waiting', { by: person(actor.id), reason: reason ?? '' }),
          ...(stops && mayStop ? promiseMoved(ticket, { from, to }, grounds, circumstances) : []),
          ...(stops && !mayStop ? [inThread('clockRuns', { from })] : []),
        ],
        ...(mayStop ? { pauses, grounds } : {}),
      };
    },
  },
  resume: {
    from: ['waiting_customer'],
    by: WORKERS,
    style: 'primary',
    apply: (ticket, _input, { now }) => ({ state: 'in_progress', pauses: resumed(ticket, now.toJSDate()) }),
  },
  newTime: {
    from: OPEN,
    by: WORKERS,
    form: TICKET_FORMS.newTime,
    restsOn: ['clock'],
    apply(ticket, input, circumstances) {
      const { now, policy, actor } = circumstances;
      const from = resolveDueAt(ticket, policy);
      const to = dateIn(input, 'newDueAt');
      const solution = textIn(input, 'solution');
      const consentedBy = textIn(input, 'consentedBy');
      if (!to || !solution || !consentedBy) return refuse('incomplete');
      if (from && from > now.toJSDate() && to <= from) return refuse('ticket.notLater', { at: from }, 'newDueAt');
      const first = ticket.data.consents[0]?.from ?? from;
      const refusal = mayLoosen(promiseNow(ticket, policy), { dueAt: to }, { reason: solution, consentedBy }, circumstances, first);
      if (refusal) return { ...refusal, field: refusal.code === 'promiseNeedsReason' ? 'solution' : 'newDueAt' };
      const consent = { at: now.toJSDate(), by: actor.id, solution, consentedBy, from: from ?? to, to };
      const params = { by: person(actor.id), at: to, consentedBy, solution };
      return {
        data: {
          consents: [...ticket.data.consents, consent],
          clock: { revision: ticket.data.clock.revision + 1, startedAt: now.toJSDate(), agreedDueAt: to },
        },
        note: solution,
        grounds: { reason: solution, consentedBy },
        say: [
          inThread('newTime', params),
          ...promiseMoved(ticket, { from, to }, { reason: solution, consentedBy }, circumstances).filter(
            ({ to: { kind } }) => kind === 'person',
          ),
        ],
      };
    },
  },
  priority: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.priority,
    restsOn: ['priority'],
    apply(ticket, input, circumstances) {
      const { policy } = circumstances;
      const impact = (textIn(input, 'impact') ?? ticket.data.impact) as Grade;
      const urgency = (textIn(input, 'urgency') ?? ticket.data.urgency) as Grade;
      const override = PRIORITIES.find((priority) => priority === input.override);
      const priority: Priority = override ?? policy.priorities[impact][urgency];
      const reason = textIn(input, 'reason');
      if (priority === ticket.data.priority && impact === ticket.data.impact && urgency === ticket.data.urgency)
        return refuse('nothingChanged', {}, 'impact');
      const terms = { priority, urgency, expectedBy: ticket.data.expectedBy };
      // Lower is looser, though the same time may stand: of which priority it counts is what its figures say.
      const isLower = PRIORITIES.indexOf(priority) > PRIORITIES.indexOf(ticket.data.priority);
      if ((isLower || loosens(ticket, terms, circumstances)) && !tellsSomething(reason))
        return refuse('promiseNeedsReason', { n: LEAST_TOLD }, 'reason');
      const { promise, say, asked = [] } = retermed(ticket, terms, reason, circumstances);
      const raised = priority === 'P1' && ticket.data.priority !== 'P1';
      return {
        data: { impact, urgency, priority, priorityReason: reason, ...promise },
        note: reason,
        asked,
        grounds: { reason },
        say: [inThread('priority', { from: ticket.data.priority, to: priority }), ...say, ...(raised ? urgentNotices(ticket, policy) : [])],
      };
    },
  },
  edit: {
    from: OPEN,
    by: EVERYBODY,
    form: TICKET_FORMS.edit,
    apply(ticket, input, circumstances) {
      const expectedBy = dateIn(input, 'expectedBy');
      const phone = textIn(input, 'phone');
      const reason = textIn(input, 'reason');
      const known: Partial<TicketData> = {
        customer: textIn(input, 'customer') ?? ticket.data.customer,
        customerNo: customerNoIn(input, ticket),
        contract: contractWith(ticket.data.contract, input),
        site: textIn(input, 'site'),
        callerName: textIn(input, 'callerName'),
        callerTitle: textIn(input, 'callerTitle'),
        phone,
        phoneKey: phone && findingKeys(phone),
        product: textIn(input, 'product'),
        device: textIn(input, 'device'),
        description: textIn(input, 'description') ?? ticket.data.description,
        category: textIn(input, 'category') ?? ticket.data.category,
      };
      // Slack's picker knows minutes: what was not touched is what it was.
      const minute = (time: Date | undefined): number | undefined => time && Math.floor(time.getTime() / 60_000);
      if (minute(expectedBy) === minute(ticket.data.expectedBy)) return { data: known, note: reason };
      return expectedAnew(ticket, expectedBy, reason, known, circumstances);
    },
  },
  letMove: {
    from: OPEN,
    by: LEADERS,
    form: TICKET_FORMS.letMove,
    restsOn: ['clock'],
    isOffered: (ticket) => isHeld(ticket) && ticket.breachedAt === undefined,
    isFor: ({ owner, data }, who) => isAnothers(owner, who) && isAnothers(data.clock.wishedBy ?? owner, who),
    unless: notBroken,
    apply(ticket, input, circumstances) {
      if (!isHeld(ticket)) return refuse('ticket.nothingHeld', { no: ticket.no });
      const { policy } = circumstances;
      const { priority, urgency, expectedBy } = ticket.data;
      const reason = textIn(input, 'reason');
      const from = resolveDueAt(ticket, policy);
      const clock = clockAfter(ticket, { priority, urgency, expectedBy }, circumstances, true);
      const to = resolveDueAt({ ...ticket, data: { ...ticket.data, clock } }, policy);
      const refusal = mayLoosen(promiseNow(ticket, policy), { dueAt: to }, { reason }, circumstances);
      if (refusal) return refusal;
      const say = promiseMoved(ticket, { from, to }, { reason }, circumstances);
      return { data: { clock }, note: reason, grounds: { reason }, say: [...say, ...wisherHears(ticket, say)] };
    },
  },
  letStand: {
    from: OPEN,
    by: LEADERS,
    form: TICKET_FORMS.letStand,
    restsOn: ['clock'],
    isOffered: isWished,
    unless: notBroken,
    apply(ticket, input, circumstances) {
      if (!isWished(ticket)) return refuse('ticket.nothingWished', { no: ticket.no });
      const { wishedBy: _, ...clock } = ticket.data.clock;
      const reason = textIn(input, 'reason') ?? '';
      const from = resolveDueAt(ticket, circumstances.policy);
      const params = { by: person(circumstances.actor.id), reason, from: from ?? '' };
      const say = [inThread('promiseStood', params), ...leadersHear(ticket, 'promiseStood', params, circumstances)];
      return { data: { clock }, note: reason, say: [...say, ...wisherHears(ticket, say)] };
    },
  },
};

/** What was broken is neither let move nor asked about: said before a form is opened. */
function notBroken({ breachedAt }: Ticket): ReturnType<typeof refuse> | undefined {
  return breachedAt && refuse('promiseBroken', { at: breachedAt });
}

/** Whoever wished a promise to move hears the answer, if he does not hear it anyway. */
function wisherHears({ data: { clock } }: Ticket, [first, ...others]: readonly NoticeDraft[]): NoticeDraft[] {
  const { wishedBy } = clock;
  const isTold = others.some(({ to }) => to.kind === 'person' && to.user === wishedBy);
  return first && wishedBy && !isTold ? [{ ...toPerson(wishedBy, first.say, first.params), mayWait: true }] : [];
}

/** The customer wishes it by another time: only one that lies ahead, and one that loosens the promise with a reason. */
function expectedAnew(
  ticket: Ticket,
  expectedBy: Date | undefined,
  reason: string | undefined,
  known: Partial<TicketData>,
  circumstances: Circumstances,
): Change<TicketData, TicketState> | ReturnType<typeof refuse> {
  const { now } = circumstances;
  const least = now.plus({ minutes: LEAST_AHEAD }).toJSDate();
  if (expectedBy && expectedBy < least) return refuse('ticket.expectedTooSoon', { minutes: LEAST_AHEAD, at: expectedBy }, 'expectedBy');
  const terms = { priority: ticket.data.priority, urgency: ticket.data.urgency, expectedBy };
  if (loosens(ticket, terms, circumstances) && !tellsSomething(reason)) return refuse('promiseNeedsReason', { n: LEAST_TOLD }, 'reason');
  const { promise, say, asked = [] } = retermed(ticket, terms, reason, circumstances);
  return { data: { ...known, expectedBy, ...promise }, note: reason, asked, grounds: { reason }, say };
}
