import type { Circumstances } from '../circumstances.js';
import { resumed } from './action.js';
import { earliest, firstResponseDueAt, resolveDueAt, targetDueAt, targetFrom } from './deadlines.js';
import { type Grade, PRIORITIES, type Priority } from './priority.js';
import type { Term, Ticket, TicketClock } from './ticket.js';
import { isUrgent } from './urgent.js';

/** What a ticket is promised by: its priority, whether it rings as urgent, and when the customer wishes it solved. */
export interface Terms {
  readonly priority: Priority;
  readonly urgency: Grade;
  readonly expectedBy: Date | undefined;
}

type Moment = Pick<Circumstances, 'now' | 'policy'>;

/** A ticket as its clock would run from now on, so that times can be compared while it stands still. */
const goingOn = (ticket: Ticket, { now }: Moment): Ticket => ({ ...ticket, pauses: resumed(ticket, now.toJSDate()) });

const withTerms = (ticket: Ticket, terms: Terms, clock: TicketClock): Ticket => ({ ...ticket, data: { ...ticket.data, ...terms, clock } });

const isLater = (to: Date | undefined, from: Date | undefined): boolean => from !== undefined && (to === undefined || to > from);

/** A priority that is raised so late that its targets would be over, or nearly, counts from now: nothing is born late. */
function clockOf(priority: Priority, ticket: Ticket, moment: Moment): TicketClock {
  const {
    standing: _,
    standingBy: __,
    standingFirstBy: ___,
    standingUrgent: ____,
    wishedBy: _____,
    raisedAt,
    ...clock
  } = ticket.data.clock;
  if (priority === ticket.data.priority) return raisedAt ? { ...clock, raisedAt } : clock;
  const dueBy = (one: Priority, since: TicketClock): Date | undefined =>
    targetDueAt(withTerms(ticket, { priority: one, urgency: ticket.data.urgency, expectedBy: undefined }, since), moment.policy);
  const dueAt = dueBy(priority, clock);
  // One that promises no less than the present did is not raised: it counts from where the promise began.
  const isTighter = isLater(dueBy(ticket.data.priority, { ...clock, raisedAt }), dueAt);
  const least = moment.now.toMillis() + moment.policy.sla[priority].firstResponse;
  return isTighter && dueAt && dueAt.getTime() < least ? { ...clock, raisedAt: moment.now.toJSDate() } : clock;
}

/** When the customer must be contacted, while he has not been. */
const firstDueAt = (ticket: Ticket, policy: Moment['policy']): Date | undefined =>
  ticket.data.firstContactAt ? undefined : firstResponseDueAt(ticket, policy);

/** Would it ring no more as urgent under these terms? */
const quietens = ({ data }: Ticket, terms: Terms): boolean => isUrgent(data) && !isUrgent(terms);

/** Would these terms, alone, make the solution or the first contact due later than they are now, or ring no more as urgent? */
export function loosens(ticket: Ticket, terms: Terms, moment: Moment): boolean {
  const before = goingOn(ticket, moment);
  const after = withTerms(before, terms, clockOf(terms.priority, before, moment));
  return (
    isLater(resolveDueAt(after, moment.policy), resolveDueAt(before, moment.policy)) ||
    isLater(firstDueAt(after, moment.policy), firstDueAt(before, moment.policy)) ||
    quietens(ticket, terms)
  );
}

/**
 * The time the customer agreed to, under new terms: what is raised since, or wished sooner since, counts at once. Nobody agreed to wait
 * for what he does not know yet.
 */
function agreedUnder(terms: Terms, ticket: Ticket, { now, policy }: Moment): Date | undefined {
  const { clock, priority, expectedBy } = ticket.data;
  if (!clock.agreedDueAt) return undefined;
  const isRaised = PRIORITIES.indexOf(terms.priority) < PRIORITIES.indexOf(priority);
  const isWishedAnew = terms.expectedBy?.getTime() !== expectedBy?.getTime();
  return earliest(
    clock.agreedDueAt,
    isRaised ? targetFrom(ticket, policy, terms.priority, now) : undefined,
    isWishedAnew ? terms.expectedBy : undefined,
  );
}

/** Priorities each once, with the earliest of the times from which they count. */
function eachOnce(terms: readonly Term[]): Term[] {
  const first = [...terms].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  return first.filter(({ priority }, n) => first.findIndex((other) => other.priority === priority) === n);
}

/**
 * The clock of a ticket whose terms change: what tightens counts; what would loosen stands beside what was promised before, unless
 * it may be let go. A promise that moves is warned of anew, and only that one: what was told of the other stays told.
 */
export function clockAfter(ticket: Ticket, terms: Terms, moment: Moment, isLetGo: boolean): TicketClock {
  const { clock, priority, expectedBy } = ticket.data;
  const before = goingOn(ticket, moment);
  const at = moment.now.toJSDate();
  const alone = clockOf(terms.priority, before, moment);
  // Of what was broken it stays known by what it had been promised.
  const isKept = !isLetGo && (ticket.breachedAt !== undefined || loosens(ticket, terms, moment));
  const standing = eachOnce([...(clock.standing ?? []), { priority, startedAt: clock.raisedAt ?? clock.startedAt }]);
  const wished = [clock.standingBy, expectedBy].filter((time) => time !== undefined);
  const kept: TicketClock = isKept
    ? {
        ...alone,
        standing: standing.filter((term) => term.priority !== terms.priority),
        ...(wished.length > 0 ? { standingBy: new Date(Math.min(...wished.map((time) => time.getTime()))) } : {}),
        ...(quietens(ticket, terms) ? { standingUrgent: true } : {}),
        ...(clock.standingFirstBy ? { standingFirstBy: clock.standingFirstBy } : {}),
      }
    : alone;
  const agreedDueAt = agreedUnder(terms, before, moment);
  const held = agreedDueAt ? { ...kept, agreedDueAt } : kept;
  const after = withTerms(before, terms, held);
  const moved = (dueAt: (one: Ticket, policy: Moment['policy']) => Date | undefined): boolean => {
    const [from, to] = [dueAt(before, moment.policy), dueAt(after, moment.policy)];
    return from?.getTime() !== to?.getTime() && !(from && from <= at);
  };
  const firstRevision = (clock.firstRevision ?? clock.revision) + (moved(firstResponseDueAt) ? 1 : 0);
  const revision = clock.revision + (moved(resolveDueAt) ? 1 : 0);
  return { ...held, revision, firstRevision };
}

/** What somebody wishes of a promise that stands: another priority, and when its solution or first contact would be due by that. */
export interface Wish {
  readonly was: Priority;
  readonly becomes: Priority;
  /** What would be looser: when it is due, when the first contact is, or, with both where they are, that it rings as urgent. */
  readonly moves: 'due' | 'first' | 'urgent';
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}

/** What would become of a promise if these terms were let go. */
export function wishOf(ticket: Ticket, terms: Terms, moment: Moment): Wish {
  const before = goingOn(ticket, moment);
  const after = withTerms(before, terms, clockAfter(ticket, terms, moment, true));
  const [from, to] = [resolveDueAt(before, moment.policy), resolveDueAt(after, moment.policy)];
  const [first, firstTo] = [firstDueAt(before, moment.policy), firstDueAt(after, moment.policy)];
  const wish = { was: promisedBy(ticket), becomes: terms.priority };
  if (from?.getTime() !== to?.getTime()) return { ...wish, moves: 'due', from, to };
  if (first?.getTime() !== firstTo?.getTime()) return { ...wish, moves: 'first', from: first, to: firstTo };
  return { ...wish, moves: isUrgent(before.data) && !isUrgent(after.data) ? 'urgent' : 'due', from, to };
}

/** Does somebody wait for an answer whether a promise may move? Of one that is broken nothing is asked. */
export const isWished = (ticket: Ticket): boolean =>
  isHeld(ticket) && ticket.data.clock.wishedBy !== undefined && ticket.breachedAt === undefined;

/** By which priority its present promise was given: by the first that still stands, whatever it was corrected to since. */
export const promisedBy = ({ data: { clock, priority } }: Ticket): Priority => clock.standing?.[0]?.priority ?? priority;

/** Is something promised that its terms alone would not promise any more? */
export const isHeld = ({ data: { clock } }: Ticket): boolean =>
  (clock.standing ?? []).length > 0 ||
  clock.standingUrgent === true ||
  clock.standingBy !== undefined ||
  clock.standingFirstBy !== undefined;
